package import ByteBufferPool
import Glibc
import Synchronization
package import Telemetry

/// Runs a workload on threads of its own and switches its mode while it runs.
package final class WorkloadEngine: Sendable {
  /// A thread could not be started.
  package struct ThreadError: Error, CustomStringConvertible {
    let worker: Int
    let code: Int32

    package var description: String {
      "cannot start worker \(worker): \(String(cString: strerror(code))); ask for fewer --workers"
    }
  }

  package let pool: BufferPool
  package let payloadBytes: Int

  private let workers: [Worker]
  private let switches: EngineSwitches
  private let threads = Mutex<[pthread_t]>([])

  /// Makes an engine at rest.
  /// - Precondition: `workers > 0`.
  package init(
    workload: some Workload, pool: BufferPool, workers: Int = 1, mode: WorkloadMode = .put
  ) {
    precondition(workers > 0, "an engine has at least one worker")
    let switches = EngineSwitches(mode: mode)
    self.pool = pool
    self.switches = switches
    payloadBytes = workload.payloadBytes
    self.workers = (0..<workers).map { _ in
      Worker(workload: workload, pool: pool, switches: switches)
    }
  }

  /// Whether workers put their buffers back. A worker sees a change after its batch, at once for a
  /// person.
  package var mode: WorkloadMode {
    get { switches.mode }
    set { switches.isPutting.store(newValue == .put, ordering: .relaxed) }
  }

  /// Operations done by all workers.
  package var operations: Int {
    workers.reduce(0) { $0 + $1.operations.load(ordering: .relaxed) }
  }

  /// Starts a thread for each worker: each as fast as it goes, or all together at `rate` operations
  /// per second. A thread that does not start stops those that did.
  package func start(rate: Double? = nil, pacer: Pacer) throws {
    let share = rate.map { $0 / Double(workers.count) }
    for (index, worker) in workers.enumerated() {
      let job = Job { worker.run(rate: share, pacer: pacer) }
      var thread = pthread_t()
      let opaque = Unmanaged.passRetained(job)
      let code = withSignalsHeld { pthread_create(&thread, nil, runJob, opaque.toOpaque()) }
      guard code == 0 else {
        opaque.release()
        stop()
        throw ThreadError(worker: index + 1, code: code)
      }
      let started = thread
      threads.withLock { $0.append(started) }
    }
  }

  /// Ends all threads and waits for them: at most a batch or a sleep of 20 ms.
  package func stop() {
    switches.isStopping.store(true, ordering: .relaxed)
    let running = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in running { pthread_join(thread, nil) }
  }

  /// Does exactly so many operations, on the calling thread and with the first worker's counts: a
  /// run without threads or clocks. Only while no thread runs.
  package func step(_ operations: Int) { workers[0].step(operations) }
}

/// What a new thread is to do.
private final class Job: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// The body of each worker's thread. A free function: a closure written under `@main` would be
/// taken to be on the main actor and trap on a new thread.
private func runJob(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  // Never nil: start() passes a retained Job.
  Unmanaged<Job>.fromOpaque(opaque.unsafelyUnwrapped).takeRetainedValue().body()
  return nil
}

/// Runs `body` with all signals held off the calling thread, so that a thread it creates begins
/// without them, and they interrupt the thread that waits for them. Signals of a fault stay where
/// the fault is.
private func withSignalsHeld<R>(_ body: () throws -> R) rethrows -> R {
  var (held, before) = (sigset_t(), sigset_t())
  sigfillset(&held)
  for fault in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS] {
    sigdelset(&held, fault)
  }
  pthread_sigmask(SIG_SETMASK, &held, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  return try body()
}

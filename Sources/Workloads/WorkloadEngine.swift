package import ByteBufferPool
import Glibc
import Synchronization
package import Telemetry

/// Runs a workload on a pool and a heap of its own, with threads of its own, and switches what it
/// does while it runs.
package final class WorkloadEngine: Sendable {
  /// A thread could not be started.
  package struct ThreadError: Error, CustomStringConvertible {
    let name: String
    let code: Int32

    package var description: String {
      "cannot start \(name): \(String(cString: strerror(code))); ask for fewer --workers"
    }
  }

  /// Sleeps of the heap's housekeeper from one tick to the next.
  private static let sleepsPerTick = 5

  package let pool: BufferPool
  package let heap: CollectedHeap
  package let settings: WorkloadSettings

  private let workers: [Worker]
  private let switches: EngineSwitches
  private let threads = Mutex<[LabThread]>([])
  private let heapThreads = Mutex<[LabThread]>([])
  /// Wakes the threads that were started.
  private let wake = Mutex<@Sendable () -> Void>({})

  /// Makes an engine at rest.
  /// - Precondition: `workers > 0`.
  package init(
    kind: WorkloadKind, settings: WorkloadSettings = WorkloadSettings(),
    heap: CollectedHeap = CollectedHeap(), workers: Int = 1, mode: WorkloadMode = .put
  ) {
    precondition(workers > 0, "an engine has at least one worker")
    var settings = settings
    settings.workers = workers
    let switches = EngineSwitches(kind: kind, settings: settings, mode: mode)
    let pool = BufferPool(retention: kind.retention, allocator: heap)
    self.heap = heap
    self.pool = pool
    self.switches = switches
    self.settings = settings
    self.workers = (0..<workers).map { index in
      Worker(
        index: index, pool: pool, switches: switches, keepLimit: settings.leakLimit / workers)
    }
  }

  /// Whether workers put their buffers back. A worker sees a change after its batch, at once for a
  /// person.
  package var mode: WorkloadMode {
    get { switches.mode }
    set { switches.isPutting.store(newValue == .put, ordering: .relaxed) }
  }

  /// The policies that a person can run any workload with. The hard cap is that of Go's `fmt` and
  /// `encoding/json`.
  package static let policies: [any RetentionPolicy] = [
    Calibrated(), Unbounded(), HardCap(), Strikes(),
  ]

  /// The one of `policies` that is called so.
  package static func policy(named name: String) -> (any RetentionPolicy)? {
    policies.first { $0.name == name }
  }

  /// The retention policy of the pool, which begins with nothing learned when it comes into force;
  /// the one in force goes on undisturbed. A switch of the workload sets the workload's own.
  package var policy: any RetentionPolicy {
    get { pool.retention }
    set { pool.switchRetention(to: newValue) }
  }

  /// What the workers do. A change begins anew, with the policy of the new workload and a pool that
  /// has learned nothing.
  package var kind: WorkloadKind {
    get { switches.currentKind }
    set {
      // By way of another policy, since one that is in force would go on with what it knows.
      pool.switchRetention(to: .unbounded)
      pool.switchRetention(to: newValue.retention)
      switches.switchKind(to: newValue)
    }
  }

  /// Share of buffers that `forgetful` does not put back, 0 to 1.
  package var forgottenShare: Double {
    get { Double(bitPattern: switches.forgottenShare.load(ordering: .relaxed)) }
    set {
      let share = min(max(newValue, 0), 1)
      switches.forgottenShare.store(share.bitPattern, ordering: .relaxed)
    }
  }

  /// Has the workers of `burst` fire one together. Nothing while something else runs.
  package func fireBurst() { switches.bursts.add(1, ordering: .relaxed) }

  /// What workloads know of the run at a time.
  package func moment(at time: Duration) -> Moment { switches.moment(at: time) }

  /// Bytes that a request writes, where they are always the same.
  package var payloadBytes: Int? { kind.payloadBytes(settings) }

  /// Operations done by all workers.
  package var operations: Int {
    workers.reduce(0) { $0 + $1.operations.load(ordering: .relaxed) }
  }

  /// How long a get with its put takes, as all workers have measured it. Steps measure nothing.
  package var latency: LatencySample {
    var counts = [Int](repeating: 0, count: LatencyBuckets.count)
    for worker in workers { worker.latencies.add(to: &counts) }
    return LatencySample(counts: counts)
  }

  /// Starts the heap's threads and one for each worker: each as fast as it goes, or all together at
  /// `rate` operations per second. A thread that does not start stops those that did.
  package func start(rate: Double? = nil, pacer: Pacer) throws {
    wake.withLock { $0 = pacer.wake }
    let share = rate.map { $0 / Double(workers.count) }
    do {
      try startHeap(pacer)
      for (index, worker) in workers.enumerated() {
        try add("worker \(index + 1)", to: threads) { worker.run(rate: share, pacer: pacer) }
      }
    } catch {
      stop()
      throw error
    }
  }

  private func startHeap(_ pacer: Pacer) throws(ThreadError) {
    heap.open(now: pacer.now)
    try add("the collector", to: heapThreads) { [heap, pool] in
      heap.runCollector(cpuTime: pacer.cpuTime) { pool.sweep() }
    }
    try add("the heap's housekeeper", to: heapThreads) { [heap, switches] in
      var housekeeping = Housekeeping(of: heap, at: pacer.now())
      var sleeps = 0
      while !switches.isStopping.load(ordering: .relaxed) {
        pacer.sleep(Worker.longestSleep)
        sleeps += 1
        if sleeps.isMultiple(of: Self.sleepsPerTick) { housekeeping.tick(at: pacer.now()) }
      }
    }
  }

  private func add(
    _ name: String, to list: borrowing Mutex<[LabThread]>, _ body: @escaping @Sendable () -> Void
  ) throws(ThreadError) {
    do {
      let thread = try LabThread(body)
      list.withLock { $0.append(thread) }
    } catch {
      throw ThreadError(name: name, code: error.number)
    }
  }

  /// Ends all threads and waits for them: at most a batch or a collection.
  package func stop() {
    switches.isStopping.store(true, ordering: .relaxed)
    wake.withLock { $0() }
    // Workers first: one may wait for the collector.
    join(threads)
    heap.close()
    join(heapThreads)
  }

  private func join(_ list: borrowing Mutex<[LabThread]>) {
    let running = list.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in running { thread.join() }
  }

  /// Does exactly so many operations more, on the calling thread and with the first worker's
  /// counts: a run without threads or clocks, at a moment of the run. The heap collects when it has
  /// to.
  package func step(_ operations: Int, at time: Duration = .zero) {
    var shift = workers[0].takeShift()
    var stopwatch: Stopwatch?
    for _ in 0..<operations {
      _ = workers[0].work(1, on: &shift, at: time, &stopwatch)
      heap.collectIfAsked { pool.sweep() }
    }
    workers[0].rest(shift)
  }
}

import Glibc
import Synchronization

/// A thread of the program's own: of a worker, of the heap, or of a recording.
package struct LabThread: Sendable {
  private let thread: pthread_t

  /// Starts a thread. Throws the errno of pthread_create(3).
  package init(_ body: @escaping @Sendable () -> Void) throws(Code) {
    let opaque = Unmanaged.passRetained(Job(body))
    var thread = pthread_t()
    let code = withSignalsHeld { pthread_create(&thread, nil, runJob, opaque.toOpaque()) }
    guard code == 0 else {
      opaque.release()
      throw Code(number: code)
    }
    self.thread = thread
  }

  /// Waits for its end. Once only.
  func join() { pthread_join(thread, nil) }

  /// Lets it end by itself. Instead of `join()`.
  package func detach() { pthread_detach(thread) }

  package struct Code: Error {
    package let number: Int32
  }
}

/// What a new thread is to do.
private final class Job: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// The body of each thread. A free function: a closure written under `@main` would be taken to be
/// on the main actor and trap on a new thread.
private func runJob(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  // Never nil: LabThread passes a retained Job.
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

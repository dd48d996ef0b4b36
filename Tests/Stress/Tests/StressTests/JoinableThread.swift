import Glibc

/// A thread that can be waited for, so that nothing of it is left: a task might run on the thread
/// that waits for it.
final class JoinableThread {
  private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private var thread = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    let job = Unmanaged.passRetained(Job(body)).toOpaque()
    let code = pthread_create(&thread, nil, { runJob($0) }, job)
    precondition(code == 0, "a thread for a test")
  }

  func join() { pthread_join(thread, nil) }

  /// Sends it a signal. Not after `join()`.
  func interrupt(with signal: Int32) { pthread_kill(thread, signal) }

  fileprivate static func run(_ opaque: UnsafeMutableRawPointer?) {
    // Never nil: init passes a retained Job.
    Unmanaged<Job>.fromOpaque(opaque.unsafelyUnwrapped).takeRetainedValue().body()
  }
}

private func runJob(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  JoinableThread.run(opaque)
  return nil
}

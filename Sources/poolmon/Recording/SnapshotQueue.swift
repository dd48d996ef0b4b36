import Glibc
import Sessions
import Telemetry

/// Samples on their way from the thread that takes them to the one that writes them, and how far
/// that has come. Bounded.
// @unchecked: all that changes is used with the mutex held, as pthread_cond(3) has it.
final class SnapshotQueue: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasChanged = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let limit: Int

  private var waiting: [Snapshot] = []
  /// Taken to be written, and not written yet.
  private var taken = 0
  private var isClosed = false
  private var isGivenUp = false
  private var state: SessionProgress

  /// Both ends of a pipe into which nothing is written; the second is closed at the end.
  private let ends: [Int32]
  private var hasEnded = false

  init(path: String, bytes: Int, limit: Int) throws(SessionWriteError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SessionWriteError(path: path, code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.ends = ends
    self.limit = limit
    state = SessionProgress(path: path)
    state.bytes = bytes
    mutex.initialize(to: pthread_mutex_t())
    hasChanged.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(hasChanged, nil)
  }

  deinit {
    Glibc.close(ends[0])
    if !hasEnded { Glibc.close(ends[1]) }
    pthread_cond_destroy(hasChanged)
    pthread_mutex_destroy(mutex)
    hasChanged.deallocate()
    mutex.deallocate()
  }

  /// The pipe's end that can be waited for.
  var end: Int32 { ends[0] }

  var progress: SessionProgress { locked { state } }

  /// Never waits for the writer: what has no room is lost. Nothing to it after `close()`.
  func append(_ snapshot: Snapshot) {
    locked {
      guard !isClosed, state.error == nil else { return }
      guard waiting.count + taken < limit else {
        state.lost += 1
        return
      }
      waiting.append(snapshot)
      pthread_cond_signal(hasChanged)
    }
  }

  /// No more will come.
  func close() {
    locked {
      isClosed = true
      pthread_cond_signal(hasChanged)
    }
  }

  /// All that waits; blocks while that is nothing. nil once it is closed and nothing is left.
  ///
  /// To be written before the next are taken.
  func take() -> [Snapshot]? {
    locked {
      while waiting.isEmpty && !isClosed { pthread_cond_wait(hasChanged, mutex) }
      guard !waiting.isEmpty else { return nil }
      let snapshots = waiting
      waiting = []
      taken = snapshots.count
      return snapshots
    }
  }

  /// One of those taken is written. Returns whether the others are still wanted.
  func noteWritten(bytes: Int) -> Bool {
    locked {
      guard !isGivenUp else { return false }
      taken -= 1
      state.bytes = bytes
      return true
    }
  }

  /// Drops what waits. What the writer is stuck in counts as not written.
  func giveUp() {
    locked {
      guard !isGivenUp, !hasEnded else { return }
      (isClosed, isGivenUp) = (true, true)
      state.error = SessionWriteError(
        path: state.path, cause: .stuck(unwritten: waiting.count + taken))
      waiting = []
      pthread_cond_signal(hasChanged)
    }
  }

  /// The writer has ended: all is written, or never will be.
  func end(bytes: Int, error: SessionWriteError?) {
    locked {
      guard !hasEnded else { return }
      hasEnded = true
      // That it was given up stays why, whatever came of that.
      if !isGivenUp { (state.bytes, state.error) = (bytes, error) }
      state.isFinished = true
      waiting = []
      Glibc.close(ends[1])
    }
  }

  private func locked<R>(_ body: () -> R) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

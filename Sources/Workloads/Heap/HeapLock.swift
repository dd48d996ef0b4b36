import Glibc

/// A mutex with two conditions, for the heap. pthread's own, since ThreadSanitizer knows it and
/// does not know `Mutex`, and since a thread can wait for a condition only with it.
// @unchecked: the pointers are written in init only; what they point to is made to be shared.
final class HeapLock: @unchecked Sendable {
  /// What a thread may wait for.
  enum Condition: Int {
    /// There is something to collect.
    case work
    /// The collector has gone on.
    case progress
  }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let conditions = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 2)

  init() {
    // Spins a little before it sleeps: who has the lock has it for a microsecond.
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ADAPTIVE_NP))
    pthread_mutex_init(mutex, &attributes)
    pthread_mutexattr_destroy(&attributes)
    for index in 0..<2 { pthread_cond_init(conditions + index, nil) }
  }

  deinit {
    pthread_mutex_destroy(mutex)
    for index in 0..<2 { pthread_cond_destroy(conditions + index) }
    mutex.deallocate()
    conditions.deallocate()
  }

  func withLock<R>(_ body: () -> R) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Gives the lock up until the condition is signalled, or for no reason at all: to be called in a
  /// loop, with the lock held.
  func wait(for condition: Condition) { pthread_cond_wait(conditions + condition.rawValue, mutex) }

  /// Wakes all who wait. With the lock held.
  func signal(_ condition: Condition) { pthread_cond_broadcast(conditions + condition.rawValue) }
}

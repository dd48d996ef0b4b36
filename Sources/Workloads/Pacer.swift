import Telemetry

/// How a worker tells the time and waits: given by whoever runs the engine, since nothing here
/// reads a clock.
package struct Pacer: Sendable {
  /// Monotonic time since any fixed instant.
  package var now: @Sendable () -> Duration
  /// Blocks the calling thread for about so long.
  package var sleep: @Sendable (Duration) -> Void
  /// Ends all sleeps that are under way and those to come: nobody waits for one at the end.
  package var wake: @Sendable () -> Void
  /// Processor time that the calling thread has used.
  package var cpuTime: @Sendable () -> Duration

  package init(
    now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) -> Void,
    wake: @escaping @Sendable () -> Void = {}, cpuTime: @escaping @Sendable () -> Duration
  ) {
    self.now = now
    self.sleep = sleep
    self.wake = wake
    self.cpuTime = cpuTime
  }
}

/// When a worker's next operation is due at a steady rate.
struct Pace {
  /// A worker that is further behind than this gives up what it missed instead of racing after it.
  static let patience = Duration.seconds(1)

  private let period: Duration
  private var due: Duration

  /// - Precondition: `operationsPerSecond > 0`.
  init(operationsPerSecond: Double, from start: Duration) {
    // At least a nanosecond an operation, since the clock cannot pace faster; at most a century.
    let nanoseconds = min(max((1e9 / operationsPerSecond).rounded(), 1), 3e18)
    period = .nanoseconds(Int(nanoseconds))
    due = start
  }

  /// How long to wait until the next operation is due; zero if it is.
  func wait(at now: Duration) -> Duration { max(due - now, .zero) }

  /// Takes up to `limit` operations that are due and says how many there were.
  mutating func take(upTo limit: Int, at now: Duration) -> Int {
    if now - due > Self.patience { due = now }
    guard now >= due else { return 0 }
    let count = min((now - due).wholeNanoseconds / period.wholeNanoseconds + 1, limit)
    due += period * count
    return count
  }

  /// So many of the operations that were taken are not done: they stay due.
  mutating func giveBack(_ count: Int) { due -= period * count }
}

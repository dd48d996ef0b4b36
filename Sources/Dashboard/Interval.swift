/// The sampling intervals that the keys step through.
package enum Interval {
  /// Bounds of what a person may ask for.
  package static let allowed: ClosedRange<Duration> = .milliseconds(10) ... .seconds(60)

  private static let steps: [Duration] = [
    .milliseconds(10), .milliseconds(20), .milliseconds(50), .milliseconds(100),
    .milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10),
    .seconds(30), .seconds(60),
  ]

  static func next(below interval: Duration) -> Duration? { steps.last { $0 < interval } }
  static func next(above interval: Duration) -> Duration? { steps.first { $0 > interval } }
}

package import Telemetry

/// The one figure whose course shows a finding best.
package struct FindingGraph: Sendable {
  package enum Unit: Sendable {
    case bytes, count, perSecond, share
  }

  package enum Value: Sendable {
    /// What is true at one instant, of a snapshot and the pool at an index.
    case level(@Sendable (Snapshot, Int) -> Int?)
    /// What is derived between two instants.
    case rate(@Sendable (PoolReading) -> Double?)
  }

  package let title: String
  package let unit: Unit
  package let value: Value

  private init(_ title: String, _ unit: Unit, level: @escaping @Sendable (PoolSample) -> Int?) {
    self.title = title
    self.unit = unit
    value = .level { snapshot, pool in snapshot.pool(at: pool).flatMap(level) }
  }

  private init(_ title: String, _ unit: Unit, rate: @escaping @Sendable (PoolReading) -> Double?) {
    self.title = title
    self.unit = unit
    value = .rate(rate)
  }

  private init(
    _ title: String, _ unit: Unit, process level: @escaping @Sendable (ProcessSample) -> Int?
  ) {
    self.title = title
    self.unit = unit
    value = .level { snapshot, _ in snapshot.process.flatMap(level) }
  }

  /// By the name of a rule, of a pool as it is known. nil for a name that no rule has.
  package static func of(_ finding: String, _ pool: PoolSample? = nil) -> FindingGraph? {
    // Where gets are not counted, neither is what these are made of.
    (pool.map { $0.gets == nil } ?? false ? fromOutside[finding] : nil) ?? all[finding]
  }

  private static let fromOutside: [String: FindingGraph] = [
    "calibration poisoned": FindingGraph(
      "calls of the smallest class", .count, level: { $0.calls?.first }),
    "not put back": FindingGraph(
      "calls since the calibration", .count, level: { $0.calls?.reduce(0, +) }),
    "misfit": FindingGraph("retained", .bytes, level: \.retainedSpace),
  ]

  private static let all: [String: FindingGraph] = [
    "true leak": FindingGraph("outstanding", .count, level: \.outstanding),
    "calibration poisoned": FindingGraph(
      "puts of the smallest class", .perSecond, rate: { $0.classPuts?.first }),
    "not put back": FindingGraph("abandoned", .perSecond, rate: \.abandoned),
    "cap too low": dropped,
    "misfit": FindingGraph("used of what is put", .share, rate: \.utilisation),
    "hoarding": FindingGraph("retained", .bytes, level: \.retainedSpace),
    "thrashed by collection": FindingGraph("died idle", .perSecond, rate: \.evictions),
    "cliff": dropped,
    "never calibrates": FindingGraph(
      "calls of the leading class", .count, level: { $0.leadingClass?.calls }),
    "calibration behind": dropped,
    "default too small": FindingGraph("growths", .perSecond, rate: \.growths),
    "contention": FindingGraph("stolen", .perSecond, rate: \.steals),
    "freed but not returned": FindingGraph("RSS", .bytes, process: \.residentSpace),
  ]

  private static let dropped = FindingGraph("dropped", .perSecond, rate: \.drops)
}

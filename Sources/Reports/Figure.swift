package import Telemetry

/// A row of a table: a figure of a run, and how it is written.
package struct Figure: Sendable {
  /// Its name in JSON and CSV, which tells the unit.
  package let key: String
  package let title: String
  /// Whether twice as much is twice as much: not so of thresholds, nor of a ratio.
  package private(set) var isAmount = true
  /// nil is unknown.
  package let value: @Sendable (RunReading) -> Double?
  package let write: @Sendable (Double) -> String

  /// As a reader sees it; "–" where it is unknown.
  package func text(_ run: RunReading) -> String { value(run).map(write) ?? "–" }

  /// The rows of the experiment's table.
  package static let all = [
    residentAverage, residentPeak,
    bytes("in_use_avg_bytes", "in-use space") { $0.inUseSpaceAverage },
    allocSpace, cpu, operations, timePerOperation, allocationsPerOperation, collections,
    collectorCPU, hitRatio, defaultSize, maxSize,
  ]

  // MARK: What several tables have

  static let residentAverage = bytes("rss_avg_bytes", "RSS average") { $0.residentSpaceAverage }
  static let residentPeak = bytes("rss_peak_bytes", "RSS peak", whole: \.peakResidentSpace)
  static let allocSpace = bytes("alloc_bytes", "alloc space", whole: \.allocSpace)
  static let cpu = cores("cpu_percent", "CPU") { $0.cpu }
  static let operations = Figure(
    key: "ops_per_s", title: "operations", value: { $0.operations }, write: Quantity.perSecond)
  static let timePerOperation = Figure(
    key: "ns_per_op", title: "time per op", value: { $0.nanosecondsPerOperation },
    write: Quantity.nanoseconds)
  static let allocationsPerOperation = Figure(
    key: "allocs_per_op", title: "allocs per op", value: { $0.allocationsPerOperation },
    write: { $0 > 0 && $0 < 0.005 ? "<0.01" : Quantity.fixed($0, decimals: 2) })
  static let collections = Figure(
    key: "collections_per_s", title: "collections", value: { $0.collections },
    write: Quantity.perSecond)
  static let collectorCPU = cores("collector_percent", "collector CPU") { $0.collectorCPU }
  static let hitRatio = share("hit_percent", "hit ratio") { $0.hitRatio }
  static let defaultSize = threshold("default_bytes", "default size", \.defaultSize)
  static let maxSize = threshold("max_bytes", "max size", \.maxSize)

  // MARK: Kinds of figures

  static func bytes(
    _ key: String, _ title: String, _ value: @escaping @Sendable (RunReading) -> Double?
  ) -> Figure {
    Figure(key: key, title: title, value: value, write: { Quantity.bytes(Int($0.rounded())) })
  }

  static func bytes(
    _ key: String, _ title: String, isAmount: Bool = true,
    whole value: @escaping @Sendable (RunReading) -> Int?
  ) -> Figure {
    Figure(
      key: key, title: title, isAmount: isAmount, value: { value($0).map(Double.init) },
      write: { Quantity.bytes(Int($0)) })
  }

  /// What calibration sets: 0 until it has, or where the policy has none.
  private static func threshold(
    _ key: String, _ title: String, _ value: @escaping @Sendable (RunReading) -> Int?
  ) -> Figure {
    Figure(
      key: key, title: title, isAmount: false, value: { value($0).map(Double.init) },
      write: { $0 == 0 ? "not calibrated" : Quantity.bytes(Int($0)) })
  }

  static func count(
    _ key: String, _ title: String, _ value: @escaping @Sendable (RunReading) -> Int?
  ) -> Figure {
    Figure(
      key: key, title: title, value: { value($0).map(Double.init) },
      write: { Quantity.count(Int($0)) })
  }

  /// In percent of one core.
  static func cores(
    _ key: String, _ title: String, _ value: @escaping @Sendable (RunReading) -> Double?
  ) -> Figure {
    Figure(
      key: key, title: title, value: { value($0).map { $0 * 100 } },
      write: { Quantity.cores($0 / 100) })
  }

  static func share(
    _ key: String, _ title: String, _ value: @escaping @Sendable (RunReading) -> Double?
  ) -> Figure {
    Figure(
      key: key, title: title, isAmount: false, value: { value($0).map { $0 * 100 } },
      write: { Quantity.percent($0 / 100) })
  }

  static func latency(
    _ key: String, _ title: String, _ value: @escaping @Sendable (LatencyReading) -> Int
  ) -> Figure {
    Figure(
      key: key, title: title, value: { $0.latency.map { Double(value($0)) } },
      write: Quantity.nanoseconds)
  }
}

import Telemetry

/// A row of the experiment's table: a figure of a run, and how it is written.
struct Figure: Sendable {
  /// Its name in JSON and CSV, which tells the unit.
  let key: String
  let title: String
  /// Whether twice as much is twice as much: not so of thresholds, nor of a ratio.
  var isAmount = true
  /// nil is unknown.
  let value: @Sendable (RunReading) -> Double?
  let write: @Sendable (Double) -> String

  static let all = [
    bytes("rss_avg_bytes", "RSS average") { $0.residentSpaceAverage },
    bytes("rss_peak_bytes", "RSS peak") { $0.peakResidentSpace.map(Double.init) },
    bytes("in_use_avg_bytes", "in-use space") { $0.inUseSpaceAverage },
    bytes("alloc_bytes", "alloc space") { $0.allocSpace.map(Double.init) },
    cores("cpu_percent", "CPU") { $0.cpu },
    Figure(
      key: "ops_per_s", title: "operations", value: \.operations, write: Quantity.perSecond),
    Figure(
      key: "ns_per_op", title: "time per op", value: \.nanosecondsPerOperation,
      write: Quantity.nanoseconds),
    Figure(
      key: "allocs_per_op", title: "allocs per op", value: \.allocationsPerOperation,
      write: { $0 > 0 && $0 < 0.005 ? "<0.01" : Quantity.fixed($0, decimals: 2) }),
    Figure(
      key: "collections_per_s", title: "collections", value: \.collections,
      write: Quantity.perSecond),
    cores("collector_percent", "collector CPU") { $0.collectorCPU },
    Figure(
      key: "hit_percent", title: "hit ratio", isAmount: false,
      value: { $0.hitRatio.map { $0 * 100 } },
      write: { Quantity.percent($0 / 100) }),
    bytes("default_bytes", "default size", isAmount: false) { $0.defaultSize.map(Double.init) },
    bytes("max_bytes", "max size", isAmount: false) { $0.maxSize.map(Double.init) },
  ]

  private static func bytes(
    _ key: String, _ title: String, isAmount: Bool = true,
    _ value: @escaping @Sendable (RunReading) -> Double?
  ) -> Figure {
    Figure(
      key: key, title: title, isAmount: isAmount, value: value,
      write: { Quantity.bytes(Int($0.rounded())) })
  }

  /// In percent of one core.
  private static func cores(
    _ key: String, _ title: String, _ value: @escaping @Sendable (RunReading) -> Double?
  ) -> Figure {
    Figure(
      key: key, title: title, value: { value($0).map { $0 * 100 } },
      write: { Quantity.cores($0 / 100) })
  }
}

import Telemetry

/// Figures of a session that belong together, under a heading.
package struct FigureGroup: Sendable {
  package let title: String
  package let figures: [Figure]

  /// The summary of a session: in a report, and beside another session's.
  package static let all = [
    FigureGroup(
      title: "Work",
      figures: [
        Figure(
          key: "duration_s", title: "length", value: { $0.duration?.inSeconds },
          write: { Quantity.preciseLength(.nanoseconds(Int(($0 * 1e9).rounded()))) }),
        .count("ops", "operations done", \.operationCount),
        .operations, .timePerOperation,
        .latency("p50_ns", "latency p50", \.p50),
        .latency("p99_ns", "latency p99", \.p99),
        .latency("max_ns", "latency max", \.max),
      ]),
    FigureGroup(
      title: "Memory",
      figures: [
        .residentAverage, .residentPeak,
        .bytes("rss_bytes", "RSS at the end", whole: \.residentSpace),
        .bytes("in_use_avg_bytes", "in-use space") { $0.inUseSpaceAverage },
        .bytes("in_use_bytes", "in use at the end", whole: \.inUseSpace),
        .bytes("retained_bytes", "retained", whole: { $0.poolSample?.retainedSpace }),
      ]),
    FigureGroup(
      title: "Allocation",
      figures: [
        .allocSpace,
        Figure(
          key: "alloc_bytes_per_s", title: "alloc rate", value: { $0.allocRate },
          write: Quantity.bytesPerSecond),
        .allocationsPerOperation,
        .count("collections", "collections done", \.collectionCount),
        .collections,
      ]),
    FigureGroup(
      title: "Pool",
      figures: [
        .count("gets", "gets", { $0.poolGrowth(\.gets) }),
        .hitRatio,
        .count("misses", "misses", { $0.poolGrowth(\.misses) }),
        .count("puts", "puts", { $0.poolGrowth(\.puts) }),
        .count("kept", "kept", { $0.poolGrowth(\.kept) }),
        .count("drops", "dropped", { $0.poolGrowth(\.drops) }),
        .count("abandoned", "abandoned", { $0.poolGrowth(\.abandoned) }),
        .count("outstanding", "outstanding", { $0.poolSample?.outstanding }),
      ]),
    FigureGroup(
      title: "Calibration",
      figures: [
        .count("calibrations", "calibrations", { $0.poolGrowth(\.calibrations) }),
        .defaultSize, .maxSize,
      ]),
    FigureGroup(
      title: "CPU",
      figures: [
        .cpu,
        .cores("workload_percent", "workload CPU") { $0.workloadCPU },
        .collectorCPU,
        .cores("monitor_percent", "monitor CPU") { $0.monitorCPU },
      ]),
  ]

  /// Those of all groups.
  package static let figures = all.flatMap(\.figures)
}

import Telemetry

/// A column of an export: its name, its unit, what it means and how it is got. From the one list of
/// them come all formats, the names on the command line and the table in docs/EXPORTS.md.
package struct Column: Sendable {
  package enum Kind: String, Sendable {
    /// Says which row it is: in every row.
    case key
    case text
    /// Grows as long as the program runs.
    case counter
    /// As it stands at the instant.
    case gauge
    /// Told of this sample and the one before it.
    case reading
    /// Counts by bucket, which a table has no room for.
    case histogram
  }

  package enum Unit: String, Sendable {
    case none = ""
    case bytes
    case seconds = "s"
    case nanoseconds = "ns"
    case perSecond = "1/s"
    case bytesPerSecond = "bytes/s"
    case cores
    case threads
    /// From 0 to 1.
    case ratio
  }

  enum Source: Sendable {
    case value(@Sendable (ExportRow) -> ExportValue?)
    /// A value for each size class; empty where none is known.
    case classes(@Sendable (ExportRow) -> [ExportValue?])
    case histogram(@Sendable (ExportSample) -> LatencySample?)
  }

  package let name: String
  package let kind: Kind
  package let unit: Unit
  /// A sentence without its point.
  package let meaning: String
  /// Whether each pool has its own.
  package let isOfPool: Bool
  let source: Source

  package var hasClasses: Bool { if case .classes = source { true } else { false } }

  /// The name of a size class in a column's name: "64B", "32KiB". In the largest unit that leaves
  /// it whole, so that no two are the same.
  package static func className(_ size: Int) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
    let unit = units.first { size % $0.0 == 0 } ?? (1, "B")
    return "\(size / unit.0)\(unit.1)"
  }

  /// The name of its column for a size class.
  package func name(ofClass size: Int) -> String { "\(name)_\(Self.className(size))" }

  /// The value, of a column without size classes.
  func value(_ row: ExportRow) -> ExportValue? {
    if case .value(let value) = source { value(row) } else { nil }
  }

  func classValues(_ row: ExportRow) -> [ExportValue?] {
    if case .classes(let values) = source { values(row) } else { [] }
  }
}

// MARK: - Short ways to write the list

extension Column {
  static func text(
    _ name: String, ofPool isOfPool: Bool = false, _ meaning: String,
    _ value: @escaping @Sendable (ExportRow) -> String?
  ) -> Column {
    Column(
      name: name, kind: .text, unit: .none, meaning: meaning, isOfPool: isOfPool,
      source: .value { value($0).map { .text($0) } })
  }

  /// A whole number as it stands in the session.
  static func raw(
    _ kind: Kind, _ name: String, _ unit: Unit, _ meaning: String,
    _ value: @escaping @Sendable (Snapshot) -> Int?
  ) -> Column {
    Column(
      name: name, kind: kind, unit: unit, meaning: meaning, isOfPool: false,
      source: .value { value($0.sample.snapshot).map { .count($0) } })
  }

  static func ofPool(
    _ kind: Kind, _ name: String, _ unit: Unit, _ meaning: String,
    _ value: @escaping @Sendable (PoolSample) -> Int?
  ) -> Column {
    Column(
      name: name, kind: kind, unit: unit, meaning: meaning, isOfPool: true,
      source: .value { $0.pool.flatMap(value).map { .count($0) } })
  }

  static func classes(
    _ kind: Kind, _ name: String, _ unit: Unit, _ meaning: String,
    _ values: @escaping @Sendable (PoolSample) -> ClassCounts?
  ) -> Column {
    Column(
      name: name, kind: kind, unit: unit, meaning: meaning, isOfPool: true,
      source: .classes { $0.pool.flatMap(values)?.map { .count($0) } ?? [] })
  }

  static func reading(
    _ name: String, _ unit: Unit, _ meaning: String,
    _ value: @escaping @Sendable (ExportSample) -> Double?
  ) -> Column {
    Column(
      name: name, kind: .reading, unit: unit, meaning: meaning, isOfPool: false,
      source: .value { value($0.sample).map { .number($0) } })
  }

  static func latency(
    _ name: String, _ meaning: String, _ value: @escaping @Sendable (LatencyReading) -> Int
  ) -> Column {
    Column(
      name: name, kind: .reading, unit: .seconds, meaning: meaning, isOfPool: false,
      source: .value { $0.sample.latency.map { .seconds(nanoseconds: value($0)) } })
  }

  static func poolReading(
    _ name: String, _ unit: Unit, _ meaning: String,
    _ value: @escaping @Sendable (PoolReading) -> Double?
  ) -> Column {
    Column(
      name: name, kind: .reading, unit: unit, meaning: meaning, isOfPool: true,
      source: .value { $0.reading.flatMap(value).map { .number($0) } })
  }
}

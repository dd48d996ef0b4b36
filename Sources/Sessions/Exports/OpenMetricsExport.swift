import Telemetry

/// A session as OpenMetrics 1.0 text: all samples of a metric together, as that asks for.
///
/// The session is read twice or more: once to see which metrics there are, then once for as many of
/// them as have room in memory. Of two samples within a millisecond the later one is written, since
/// Prometheus' times are no finer.
package final class OpenMetricsExport {
  /// Bytes of text that are held until the metrics before them are written. A text takes up to
  /// twice its length.
  package static let usualLimit = 32 << 20

  /// One metric: a column, of one pool and one size class where it has those.
  private struct Series {
    let column: Column
    let pool: String?
    let sizeClass: Int?
    var text = ""
  }

  /// Calls back with each sample of the export, from its begin on.
  package typealias Pass = ((ExportSample) throws -> Void) throws -> Void

  private let selection: ColumnSelection
  /// nil for all.
  private let poolName: String?
  private let limit: Int
  /// Upper bounds of the buckets that a histogram needs, in nanoseconds.
  private var bounds: [Int] = []
  private var series: [Series] = []
  /// The column whose heading was written last.
  private var headed: String?

  private let pass: Pass
  private let output: (String) throws -> Void

  /// - Parameters:
  ///   - pass: goes through the session; each time the same samples.
  ///   - output: takes the text, in pieces.
  package init(
    _ selection: ColumnSelection, pool: String? = nil,
    limit: Int = OpenMetricsExport.usualLimit, pass: @escaping Pass,
    output: @escaping (String) throws -> Void
  ) {
    self.selection = selection
    poolName = pool
    self.limit = limit
    self.pass = pass
    self.output = output
  }

  /// Writes everything.
  package func write() throws {
    try survey()
    while !series.isEmpty { try writeSome() }
    try output("# EOF\n")
  }

  /// Sees which metrics there are: those with a value, of size classes with one above 0.
  private func survey() throws {
    var buckets: Set<Int> = []
    var pools: [String] = []
    var known: Set<String> = []
    var classes: [Set<Int>] = selection.items.map { _ in [] }
    try pass { sample in
      for bucket in sample.snapshot.workload?.latency?.buckets ?? [] {
        buckets.insert(bucket.index)
      }
      for row in sample.rows(ofPool: poolName) {
        if let name = row.pool?.name, known.insert(name).inserted { pools.append(name) }
        for (index, item) in selection.items.enumerated() where item.column.hasClasses {
          let values = item.column.classValues(row)
          for place in item.classes where values.indices.contains(place) {
            if let value = values[place], value != .count(0), value != .number(0) {
              classes[index].insert(place)
            }
          }
        }
      }
    }
    for (item, used) in zip(selection.items, classes) {
      let names: [String?] = item.column.isOfPool ? pools : [nil]
      for name in names {
        let places: [Int?] = item.column.hasClasses ? used.sorted() : [nil]
        series += places.map { Series(column: item.column, pool: name, sizeClass: $0) }
      }
    }
    bounds = Self.bounds(around: buckets)
  }

  /// The ends of the buckets that are used and of those below them: between the two, a reader
  /// interpolates.
  private static func bounds(around buckets: Set<Int>) -> [Int] {
    var ends: Set<Int> = []
    for index in buckets {
      let range = LatencyBuckets.bounds(index: index)
      // A bucket holds whole nanoseconds: the last one in it is its bound, which is included.
      if range.lowerBound > 0 { ends.insert(range.lowerBound - 1) }
      if index < LatencyBuckets.count - 1 { ends.insert(range.upperBound - 1) }
    }
    return ends.sorted()
  }

  /// Writes the first series that is left, and as many behind it as have room.
  private func writeSome() throws {
    var active = series
    var held = 0
    var pending: ExportSample?
    func take(_ sample: ExportSample) throws {
      // Of two pools with one name the first is told.
      let rows = Dictionary(
        sample.rows(ofPool: poolName).map { ($0.pool?.name, $0) },
        uniquingKeysWith: { first, _ in first })
      for index in active.indices {
        let before = active[index].text.utf8.count
        add(sample, rows, to: &active[index])
        if index > 0 { held += active[index].text.utf8.count - before }
      }
      while held > limit, active.count > 1 {
        held -= active.removeLast().text.utf8.count
      }
      if active[0].text.utf8.count > 1 << 16 { try flush(&active[0]) }
    }
    try pass { sample in
      if let pending, pending.wallClock != sample.wallClock { try take(pending) }
      pending = sample
    }
    if let pending { try take(pending) }
    for index in active.indices { try flush(&active[index]) }
    series.removeFirst(active.count)
  }

  private func flush(_ series: inout Series) throws {
    guard !series.text.isEmpty else { return }
    if headed != series.column.name {
      headed = series.column.name
      try output(series.column.openMetricsHeading)
    }
    try output(series.text)
    series.text = ""
  }

  // MARK: - Lines

  private func add(
    _ sample: ExportSample, _ rows: [String?: ExportRow], to series: inout Series
  ) {
    let row = series.pool == nil ? ExportRow(sample: sample) : rows[series.pool]
    guard let time = sample.wallClock, let row else { return }
    let stamp = ExportValue.decimal(time, places: 3)
    let column = series.column
    if case .histogram(let latency) = column.source {
      if let latency = latency(sample) { add(latency, stamp, to: &series) }
      return
    }
    var value = column.value(row)
    if let place = series.sizeClass {
      let values = column.classValues(row)
      value = values.indices.contains(place) ? values[place] : nil
    }
    guard let value else { return }
    series.text += column.openMetricsName + (column.kind == .counter ? "_total" : "")
    series.text += labels(of: series)
    series.text += " \(column.openMetrics(value)) \(stamp)\n"
  }

  private func labels(of series: Series) -> String {
    var labels: [String] = []
    if let pool = series.pool { labels.append("pool=\"\(ExportValue.openMetricsString(pool))\"") }
    if let place = series.sizeClass {
      labels.append("class=\"\(Column.className(selection.sizeClasses[place]))\"")
    }
    return labels.isEmpty ? "" : "{" + labels.joined(separator: ",") + "}"
  }

  /// No `_count`, which OpenMetrics has only beside a sum, and the sum is not known: the bucket of
  /// all says the same.
  private func add(_ latency: LatencySample, _ stamp: String, to series: inout Series) {
    let name = series.column.openMetricsName
    var rest = latency.buckets[...]
    var count = 0
    for bound in bounds {
      while let bucket = rest.first,
        LatencyBuckets.bounds(index: bucket.index).upperBound - 1 <= bound
      {
        count += bucket.count
        rest.removeFirst()
      }
      let seconds = ExportValue.decimalSeconds(bound)
      series.text += "\(name)_bucket{le=\"\(seconds)\"} \(count) \(stamp)\n"
    }
    count = rest.reduce(count) { $0 + $1.count }
    series.text += "\(name)_bucket{le=\"+Inf\"} \(count) \(stamp)\n"
  }
}

extension Column {
  /// The name of the metric, in base units: "poolmon_process_cpu_seconds".
  package var openMetricsName: String {
    var name = name
    switch unit {
    case .nanoseconds: name = name.dropLast("ns".count) + "seconds"
    case .seconds: name = name.dropLast("s".count) + "seconds"
    case .perSecond, .bytesPerSecond: name = name.dropLast("s".count) + "second"
    case .none, .bytes, .cores, .threads, .ratio: break
    }
    return "poolmon_" + name
  }

  private var openMetricsUnit: String? {
    switch unit {
    case .bytes: "bytes"
    case .seconds, .nanoseconds: "seconds"
    case .ratio: "ratio"
    case .none, .perSecond, .bytesPerSecond, .cores, .threads: nil
    }
  }

  fileprivate func openMetrics(_ value: ExportValue) -> String {
    if case .count(let count) = value, unit == .nanoseconds {
      return ExportValue.decimalSeconds(count)
    }
    return value.description
  }

  fileprivate var openMetricsHeading: String {
    let name = openMetricsName
    let type =
      switch kind {
      case .counter: "counter"
      case .histogram: "histogram"
      case .key, .text, .gauge, .reading: "gauge"
      }
    let unit = openMetricsUnit.map { "# UNIT \(name) \($0)\n" } ?? ""
    let help = ExportValue.openMetricsString(meaning)
    return "# TYPE \(name) \(type)\n\(unit)# HELP \(name) \(help).\n"
  }
}

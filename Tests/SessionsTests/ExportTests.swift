import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Sessions

@Suite struct ExportTests {
  static let sizeClasses = (0..<20).map { 64 << $0 }

  /// The rows of a CSV file, read by the grammar of RFC 4180; nil for a cell that is empty and has
  /// no quotes.
  static func rows(ofCSV text: String) -> [[String?]] {
    var (rows, row): ([[String?]], [String?]) = ([], [])
    var (cell, isQuoted, isOpen) = ("", false, false)
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isOpen && scalars.first == "\"":
        cell.unicodeScalars.append(scalar)
        scalars.removeFirst()
      case "\"":
        isOpen.toggle()
        isQuoted = true
      case "," where !isOpen, "\n" where !isOpen:
        row.append(cell.isEmpty && !isQuoted ? nil : cell)
        (cell, isQuoted) = ("", false)
        guard scalar == "\n" else { continue }
        rows.append(row)
        row = []
      default: cell.unicodeScalars.append(scalar)
      }
    }
    return rows
  }

  static func samples(_ snapshots: [Snapshot]) -> [ExportSample] {
    snapshots.indices.map { index in
      ExportSample(
        from: index > 0 ? snapshots[index - 1] : nil, to: snapshots[index],
        startedAt: "2026-01-31T12:00:00Z")
    }
  }

  /// A session as it comes from a table, as one dictionary a row.
  static func table(_ snapshots: [Snapshot]) throws -> [[String: String]] {
    let selection = try ColumnSelection(nil, shape: .table, sizeClasses: sizeClasses)
    let export = TableExport(.csv, selection)
    let text =
      export.heading
      + samples(snapshots).flatMap { $0.rows() }.map(export.line).joined()
    let rows = rows(ofCSV: text)
    #expect(rows[0] == selection.names)
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    return rows.dropFirst().map { row in
      Dictionary(
        uniqueKeysWithValues: zip(selection.names, row).compactMap { name, cell in
          cell.map { (name, $0) }
        })
    }
  }

  @Test(arguments: [
    (0, "0"), (55, "0.000000055"), (100_000_000, "0.1"), (3_000_000_000, "3"),
    (12_034_000_000, "12.034"), (-1_500_000_000, "-1.5"), (1 << 60, "1152921504.606846976"),
  ])
  func nanosecondsAreExactAsSeconds(nanoseconds: Int, text: String) {
    #expect(ExportValue.decimalSeconds(nanoseconds) == text)
  }

  @Test(arguments: [
    ("", "\"\""), ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
    ("a\r\nb", "\"a\r\nb\""), (" ä ", " ä "),
  ])
  func cellsAreQuotedWhereNeeded(text: String, cell: String) {
    #expect(ExportValue.text(text).csv == cell)
    #expect(Self.rows(ofCSV: cell + ",1\n") == [[text, "1"]])
  }

  /// What the session has is in the table, under the name that it has there.
  @Test func everyFieldOfASampleIsThere() throws {
    var session = RandomSession(.seeded("everyFieldOfASampleIsThere"))
    let snapshots = session.snapshots(80)
    var rows = try Self.table(snapshots)[...]
    for snapshot in snapshots {
      let data = try JSONEncoder().encode(snapshot)
      let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let pools = try #require(whole["pools"] as? [[String: Any]])
      for pool in pools.isEmpty ? [[:]] : pools {
        guard let row = rows.popFirst() else {
          Issue.record("a row is missing")
          return
        }
        let time = try #require(row["time_s"].flatMap(Double.init))
        #expect(time == Double(snapshot.timeNanoseconds) / 1e9)
        #expect(row["pool"] == pool["name"] as? String)
        #expect(row["note"] == snapshot.note)
        var expected = pool.filter { $0.key != "name" }
        for part in ["process", "heap", "workload", "monitor"] {
          for (key, value) in whole[part] as? [String: Any] ?? [:]
          where !["get_put_ns", "alloc_sizes"].contains(key) {
            expected["\(part)_\(key)"] = value
          }
        }
        for (key, value) in expected { Self.check(row, key, value) }
      }
    }
    #expect(rows.isEmpty)
  }

  private static func check(_ row: [String: String], _ key: String, _ value: Any) {
    if let counts = value as? [Int] {
      for (size, count) in zip(sizeClasses, counts) {
        #expect(row["\(key)_\(Column.className(size))"] == "\(count)", "\(key)")
      }
      return
    }
    let names = ["workload_mode": "mode", "workload_name": "workload"]
    #expect(row[names[key] ?? key] == "\(value)", "\(key)")
  }

  @Test func readingsAreThoseOfTelemetry() throws {
    let snapshots = Self.run(20)
    let rows = try Self.table(snapshots)
    #expect(rows[0]["gets_per_s"] == nil)
    for index in 1..<snapshots.count {
      let (earlier, later) = (snapshots[index - 1], snapshots[index])
      let pool = try #require(PoolReading(from: earlier, to: later))
      let heap = try #require(HeapReading(from: earlier, to: later))
      let cpu = try #require(CPUReading(from: earlier, to: later))
      let latency = try #require(LatencyReading(from: earlier, to: later))
      let expected = [
        "gets_per_s": pool.gets, "hit_ratio": pool.hitRatio,
        "utilisation_ratio": pool.utilisation, "class_puts_per_s_128B": pool.classPuts?[1],
        "alloc_bytes_per_s": heap.allocRate, "cpu_workload_cores": cpu.workload,
        "operations_per_s": WorkloadReading(from: earlier, to: later)?.operations,
        "minor_faults_per_s": ProcessReading(from: earlier, to: later)?.minorFaults,
        "get_put_p99_s": Double(latency.p99) / 1e9,
        "get_put_measured": Double(latency.measured),
        "outstanding": later.pools[0].outstanding.map(Double.init),
      ]
      for (name, value) in expected {
        #expect(value != nil)
        #expect(rows[index][name].flatMap(Double.init) == value, "\(name)")
      }
    }
  }

  /// A run in which everything is known and grows.
  static func run(_ count: Int, every step: Duration = .milliseconds(100)) -> [Snapshot] {
    var random = SplitMix64(state: 5)
    var sum = 0
    return (0..<count).map { number in
      sum += Int.random(in: 1...1000, using: &random)
      var pool = PoolSample(name: "default")
      (pool.gets, pool.misses, pool.puts, pool.abandoned) = (sum, sum / 3, sum / 2, 0)
      pool.classPuts = ClassCounts([0, sum] + [Int](repeating: 0, count: 18))
      pool.classLengthBytes = ClassCounts([0, 99 * sum] + [Int](repeating: 0, count: 18))
      pool.classCapacityBytes = ClassCounts([0, 128 * sum] + [Int](repeating: 0, count: 18))
      var workload = WorkloadSample(mode: .put, operations: sum, payloadBytes: nil)
      var counts = [Int](repeating: 0, count: LatencyBuckets.count)
      (counts[30], counts[33], counts[LatencyBuckets.count - 1]) = (sum, sum / 2, sum / 100)
      workload.latency = LatencySample(counts: counts)
      return Snapshot(
        time: step * number,
        process: ProcessSample(
          residentSpace: sum, peakResidentSpace: sum, cpuNanoseconds: 90 * sum, minorFaults: sum,
          memoryLimit: sum),
        heap: HeapSample(
          allocSpace: 7 * sum, allocObjects: sum, freedSpace: sum, freedObjects: sum / 2),
        pools: [pool], workload: workload,
        monitor: MonitorSample(
          cpuNanoseconds: sum, frames: 0, lateSamples: 0, intervalNanoseconds: 100_000_000))
    }
  }

  @Test func jsonLinesSayTheSameAsCSV() throws {
    var session = RandomSession(.seeded("jsonLinesSayTheSameAsCSV"))
    let snapshots = session.snapshots(60)
    let rows = try Self.table(snapshots)
    let selection = try ColumnSelection(nil, shape: .table, sizeClasses: Self.sizeClasses)
    let export = TableExport(.ndjson, selection)
    let lines = Self.samples(snapshots).flatMap { $0.rows() }.map(export.line)
    #expect(lines.count == rows.count)
    for (line, row) in zip(lines, rows) {
      #expect(line.utf8.last == 10 && line.utf8.filter { $0 == 10 }.count == 1)
      let object = try JSONDecoder().decode([String: Scalar].self, from: Data(line.utf8))
      #expect(Set(object.keys) == Set(row.keys))
      for (name, cell) in row {
        switch object[name] {
        case .text(let text): #expect(text == cell)
        case .number(let number): #expect(number == Double(cell), "\(name)")
        case nil: Issue.record("\(name) is missing")
        }
      }
    }
  }

  private enum Scalar: Decodable {
    case text(String)
    case number(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  @Test func columnsAreChosenByName() throws {
    func names(_ chosen: String...) throws -> [String] {
      try ColumnSelection(chosen, shape: .table, sizeClasses: [64, 100, 1024]).names
    }
    let keys = ["time_s", "time_utc", "pool"]
    #expect(try names("puts", "gets", "puts", "pool") == keys + ["puts", "gets"])
    #expect(
      try names("calls", "class_puts_100B")
        == keys + ["calls_64B", "calls_100B", "calls_1KiB", "class_puts_100B"])
    #expect(throws: ColumnSelection.Refused.self) { try names("class_puts_128B") }
    #expect(throws: ColumnSelection.Refused(name: "get_put_ns", names: [])) {
      try names("get_put_ns")
    }
    #expect(throws: ColumnSelection.Refused(name: "mode", names: [])) {
      try ColumnSelection(["mode"], shape: .metrics, sizeClasses: [64])
    }
  }

  @Test(arguments: [
    (64, "64B"), (100, "100B"), (1024, "1KiB"), (1536, "1536B"), (3 << 20, "3MiB"),
    (1 << 40, "1024GiB"),
  ])
  func sizeClassesAreNamedExactly(size: Int, name: String) {
    #expect(Column.className(size) == name)
  }

  @Test func namesAreUnique() {
    #expect(Set(Column.all.map(\.name)).count == Column.all.count)
    #expect(Set(Column.all.map(\.openMetricsName)).count == Column.all.count)
  }

  /// docs/EXPORTS.md has the list as it is.
  @Test func theListIsInTheDocuments() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "docs/EXPORTS.md"), encoding: .utf8)
    #expect(text.contains(Column.markdown.joined(separator: "\n")))
  }
}

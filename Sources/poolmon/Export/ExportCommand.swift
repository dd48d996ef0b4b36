import ArgumentParser
import Sessions
import Telemetry

/// `poolmon export`: a session for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a recorded session as CSV, as flat JSON lines or as OpenMetrics.",
    discussion: """
      CSV and JSON have a row for each sample and pool: counters as they were recorded, and \
      readings, which are told of a sample and the one before it. OpenMetrics is for Prometheus: \
      promtool tsdb create-blocks-from openmetrics. '--readings list' tells all names. A TIME is \
      written as 1:30, 90s, -5m (before the end) or 14:05:12.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv, ndjson, openmetrics
  }

  private static let listName = "list"

  @Argument(help: "The session's file or files, or a folder.")
  var files: [String] = []

  @Option(help: "How it is written: csv, ndjson or openmetrics.")
  var format = Format.csv

  @Option(
    help: ArgumentHelp(
      "The columns, by their names; 'list' tells those. (default: all that suit the format)",
      valueName: "a,b,…"))
  var readings: String?

  @OptionGroup var part: TimeOptions

  @Option(help: ArgumentHelp("Only this pool. (default: all)", valueName: "name"))
  var pool: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write; one that ends in .gz is compressed. (default: stdout)", valueName: "file")
  )
  var output: String?

  @Flag(help: "Overwrite a file that exists.")
  var force = false

  func validate() throws {
    try require(
      !files.isEmpty || readings == Self.listName, "a session's file or folder is missing")
    try requireFiles(files)
    try require(output != "", "--output needs the name of a file")
    try require(!force || output != nil, "--force goes with --output")
  }

  func run() throws {
    guard readings != Self.listName else {
      let output = TextOutput(isUnicode: Terminal.current.isUnicode, isEndAsked: { false })
      return try output.write(lines: Self.list)
    }
    let reader = try SessionReader(paths: files)
    let selection = try selection(reader.header.sizeClasses)
    let span = try part.time.resolved(in: reader)
    let stop = try StopRequest()
    let file = try OutputFile(
      output, overwriting: force, apartFrom: reader.files, stop: stop)
    do {
      switch format {
      case .csv: try writeTable(TableExport(.csv, selection), reader, span, file, stop)
      case .ndjson: try writeTable(TableExport(.ndjson, selection), reader, span, file, stop)
      case .openmetrics: try writeMetrics(selection, reader, span, file, stop)
      }
      try file.finish()
    } catch is OutputFile.Closed {}
    if let words = reader.damage.words { complain(words) }
  }

  private func writeTable(
    _ table: TableExport, _ reader: SessionReader, _ span: ClosedRange<Duration>,
    _ file: OutputFile, _ stop: StopRequest
  ) throws {
    var seen = SeenPools(name: pool, isPart: part.time.isPart)
    try reader.forEachSample(in: span) { sample in
      try stop.check()
      seen.add(sample)
      for row in sample.rows(ofPool: pool) {
        // Not before it is known that there is something to write.
        if seen.rows == 0 { try file.write(table.heading) }
        seen.rows += 1
        try file.write(table.line(row))
      }
    }
    try seen.requireRows(in: files)
  }

  private func writeMetrics(
    _ selection: ColumnSelection, _ reader: SessionReader, _ span: ClosedRange<Duration>,
    _ file: OutputFile, _ stop: StopRequest
  ) throws {
    guard UTCTime.seconds(reader.header.started) != nil else {
      throw Failure(
        description: "'\(reader.path)' does not tell when it began, which openmetrics needs; "
          + "use --format csv or ndjson")
    }
    var seen = SeenPools(name: pool, isPart: part.time.isPart)
    try reader.forEachSample(in: span, withReadings: false) { sample in
      try stop.check()
      seen.add(sample)
      seen.rows += sample.rows(ofPool: pool).count
    }
    try seen.requireRows(in: files)
    let export = OpenMetricsExport(
      selection, pool: pool,
      pass: { body in
        try reader.forEachSample(in: span, withReadings: selection.hasReadings) { sample in
          try stop.check()
          try body(sample)
        }
      }, output: { try file.write($0) })
    try export.write()
  }

  // MARK: - Names

  private func selection(_ sizeClasses: [Int]) throws -> ColumnSelection {
    let names = readings?.split(separator: ",", omittingEmptySubsequences: false)
      .map { String($0.trimmingPrefix { $0 == " " }) }
    do throws(ColumnSelection.Refused) {
      return try ColumnSelection(
        names, shape: format == .openmetrics ? .metrics : .table, sizeClasses: sizeClasses)
    } catch {
      throw UsageError(description: sentence(error))
    }
  }

  private func sentence(_ refused: ColumnSelection.Refused) -> String {
    guard !refused.names.isEmpty else {
      return format == .openmetrics
        ? "'\(refused.name)' is a text, which openmetrics has no room for"
        : "'\(refused.name)' is a histogram, which only openmetrics has; get_put_p50_s, "
          + "get_put_p99_s and get_put_max_s tell of it"
    }
    let near = refused.names.map { (name: $0, distance: editDistance($0, refused.name)) }
      .filter { $0.distance <= min(3, refused.name.count / 2) || $0.name.hasPrefix(refused.name) }
      .sorted { $0.distance < $1.distance }.prefix(3).map(\.name)
    let hint =
      near.isEmpty || refused.name.isEmpty
      ? "'--readings list' tells all" : "did you mean \(near.joined(separator: ", "))?"
    return "no reading is named '\(refused.name)'; \(hint)"
  }

  /// All names, in columns.
  private static var list: [String] {
    let rows = Column.all.map { column in
      [
        column.hasClasses ? "\(column.name)_…" : column.name, column.unit.rawValue,
        column.kind.rawValue, column.meaning,
      ]
    }
    let widths = (0..<3).map { place in rows.map { $0[place].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width + 2 - cell.count)
      }.joined() + row[3]
    }
  }
}

/// Which pools came by, for what to say if the one that is asked for did not. Bounded.
private struct SeenPools {
  private static let limit = 20

  let name: String?
  /// Whether times are left out.
  let isPart: Bool
  var rows = 0
  private var samples = 0
  private var names: [String] = []

  init(name: String?, isPart: Bool) {
    self.name = name
    self.isPart = isPart
  }

  mutating func add(_ sample: ExportSample) {
    samples += 1
    guard name != nil, rows == 0 else { return }
    for pool in sample.snapshot.pools where names.count < Self.limit && !names.contains(pool.name) {
      names.append(pool.name)
    }
  }

  func requireRows(in files: [String]) throws {
    guard rows == 0 else { return }
    let file = "'\(files.joined(separator: " "))'"
    guard let name, samples > 0 else {
      throw Failure(
        description: !isPart
          ? "\(file) has no samples" : "\(file) has no samples of that time")
    }
    let others = names.isEmpty ? "it has none" : "there are \(names.joined(separator: ", "))"
    throw Failure(description: "\(file) has no pool that is named '\(name)'; \(others)")
  }
}

import ArgumentParser
import Reports
import Sessions

/// `poolmon diff`: two recordings side by side.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two recorded sessions, or two times of one, figure by figure.",
    discussion: """
      A session is a file, or a time of it: run.ndjson@1:00-2:00, run.ndjson@-5m-end. A TIME is \
      written as 1:30, 90s, -5m (before the end) or 14:05:12. 'poolmon compare' runs two ways anew \
      instead.

        poolmon diff run.ndjson@0:00-1:00 run.ndjson@1:00-2:00
      """)

  @Argument(help: "The one session.")
  var a: String

  @Argument(help: "The other session.")
  var b: String

  @Option(
    help: ArgumentHelp("The pool that is compared. (default: the fullest bytebufferpool)"))
  var pool: String?

  @Option(help: "table, markdown, json or html.")
  var format = DiffFormat.table

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write to this file instead of stdout.", valueName: "file"))
  var path: String?

  @Flag(help: "Overwrite the file if it exists.")
  var force = false

  func validate() throws {
    try require(!a.isEmpty && !b.isEmpty, "a file has a name")
    try require(path != "", "-o needs a file's name")
  }

  func run() throws {
    let parts = [a, b].map(SessionPart.init(argument:))
    let readers = try parts.map { try SessionReader(path: $0.path) }
    let stop = try StopRequest()
    // Before long sessions are read: whether the outcome has a place.
    let page =
      path == nil || path == "-"
      ? nil
      : try OutputFile(
        path, overwriting: force, apartFrom: readers.flatMap(\.files), stop: stop)
    var digests = try zip(parts, readers).map {
      try $0.digest($1, pool: pool, judges: false, stop)
    }
    // A pool in both is told of both.
    if pool == nil {
      var (a, b) = (digests[0], digests[1])
      SessionDigest.choosePool(of: &a, &b)
      digests = [a, b]
    }
    let difference = Difference(a: digests[0], b: digests[1])
    let lines = try format.lines(of: difference)
    // The other formats tell it themselves.
    if format == .json { difference.damages.forEach(complain) }
    guard let page else {
      let isUnicode = format != .table || Terminal.current.isUnicode
      return try TextOutput(isUnicode: isUnicode, isEndAsked: { false }).write(lines: lines)
    }
    let text = lines.map { $0 + "\n" }.joined()
    try page.finish(with: text)
  }
}

enum DiffFormat: String, CaseIterable, ExpressibleByArgument {
  case table, markdown, json, html

  func lines(of difference: Difference) throws -> [String] {
    switch self {
    case .table: difference.table
    case .markdown: difference.markdown
    case .html:
      // A line's end follows each.
      difference.page.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
        String.init)
    case .json: [try FigureJSON.text(DiffDocument(difference))]
    }
  }
}

/// What `diff --format json` writes. Unknown figures are null.
private struct DiffDocument: Encodable {
  let a: LabelledFigures
  let b: LabelledFigures
  let ratio: [String: Double?]

  init(_ difference: Difference) {
    func side(_ digest: SessionDigest) -> LabelledFigures {
      let figures = FigureGroup.figures.map { ($0.key, $0.value(digest.run)) }
      return LabelledFigures(
        label: digest.name, figures: Dictionary(uniqueKeysWithValues: figures))
    }
    (a, b) = (side(difference.a), side(difference.b))
    let ratios = FigureGroup.figures.map { ($0.key, difference.ratio($0)) }
    ratio = Dictionary(uniqueKeysWithValues: ratios)
  }
}

import ArgumentParser
import Reports
import Telemetry

/// How a comparison is written.
enum ComparisonFormat: String, CaseIterable, ExpressibleByArgument {
  case table, markdown, json, csv

  var isForPrograms: Bool { self == .json || self == .csv }

  /// The lines of a finished comparison.
  func lines(of comparison: Comparison) throws -> [String] {
    switch self {
    case .table: Self.table(comparison)
    case .markdown: Self.markdown(comparison)
    case .csv: Self.csv(comparison)
    case .json: [try Self.json(comparison)]
    }
  }

  // MARK: For people

  /// Longer labels have no room beside each other above the ratio.
  private static let longestHeading = 12

  private static func headings(_ comparison: Comparison) -> (a: String, b: String) {
    let labels = (comparison.a.label, comparison.b.label)
    return labels.0.count + labels.1.count + 3 <= longestHeading ? labels : ("a", "b")
  }

  private static func title(_ comparison: Comparison) -> [String] {
    let runs = comparison.a.runs.count
    let each = Quantity.interval(comparison.duration)
    let words = runs == 1 ? "1 run of \(each) each" : "\(runs) runs of \(each) each, in turn"
    let title = (comparison.subject + [words]).joined(separator: " · ")
    let labels = headings(comparison)
    guard labels.a != comparison.a.label else { return [title] }
    return [title, "a: \(comparison.a.label)", "b: \(comparison.b.label)"]
  }

  private static func table(_ comparison: Comparison) -> [String] {
    let labels = headings(comparison)
    func line(_ cells: [String]) -> String {
      TextTable.line(cells, widths: [14, 26, 26, 14])
    }
    let rows = Figure.all.map { figure in
      line([
        figure.title, cell(comparison.spread(figure, of: comparison.a), figure),
        cell(comparison.spread(figure, of: comparison.b), figure), ratio(comparison, figure),
      ])
    }
    let heading = line(["", labels.a, labels.b, "\(labels.b) ÷ \(labels.a)"])
    return title(comparison) + ["", heading] + rows
  }

  private static func markdown(_ comparison: Comparison) -> [String] {
    let labels = headings(comparison)
    let rows = Figure.all.map { figure in
      [
        figure.title, cell(comparison.spread(figure, of: comparison.a), figure),
        cell(comparison.spread(figure, of: comparison.b), figure), ratio(comparison, figure),
      ]
    }
    let heading = ["", labels.a, labels.b, "\(labels.b) ÷ \(labels.a)"]
    return title(comparison).flatMap { [$0, ""] } + TextTable.markdown(heading: heading, rows)
  }

  /// "18.3 MiB  17.8–22.8": the median and, if there is one, the range.
  private static func cell(_ spread: Comparison.Spread?, _ figure: Figure) -> String {
    guard let spread else { return "–" }
    let texts = [spread.median, spread.low, spread.high].map(figure.write)
    guard texts[1] != texts[2] else { return texts[0] }
    let figures = texts.map { $0.prefix { $0.isNumber || "<>.,".contains($0) } }
    let units = Set(zip(texts, figures).map { $0.dropFirst($1.count) })
    // A unit that all three share is written once.
    let ends = units.count == 1 ? figures.map(String.init) : texts
    return "\(texts[0])  \(ends[1])–\(ends[2])"
  }

  private static func ratio(_ comparison: Comparison, _ figure: Figure) -> String {
    guard figure.isAmount, let ratio = comparison.ratio(figure)?.median else { return "–" }
    return Quantity.multiple(ratio)
  }

  // MARK: For programs

  private static func csv(_ comparison: Comparison) -> [String] {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let rows = Figure.all.flatMap { figure in
      [("a", comparison.a), ("b", comparison.b)].map { name, side in
        let spread = comparison.spread(figure, of: side)
        let cells = [
          figure.key, name, quoted(side.label), number(spread?.median), number(spread?.low),
          number(spread?.high), number(comparison.ratio(figure)?.median),
        ]
        return cells.joined(separator: ",")
      }
    }
    return ["figure,side,label,median,min,max,ratio_b_to_a"] + rows
  }

  /// RFC 4180.
  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  private static func json(_ comparison: Comparison) throws -> String {
    try FigureJSON.text(Document(comparison))
  }

  /// What is written as JSON. Unknown figures are null.
  private struct Document: Encodable {
    let runs: Int
    let durationSeconds: Double
    let a: LabelledFigures
    let b: LabelledFigures
    let ratio: [String: Double?]

    init(_ comparison: Comparison) {
      runs = comparison.a.runs.count
      durationSeconds = comparison.duration.inSeconds
      a = ComparisonFormat.figures(comparison, comparison.a)
      b = ComparisonFormat.figures(comparison, comparison.b)
      ratio = Dictionary(
        uniqueKeysWithValues: Figure.all.map { ($0.key, comparison.ratio($0)?.median) })
    }

    private enum CodingKeys: String, CodingKey {
      case runs
      case durationSeconds = "duration_s"
      case a, b, ratio
    }
  }

  /// A side's label, its medians by name, and the ends of each.
  private static func figures(_ comparison: Comparison, _ side: Comparison.Side) -> LabelledFigures
  {
    let spreads = Dictionary(
      uniqueKeysWithValues: Figure.all.map { ($0.key, comparison.spread($0, of: side)) })
    return LabelledFigures(
      label: side.label, figures: spreads.mapValues { $0?.median },
      groups: ["min": spreads.mapValues { $0?.low }, "max": spreads.mapValues { $0?.high }])
  }
}

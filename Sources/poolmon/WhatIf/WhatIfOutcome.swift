import Dashboard
import Drawing
import Reports
import Telemetry
import WhatIf

/// Policies side by side, as text: a table, a plot, and how the figures come about.
struct WhatIfOutcome {
  private static let plotSize = Size(width: 74, height: 17)

  let session: String
  let pool: String
  let stream: ClassStream
  let comparison: PolicyComparison

  /// - Parameter width: of the terminal, if it is one: sentences are broken between words, and of
  ///   the table those figures are left out that have no room, the least important first.
  func lines(width: Int? = nil) -> [String] {
    let text = ComparisonText(comparison)
    let verdict = [text.verdict[0]] + text.verdict.dropFirst().map { "  \($0)" }
    func broken(_ lines: [String]) -> [String] {
      width.map { width in lines.flatMap { $0.wrapped(to: width) } } ?? lines
    }
    return broken(heading) + [""] + table(text, width: width ?? .max) + [""] + broken(verdict)
      + [""] + plot(width: width ?? .max) + [""] + broken(notes)
  }

  private var heading: [String] {
    let length = stream.span.map { Quantity.preciseLength($0.upperBound - $0.lowerBound) } ?? "–"
    return ["what if: \(session) · pool \(pool) · \(Quantity.count(stream.puts)) puts in \(length)"]
  }

  private func table(_ text: ComparisonText, width: Int) -> [String] {
    let rows =
      [["  policy"] + ComparisonText.columns] + text.rows.map { [$0.label] + $0.figures }
    var (widths, end) = ([Int](), 0)
    for column in rows[0].indices {
      let widest = rows.map { $0[column].count }.max() ?? 0
      widths.append(column == 0 ? widest : widest + 2)
      end += widths[column]
      if column > 1, end > width {
        widths.removeLast()
        break
      }
    }
    return rows.map { TextTable.line($0, widths: widths) }
  }

  private func plot(width: Int) -> [String] {
    var canvas = Canvas(
      Size(width: min(Self.plotSize.width, width), height: Self.plotSize.height))
    ComparisonPlot(comparison).draw(on: &canvas)
    return canvas.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// How the figures come about.
  var notes: [String] { ComparisonText.notes(comparison, of: stream) }
}

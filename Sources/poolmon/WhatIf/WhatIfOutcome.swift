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

  var lines: [String] { heading + [""] + table + [""] + verdict + [""] + plot + [""] + notes }

  private var heading: [String] {
    let length = stream.span.map { Quantity.preciseLength($0.upperBound - $0.lowerBound) } ?? "–"
    return ["what if: \(session) · pool \(pool) · \(Quantity.count(stream.puts)) puts in \(length)"]
  }

  private var table: [String] {
    let text = ComparisonText(comparison)
    let heading = ["  policy"] + ComparisonText.columns
    let rows = text.rows.map { row in
      [row.letter.map { "\(row.isBest ? "●" : " ") \($0)  \(row.name)" } ?? "     \(row.name)"]
        + row.figures
    }
    let widths = heading.indices.map { column in
      let widest = ([heading] + rows).map { $0[column].count }.max() ?? 0
      return column == 0 ? widest : widest + 2
    }
    return ([heading] + rows).map { TextTable.line($0, widths: widths) }
  }

  private var verdict: [String] {
    let text = ComparisonText(comparison)
    return ["● \(text.verdict)"] + (text.best.isEmpty ? [] : ["  (\(text.measure))"])
  }

  private var plot: [String] {
    var canvas = Canvas(Self.plotSize)
    ComparisonPlot(comparison).draw(on: &canvas)
    return canvas.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// How the figures come about.
  var notes: [String] { ComparisonText.notes(comparison, of: stream) }
}

import Telemetry
package import WhatIf

/// What other retention policies would have come to, for a report.
package struct PolicySection: Sendable {
  private let stream: ClassStream
  private let comparison: PolicyComparison
  private let text: ComparisonText

  package init(_ comparison: PolicyComparison, of stream: ClassStream) {
    (self.stream, self.comparison) = (stream, comparison)
    text = ComparisonText(comparison)
  }

  private static let headings = ["", "policy"] + ComparisonText.columns

  private var rows: [[String]] {
    text.rows.map { row in
      let letter = row.letter.map(String.init) ?? ""
      return ["\(row.isBest ? "● " : "")\(letter)", row.name] + row.figures
    }
  }

  private var verdict: String {
    "● \(text.verdict)" + (text.best.isEmpty ? "" : " (\(text.measure))")
  }

  private var notes: [String] { ComparisonText.notes(comparison, of: stream) }

  var markdown: [String] {
    let rows = rows.map { [$0[0], MarkdownText.escaped($0[1])] + $0.dropFirst(2) }
    let verdict = [text.verdict, text.best.isEmpty ? "" : "(\(text.measure))"]
      .filter { !$0.isEmpty }.map(MarkdownText.escaped)
    return ["## What if", ""] + verdict + [""]
      + TextTable.markdown(heading: Self.headings, left: 2, rows) + [""]
      + notes.map { "- \(MarkdownText.escaped($0))" }
  }

  func draw(into markup: inout Markup) {
    markup.section("what-if", "What if") {
      $0.element("p") { $0.element("bdi", text: verdict) }
      $0.element("div", ["class": "wide-table"]) {
        $0.element("table", ["class": "figures"]) {
          $0.headings(["policy"] + ComparisonText.columns)
          for row in rows {
            $0.row(
              [row[0], row[1]].filter { !$0.isEmpty }.joined(separator: " "), Array(row[2...]))
          }
        }
      }
      let plot = PolicyPlot(comparison)
      $0.figure("Memory against allocation", remark: "the best is at the lower left") {
        for form in [PictureForm.wide, .narrow] { plot.draw(form, id: "what-if", into: &$0) }
      }
      for note in notes { $0.element("p", ["class": "remark lead"], text: note) }
    }
  }
}

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

  private static let headings = ["policy"] + ComparisonText.columns

  private var notes: [String] { ComparisonText.notes(comparison, of: stream) }

  var markdown: [String] {
    let rows = text.rows.map { [MarkdownText.escaped($0.label)] + $0.figures }
    return ["## What if", ""] + text.verdict.map(MarkdownText.escaped) + [""]
      + TextTable.markdown(heading: Self.headings, rows) + [""]
      + notes.map { "- \(MarkdownText.escaped($0))" }
  }

  func draw(into markup: inout Markup) {
    markup.section("what-if", "What if") {
      $0.element("p") { $0.element("bdi", text: text.verdict.joined(separator: " ")) }
      $0.element("div", ["class": "wide-table"]) {
        $0.element("table", ["class": "figures"]) {
          $0.headings(Self.headings)
          for row in text.rows { $0.row(row.label, row.figures) }
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

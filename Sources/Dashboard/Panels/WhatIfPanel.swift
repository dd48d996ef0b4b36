import Drawing
import Telemetry
import WhatIf

/// What other retention policies would have come to in the time that is looked at.
struct WhatIfPanel: Panel {
  let title = "what if"
  let placement = PanelPlacement(
    .moreGraphs, rank: 14, height: 5...16, isElastic: true, isEssential: false)

  /// The longest name behind its mark and its letter, "as it ran: hard cap 64 KiB", and figures:
  /// two of the longest beside each other.
  private static let nameWidth = 30
  private static let widths = [18, 18, 13, 18, 14]
  /// Wider, and the eye loses the row between a name and its figures.
  private static let mostWidth = 120
  /// Rows that a plot needs.
  private static let plotRows = 8

  func hasContent(_ scene: Scene) -> Bool {
    scene.poolSample.map { ClassStream.knows($0, sizeClasses: scene.sizeClasses) } ?? false
  }

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let outcome = scene.whatIf, let span = outcome.stream.span else { return [] }
    let ways: Phrase? =
      outcome.isWhole ? nil : Phrase("\(outcome.waysDone) of \(outcome.wayCount) ways", .warning)
    let hasBest = outcome.comparison?.best.isEmpty == false
    let legend: Phrase? = hasBest ? Phrase("● best", .good) : nil
    let times = "\(Quantity.clock(span.lowerBound)) to \(Quantity.clock(span.upperBound))"
    return [ways, legend, Phrase(times)].compactMap { $0 }
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    guard let outcome = scene.whatIf, let comparison = outcome.comparison else {
      let words = reason(scene)
      canvas.write(
        words, x: 0, before: canvas.size.width, y: 0, rows: canvas.size.height, .label)
      return
    }
    let text = ComparisonText(comparison)
    var rows = Canvas(
      Size(width: min(canvas.size.width, Self.mostWidth), height: canvas.size.height))
    table(text, width: rows.size.width).draw(on: &rows)
    canvas.draw(rows, at: Rect(x: 0, y: 0, width: rows.size.width, height: rows.size.height))
    let tableRows = text.rows.count + 2
    let verdict = canvas.write(
      text.verdict.joined(separator: " "), x: 0, before: canvas.size.width, y: tableRows,
      rows: max(canvas.size.height - tableRows, 0), .label)
    let below = canvas.bounds.inset(top: tableRows + verdict + 1)
    guard below.height >= Self.plotRows else { return }
    var plot = Canvas(Size(width: below.width, height: below.height))
    ComparisonPlot(comparison).draw(on: &plot)
    canvas.draw(plot, at: below)
  }

  /// Why there is no table.
  private func reason(_ scene: Scene) -> String {
    guard scene.poolSample != nil else { return "no pool is looked at" }
    guard hasContent(scene) else {
      return "what is put into this pool is not known: only a bytebufferpool counts it"
    }
    guard scene.whatIf != nil else { return "going through what was put in this time…" }
    return "nothing was put in this time: every policy does the same"
  }

  private func table(_ text: ComparisonText, width: Int) -> Table {
    let header = Table.Row("  policy", ComparisonText.columns, style: .label)
    // Where there is little room, names are shorter, so that one figure is there.
    let room = min(Self.nameWidth, max(width - (Self.widths.first ?? 0), 0))
    let rows = text.rows.map { row in
      let short =
        row.label.count <= room ? row.label : row.label.prefix(max(room - 1, 0)) + "…"
      return Table.Row(
        String(short), row.figures, style: row.isBest ? Style(.good, bold: true) : .value)
    }
    return Table(widths: Self.widths, rows: [header] + rows)
  }
}

/// Rows of cells whose shade tells how much of a whole there was at a time.
///
/// ```
/// 64K│  ░░▒▒▓▓██
/// 32K│██▓▓▒▒░░
///    └−60 s ─ now
/// ```
package struct HeatMap: Sendable {
  package struct Row: Sendable {
    package var label: String
    /// Shares of 0 to 1 by cell column; nil is unknown, which is blank as nothing is.
    package var shares: [Double?]

    package init(label: String, shares: [Double?]) {
      self.label = label
      self.shares = shares
    }
  }

  private static let shades: [Unicode.Scalar] = ["·", "░", "▒", "▓", "█"]

  package var ruler: TimeRuler
  /// The uppermost first.
  package var rows: [Row]
  package var style: Style
  /// Events that cross the map where it is blank.
  package var marks: [LineGraph.Mark]

  package init(ruler: TimeRuler, rows: [Row], style: Style, marks: [LineGraph.Mark] = []) {
    self.ruler = ruler
    self.rows = rows
    self.style = style
    self.marks = marks
  }

  /// Fills the canvas: as many rows as fit from the top, then the time axis.
  package func draw(on canvas: inout Canvas) {
    let height = canvas.size.height - 1
    guard height > 0, canvas.size.width > LineGraph.gutter else { return }
    let x = LineGraph.gutter
    for y in 0..<height { canvas.set("│", x: x - 1, y: y, .quiet) }
    for (y, row) in rows.prefix(height).enumerated() {
      canvas.write(row.label, before: x - 1, y: y, .label)
      for (column, share) in row.shares.prefix(ruler.axis.columns).enumerated() {
        guard let share, share > 0 else { continue }
        canvas.set(Self.shade(share), x: x + column, y: y, style)
      }
    }
    for mark in marks {
      guard let column = ruler.axis.column(mark.time) else { continue }
      for y in 0..<height where canvas[x + column, y].glyph == " " {
        canvas.set("┊", x: x + column, y: y, mark.style)
      }
    }
    if let cursor = ruler.cursor, let column = ruler.axis.column(cursor) {
      canvas.drawCursor(x: x + column, rows: height)
    }
    ruler.draw(x: x, y: height, on: &canvas)
  }

  /// Less than a fiftieth is a dot: there, and hardly more. The square root parts what is little.
  private static func shade(_ share: Double) -> Unicode.Scalar {
    guard share >= 0.02 else { return shades[0] }
    return shades[1 + min(Int(share.squareRoot() * 4), 3)]
  }
}

/// Rows of a name and values, each value right-aligned in a column of fixed width, so that nothing
/// moves when a digit changes.
package struct Table: Sendable {
  package struct Row: Sendable {
    package var name: String
    package var values: [String]
    package var style: Style

    package init(_ name: String, _ values: [String], style: Style = .value) {
      self.name = name
      self.values = values
      self.style = style
    }
  }

  package var rows: [Row]
  /// Width of each value column in cells.
  package var widths: [Int]

  package init(widths: [Int], rows: [Row]) {
    self.rows = rows
    self.widths = widths
  }

  /// Draws as many rows as fit. Value columns stand at the right edge; one that would run into the
  /// names is left out, the last one first.
  package func draw(on canvas: inout Canvas) {
    let names = rows.map(\.name.count).max() ?? 0
    var shown = widths.count
    while shown > 0, names + widths.prefix(shown).reduce(0, +) > canvas.size.width { shown -= 1 }
    let width = widths.prefix(shown).reduce(0, +)
    for (y, row) in rows.prefix(canvas.size.height).enumerated() {
      canvas.write(row.name, x: 0, y: y, .label)
      var end = canvas.size.width - width
      for (value, width) in zip(row.values, widths.prefix(shown)) {
        end += width
        canvas.write(value, before: end, y: y, row.style)
      }
    }
  }
}

/// Names with their values, several beside each other: a small table that is read row by row.
package struct Pairs: Sendable {
  package struct Pair: Sendable {
    package var name: String
    package var value: String
    package var style: Style

    package init(_ name: String, _ value: String, _ style: Style = .value) {
      self.name = name
      self.value = value
      self.style = style
    }
  }

  package var rows: [[Pair]]

  package init(rows: [[Pair]]) { self.rows = rows }

  /// Draws as many rows as fit, each pair as wide as the others, its value at its right edge, with
  /// a blank or two between two of them.
  package func draw(on canvas: inout Canvas) {
    let columns = max(rows.map(\.count).max() ?? 0, 1)
    // Two blanks look better, one may be all there is room for.
    let gap = canvas.size.width / columns >= 20 ? 2 : 1
    let width = (canvas.size.width + gap) / columns
    for (y, row) in rows.prefix(canvas.size.height).enumerated() {
      for (column, pair) in row.enumerated() {
        // The last one's right edge is the canvas's.
        let end = column == columns - 1 ? canvas.size.width : (column + 1) * width - gap
        canvas.write(pair.name, x: column * width, y: y, .label)
        canvas.write(pair.value, before: end, y: y, pair.style)
      }
    }
  }
}

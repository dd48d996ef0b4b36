/// The vertical axis left of a plot: a line with the maximum at its top, the middle of it where
/// there is room, and zero, or a logarithmic axis's least value, at the bottom.
struct ValueAxis {
  /// Columns left of the plot: labels and the line. The same for every graph, so that they align.
  static let gutter = 10

  let scale: Scale
  /// How a value is written.
  let label: @Sendable (Double) -> String

  /// Draws the axis along `rows` rows from the top, with its zero on row `zero`.
  func draw(rows: Int, zero: Int, on canvas: inout Canvas) {
    let x = Self.gutter - 1
    for y in 0..<rows { canvas.set("│", x: x, y: y, .quiet) }
    var labels = [(row: 0, value: scale.maximum)]
    if rows >= 4 { labels.append((row: rows / 2, value: scale.middle)) }
    for (row, value) in labels {
      canvas.set("┤", x: x, y: row, .quiet)
      canvas.write(label(value), before: x, y: row, .label)
    }
    canvas.write(scale.floor.map(label) ?? "0", before: x, y: zero, .label)
  }
}

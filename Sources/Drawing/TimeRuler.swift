/// The horizontal axis below a plot over time: a line with ticks, times, and what happens so often
/// that only its density can be told.
package struct TimeRuler: Sendable {
  package var axis: TimeAxis
  /// How a time before the end of the axis is written.
  package var label: @Sendable (Duration) -> String
  /// What stands at the right end.
  package var endLabel: String
  /// Single events: calibrations.
  package var ticks: [Duration]
  /// How much happened by cell column: cycles. Shorter than the axis is nothing on the rest.
  package var density: [Int]
  /// Times in which something held: the line is heavy there. Of several, the last counts.
  package var spans: [(time: ClosedRange<Duration>, style: Style)]
  /// The instant that a person looks at.
  package var cursor: Duration?

  package init(
    axis: TimeAxis, label: @escaping @Sendable (Duration) -> String, endLabel: String = "now",
    ticks: [Duration] = [], density: [Int] = [],
    spans: [(time: ClosedRange<Duration>, style: Style)] = [], cursor: Duration? = nil
  ) {
    self.axis = axis
    self.label = label
    self.endLabel = endLabel
    self.ticks = ticks
    self.density = density
    self.spans = spans
    self.cursor = cursor
  }

  /// Draws the axis on one row, from a column on.
  package func draw(x: Int, y: Int, on canvas: inout Canvas) {
    canvas.set("└", x: x - 1, y: y, .quiet)
    let ticked = Set(ticks.compactMap(axis.column))
    let held = heldStyles
    for column in 0..<axis.columns {
      let count = column < density.count ? density[column] : 0
      var (glyph, style) = Self.line(isTicked: ticked.contains(column), count)
      if let heldStyle = held[column] {
        (glyph, style) = (Self.heavy[glyph] ?? glyph, heldStyle)
      }
      canvas.set(glyph, x: x + column, y: y, style)
    }
    let cursor = cursor.flatMap(axis.column)
    let end = " \(endLabel)"
    if cursor.map({ $0 < axis.columns - end.count }) ?? true {
      canvas.write(end, before: x + axis.columns, y: y, .label)
    }
    let quarters = axis.columns >= 60 ? [0, 1, 2, 3] : axis.columns >= 24 ? [0, 2] : []
    for quarter in quarters {
      let before = axis.span * (4 - quarter) / 4
      // A blank on each side keeps the minus off the line.
      let text = (quarter > 0 ? " " : "") + label(before) + " "
      let start = axis.columns * quarter / 4
      if let cursor, (start..<start + text.count).contains(cursor) { continue }
      canvas.write(text, x: x + start, y: y, .label)
    }
    if let cursor { canvas.set("▲", x: x + cursor, y: y, Style(.key, bold: true)) }
  }

  /// The style of each column that a span lies on.
  private var heldStyles: [Style?] {
    var styles = [Style?](repeating: nil, count: max(axis.columns, 0))
    for (time, style) in spans where axis.dot(time.upperBound) >= 0 {
      guard time.lowerBound <= axis.end else { continue }
      let first = axis.column(time.lowerBound) ?? 0
      let last = axis.column(time.upperBound) ?? axis.columns - 1
      for column in first..<max(last + 1, first) { styles[column] = style }
    }
    return styles
  }

  /// What stands for each glyph of the line where a span lies.
  private static let heavy: [Unicode.Scalar: Unicode.Scalar] = [
    "─": "━", "┴": "┻", "┼": "╋", "╧": "╋", "┬": "┳", "═": "▬",
  ]

  /// Above the line what is ticked, below it what is counted, doubled where it is more than one.
  private static func line(isTicked: Bool, _ count: Int) -> (Unicode.Scalar, Style) {
    switch (isTicked, count) {
    case (true, 0): ("┴", .threshold)
    case (true, 1): ("┼", .threshold)
    case (true, _): ("╧", .threshold)
    case (false, 0): ("─", .quiet)
    case (false, 1): ("┬", Style(.memory))
    case (false, _): ("═", Style(.memory))
    }
  }
}

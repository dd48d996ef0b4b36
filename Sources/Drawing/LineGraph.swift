/// Values over time, at Braille's resolution, with labelled axes from zero and marks across.
///
/// ```
/// 64 MiB┤           ┊noput   ⢀⣀⣀
///       │           ┊      ⣠⣾⣿⣿⣿
///      0└−60 s ─────────────┴┴┴ now
/// ```
package struct LineGraph: Sendable {
  /// One line. A nil value breaks it: a gap is drawn as a gap.
  package struct Series: Sendable {
    /// Written beside the line's end where there is room. Empty where one line says it all.
    package var name: String
    package var points: [(time: Duration, value: Double?)]
    package var style: Style
    /// Whether the area below the line is filled.
    package var isFilled: Bool

    package init(
      name: String = "", points: [(time: Duration, value: Double?)], style: Style, isFilled: Bool
    ) {
      self.name = name
      self.points = points
      self.style = style
      self.isFilled = isFilled
    }
  }

  /// An event that crosses the graph from top to bottom.
  package struct Mark: Sendable {
    package var time: Duration
    package var label: String
    package var style: Style

    package init(time: Duration, label: String, style: Style) {
      self.time = time
      self.label = label
      self.style = style
    }
  }

  /// Columns left of the plot: labels and the axis.
  package static let gutter = ValueAxis.gutter

  package var axis: TimeAxis
  package var scale: Scale
  /// How a value on the vertical axis is written.
  package var valueLabel: @Sendable (Double) -> String
  /// How a time before the end of the axis is written.
  package var timeLabel: @Sendable (Duration) -> String
  package var series: [Series]
  package var marks: [Mark]
  /// Events that are too frequent for marks: small ticks on the time axis.
  package var ticks: [Duration]

  package init(
    axis: TimeAxis, scale: Scale,
    valueLabel: @escaping @Sendable (Double) -> String,
    timeLabel: @escaping @Sendable (Duration) -> String,
    series: [Series], marks: [Mark] = [], ticks: [Duration] = []
  ) {
    self.axis = axis
    self.scale = scale
    self.valueLabel = valueLabel
    self.timeLabel = timeLabel
    self.series = series
    self.marks = marks
    self.ticks = ticks
  }

  /// Fills the canvas: the last row is the time axis, the first columns the value axis.
  package func draw(on canvas: inout Canvas) {
    let rows = canvas.size.height - 1
    guard rows > 0, canvas.size.width > Self.gutter else { return }
    var grid = BrailleGrid(columns: axis.columns, rows: rows)
    for line in series { plot(line, on: &grid) }
    grid.draw(on: &canvas, x: Self.gutter, y: 0)
    drawMarks(on: &canvas, rows: rows)
    drawNames(on: &canvas, rows: rows)
    ValueAxis(scale: scale, label: valueLabel).draw(rows: rows, zero: rows, on: &canvas)
    drawTimeAxis(on: &canvas, y: rows)
  }

  /// Connects neighbouring points dot column by dot column; several points in one column become a
  /// vertical stroke, so that no peak is lost.
  private func plot(_ line: Series, on grid: inout BrailleGrid) {
    var previous: (dot: Int, height: Int)?
    for point in line.points {
      guard let value = point.value else {
        previous = nil
        continue
      }
      let dot = axis.dot(point.time)
      let height = Int((scale.fraction(value) * Double(grid.height - 1)).rounded())
      let start = previous ?? (dot, height)
      stroke(from: start, to: (dot, height), line, on: &grid)
      previous = (dot, height)
    }
  }

  private func stroke(
    from start: (dot: Int, height: Int), to end: (dot: Int, height: Int), _ line: Series,
    on grid: inout BrailleGrid
  ) {
    let steps = max(end.dot - start.dot, 1)
    var last = start.height
    for step in 0...steps where start.dot + step >= 0 && start.dot + step <= end.dot {
      let height = start.height + (end.height - start.height) * step / steps
      let low = line.isFilled ? 0 : min(last, height)
      grid.setColumn(start.dot + step, from: low, to: max(last, height), line.style)
      last = height
    }
    if start.dot == end.dot {
      let low = line.isFilled ? 0 : min(start.height, end.height)
      grid.setColumn(end.dot, from: low, to: max(start.height, end.height), line.style)
    }
  }

  private func drawMarks(on canvas: inout Canvas, rows: Int) {
    let placed = marks.compactMap { mark in axis.column(mark.time).map { ($0, mark) } }
    for (index, (column, mark)) in placed.enumerated() {
      for y in 0..<rows { canvas.set("┊", x: Self.gutter + column, y: y, mark.style) }
      let end = index + 1 < placed.count ? placed[index + 1].0 : axis.columns
      if column + 1 + mark.label.count <= end {
        canvas.write(mark.label, x: Self.gutter + column + 1, y: 0, mark.style)
      }
    }
  }

  /// Names the lines at their ends: on the nearest row above or below that is blank there.
  private func drawNames(on canvas: inout Canvas, rows: Int) {
    let end = Self.gutter + axis.columns
    for line in series where !line.name.isEmpty {
      let start = end - line.name.count
      guard start > Self.gutter, let value = line.points.last?.value else { continue }
      let row = rows - 1 - Int(scale.fraction(value) * Double(rows - 1))
      for y in [row - 1, row + 1, row - 2, row + 2] where y >= 0 && y < rows {
        let room = canvas.row(y).dropFirst(start - 1).prefix(end - start + 1)
        guard room.allSatisfy({ $0 == .blank }) else { continue }
        canvas.write(line.name, x: start, y: y, line.style)
        break
      }
    }
  }

  private func drawTimeAxis(on canvas: inout Canvas, y: Int) {
    let x = Self.gutter
    canvas.set("└", x: x - 1, y: y, .quiet)
    for column in 0..<axis.columns { canvas.set("─", x: x + column, y: y, .quiet) }
    for time in ticks {
      if let column = axis.column(time) { canvas.set("┴", x: x + column, y: y, .threshold) }
    }
    canvas.write(" now", before: x + axis.columns, y: y, .label)
    let quarters = axis.columns >= 60 ? [0, 1, 2, 3] : axis.columns >= 24 ? [0, 2] : []
    for quarter in quarters {
      let before = axis.span * (4 - quarter) / 4
      // A blank on each side keeps the minus off the line.
      let label = (quarter > 0 ? " " : "") + timeLabel(before) + " "
      canvas.write(label, x: x + axis.columns * quarter / 4, y: y, .label)
    }
  }
}

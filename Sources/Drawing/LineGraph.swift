/// Values over time, finer than cells are, with labelled axes and marks across.
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
    /// Whether its highest value is pointed at and written.
    package var marksPeak = false

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

  package var ruler: TimeRuler
  package var scale: Scale
  /// How a value on the vertical axis is written.
  package var valueLabel: @Sendable (Double) -> String
  /// How the peak of a series is written.
  package var peakLabel: @Sendable (Double) -> String
  package var series: [Series]
  package var marks: [Mark]
  package var glyphs: GlyphSet

  package init(
    ruler: TimeRuler, scale: Scale, valueLabel: @escaping @Sendable (Double) -> String,
    peakLabel: (@Sendable (Double) -> String)? = nil, series: [Series], marks: [Mark] = [],
    glyphs: GlyphSet = .braille
  ) {
    self.ruler = ruler
    self.scale = scale
    self.valueLabel = valueLabel
    self.peakLabel = peakLabel ?? valueLabel
    self.series = series
    self.marks = marks
    self.glyphs = glyphs
  }

  private var axis: TimeAxis { ruler.axis }

  /// Fills the canvas: the last row is the time axis, the first columns the value axis.
  package func draw(on canvas: inout Canvas) {
    let rows = canvas.size.height - 1
    guard rows > 0, canvas.size.width > Self.gutter else { return }
    var grid = DotGrid(columns: axis.columns, rows: rows, glyphs: glyphs)
    for line in series { plot(line, on: &grid) }
    grid.draw(on: &canvas, x: Self.gutter, y: 0)
    let labels = LineGraphLabels(graph: self, rows: rows)
    labels.drawMarks(marks, on: &canvas)
    labels.drawPeaks(on: &canvas)
    labels.drawNames(on: &canvas)
    labels.drawCursor(on: &canvas)
    ValueAxis(scale: scale, label: valueLabel).draw(rows: rows, zero: rows, on: &canvas)
    ruler.draw(x: Self.gutter, y: rows, on: &canvas)
  }

  /// Connects neighbouring points dot column by dot column; several points in one column become a
  /// vertical stroke, so that no peak is lost.
  private func plot(_ line: Series, on grid: inout DotGrid) {
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
    on grid: inout DotGrid
  ) {
    let steps = max(end.dot - start.dot, 1)
    var last = start.height
    // What lies left or right of the axis is not walked through.
    let first = max(-start.dot, 0)
    if first > 0 { last = start.height + (end.height - start.height) * first / steps }
    for step in first...max(min(steps, grid.width - start.dot), first)
    where start.dot + step <= end.dot {
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
}

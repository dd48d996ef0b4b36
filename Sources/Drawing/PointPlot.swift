/// Points on two logarithmic axes, each a letter: what costs little of both is at the lower left.
package struct PointPlot: Sendable {
  package struct Point: Sendable {
    package var letter: Unicode.Scalar
    /// From the least to the most, on each axis.
    package var x: ClosedRange<Double>
    package var y: ClosedRange<Double>
    package var style: Style

    package init(
      letter: Unicode.Scalar, x: ClosedRange<Double>, y: ClosedRange<Double>, style: Style
    ) {
      (self.letter, self.x, self.y, self.style) = (letter, x, y, style)
    }
  }

  package var points: [Point]
  package var xScale: Scale
  package var yScale: Scale
  package var label: @Sendable (Double) -> String
  /// What the axes are of.
  package var xName: String
  package var yName: String

  package init(
    points: [Point], xScale: Scale, yScale: Scale, xName: String, yName: String,
    label: @escaping @Sendable (Double) -> String
  ) {
    (self.points, self.xScale, self.yScale) = (points, xScale, yScale)
    (self.xName, self.yName, self.label) = (xName, yName, label)
  }

  /// Fills the canvas: the first row names the vertical axis, the last two are the horizontal one.
  package func draw(on canvas: inout Canvas) {
    let plot = canvas.bounds.inset(left: ValueAxis.gutter, top: 1, bottom: 2)
    guard !plot.isEmpty else { return }
    canvas.write(yName, x: 0, y: 0, .label)
    var axis = Canvas(Size(width: canvas.size.width, height: plot.height + 1))
    ValueAxis(scale: yScale, label: label).draw(
      rows: plot.height, zero: plot.height, on: &axis)
    canvas.draw(axis, at: Rect(x: 0, y: 1, width: canvas.size.width, height: plot.height + 1))
    drawHorizontalAxis(plot, on: &canvas)
    for point in points { drawExtent(of: point, plot, on: &canvas) }
    for point in points { drawLetter(of: point, plot, on: &canvas) }
  }

  private func drawHorizontalAxis(_ plot: Rect, on canvas: inout Canvas) {
    let row = plot.y + plot.height
    canvas.set("└", x: plot.x - 1, y: row, .quiet)
    for x in 0..<plot.width { canvas.set("─", x: plot.x + x, y: row, .quiet) }
    let least = xScale.floor.map(label) ?? "0"
    let labels = "\(least)  \(xName)"
    canvas.write(labels, x: plot.x, y: row + 1, .label)
    canvas.write(label(xScale.maximum), before: plot.x + plot.width, y: row + 1, .label)
  }

  private func column(_ value: Double, _ plot: Rect) -> Int {
    plot.x + Int((xScale.fraction(value) * Double(plot.width - 1)).rounded())
  }

  private func row(_ value: Double, _ plot: Rect) -> Int {
    plot.y + plot.height - 1 - Int((yScale.fraction(value) * Double(plot.height - 1)).rounded())
  }

  private func ends(_ point: Point, _ plot: Rect) -> (x: ClosedRange<Int>, y: ClosedRange<Int>) {
    (
      column(point.x.lowerBound, plot)...column(point.x.upperBound, plot),
      row(point.y.upperBound, plot)...row(point.y.lowerBound, plot)
    )
  }

  private func middle(_ range: ClosedRange<Int>) -> Int {
    (range.lowerBound + range.upperBound) / 2
  }

  /// A cross whose arms are the ranges.
  private func drawExtent(of point: Point, _ plot: Rect, on canvas: inout Canvas) {
    let (x, y) = ends(point, plot)
    for column in x where canvas[column, middle(y)].glyph == " " {
      canvas.set("─", x: column, y: middle(y), .quiet)
    }
    for row in y where canvas[middle(x), row].glyph == " " {
      canvas.set("│", x: middle(x), y: row, .quiet)
    }
  }

  /// The letter in the middle, or right of those that are there already.
  private func drawLetter(of point: Point, _ plot: Rect, on canvas: inout Canvas) {
    let (x, y) = ends(point, plot)
    let letters = Set(points.map(\.letter))
    var column = middle(x)
    while column < plot.x + plot.width - 1, letters.contains(canvas[column, middle(y)].glyph) {
      column += 1
    }
    canvas.set(point.letter, x: column, y: middle(y), point.style)
  }
}

/// What is written into a line graph's plot: marks across it, peaks, names of lines, the cursor.
struct LineGraphLabels {
  let graph: LineGraph
  /// Rows of the plot.
  let rows: Int

  private var axis: TimeAxis { graph.ruler.axis }
  private var end: Int { LineGraph.gutter + axis.columns }

  /// The latest of several marks in one column is the one that is seen. Where they stand so close
  /// that they would hide the graph, they stay at its top.
  func drawMarks(_ marks: [LineGraph.Mark], on canvas: inout Canvas) {
    let placed = marks.compactMap { mark in axis.column(mark.time).map { ($0, mark) } }
    for (index, (column, mark)) in placed.enumerated() {
      let before = index > 0 ? placed[index - 1].0 : -3
      for y in 0..<(column - before > 2 || column == before ? rows : 1) {
        canvas.set("┊", x: LineGraph.gutter + column, y: y, mark.style)
      }
      let end = index + 1 < placed.count ? placed[index + 1].0 : axis.columns
      if column + 1 + mark.label.count <= end {
        canvas.write(mark.label, x: LineGraph.gutter + column + 1, y: 0, mark.style)
      }
    }
  }

  /// Points at the highest value of a series, the first of several: above it, or beside it where
  /// that is the top of the plot.
  func drawPeaks(on canvas: inout Canvas) {
    for line in graph.series where line.marksPeak {
      let inside = line.points.filter { axis.column($0.time) != nil }
      let peak = inside.compactMap { point in point.value.map { (point.time, $0) } }
        .max { $0.1 < $1.1 }
      guard let (time, value) = peak, value > 0, let column = axis.column(time) else { continue }
      let row = row(of: value)
      let (x, text) = (LineGraph.gutter + column, graph.peakLabel(value))
      let above = row - 1
      let places = [(x, above, "▾ \(text)"), (x - text.count - 1, above, "\(text) ▾")]
      let beside = [(x + 1, row, "◂ \(text)"), (x - text.count - 2, row, "\(text) ▸")]
      if let (start, y, words) = (places + beside).first(where: { start, y, words in
        isFree(canvas, x: start, y: y, width: words.count)
      }) {
        canvas.write(words, x: start, y: y, Style(line.style.role, bold: true))
      }
    }
  }

  /// Names the lines at their ends: on the nearest row above or below that is blank there.
  func drawNames(on canvas: inout Canvas) {
    for line in graph.series where !line.name.isEmpty {
      let start = end - line.name.count
      guard start > LineGraph.gutter, let value = line.points.last?.value else { continue }
      let row = row(of: value)
      for y in [row - 1, row + 1, row - 2, row + 2]
      where isFree(canvas, x: start - 1, y: y, width: line.name.count + 1) {
        canvas.write(line.name, x: start, y: y, line.style)
        break
      }
    }
  }

  /// A line through the instant that a person looks at; what it crosses is reversed.
  func drawCursor(on canvas: inout Canvas) {
    guard let cursor = graph.ruler.cursor, let column = axis.column(cursor) else { return }
    canvas.drawCursor(x: LineGraph.gutter + column, rows: rows)
  }

  private func row(of value: Double) -> Int {
    rows - 1 - Int(graph.scale.fraction(value) * Double(rows - 1))
  }

  private func isFree(_ canvas: Canvas, x: Int, y: Int, width: Int) -> Bool {
    guard y >= 0, y < rows, x >= LineGraph.gutter, x + width <= end else { return false }
    return canvas.row(y).dropFirst(x).prefix(width).allSatisfy { $0 == .blank }
  }
}

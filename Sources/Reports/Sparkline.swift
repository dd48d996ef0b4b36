/// A line over time as a row of blocks.
enum Sparkline {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// One character for each of `columns` parts of the time: how high the line is on its axis, a
  /// blank where nothing is known.
  static func text(
    _ line: Line, on axis: ValueAxis, over span: ClosedRange<Double>, columns: Int
  ) -> String {
    let length = span.upperBound - span.lowerBound
    var extents = [Extent?](repeating: nil, count: columns)
    for point in line.points {
      guard let extent = point.extent else { continue }
      let place = length > 0 ? (point.time - span.lowerBound) / length : 0
      let column = min(max(Int(place * Double(columns)), 0), columns - 1)
      extents[column]?.merge(extent)
      extents[column] = extents[column] ?? extent
    }
    fill(&extents, line)
    return String(
      extents.map { extent in
        guard let extent, let height = axis.fraction(extent.mean) else { return " " }
        return blocks[min(Int(height * Double(blocks.count)), blocks.count - 1)]
      })
  }

  /// Where there are fewer points than columns, a value holds from the point before to its own.
  private static func fill(_ extents: inout [Extent?], _ line: Line) {
    guard line.points.count < extents.count, !line.points.contains(where: { $0.extent == nil })
    else { return }
    var next: Extent?
    for column in extents.indices.reversed() {
      next = extents[column] ?? next
      extents[column] = next
    }
  }
}

/// A line over time as a row of blocks.
enum Sparkline {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// One character for each of `columns` parts of the time: how high the line is on its axis, a
  /// blank where nothing is known.
  static func text(
    _ line: Line, on axis: ValueAxis, over span: ClosedRange<Double>, columns: Int
  ) -> String {
    let length = span.upperBound - span.lowerBound
    func column(_ point: Line.Point) -> Int {
      let place = length > 0 ? (point.time - span.lowerBound) / length : 0
      return min(max(Int(place * Double(columns)), 0), columns - 1)
    }
    var extents = [Extent?](repeating: nil, count: columns)
    for point in line.points {
      guard let extent = point.extent else { continue }
      extents[column(point)]?.merge(extent)
      extents[column(point)] = extents[column(point)] ?? extent
    }
    // Where there are fewer points than columns, a value holds back to the point before.
    for (point, next) in zip(line.points, line.points.dropFirst()) {
      guard point.extent != nil, let extent = next.extent else { continue }
      for column in column(point)..<max(column(next), column(point)) {
        extents[column] = extents[column] ?? extent
      }
    }
    return String(
      extents.map { extent in
        guard let extent, let height = axis.fraction(extent.mean) else { return " " }
        return blocks[min(Int(height * Double(blocks.count)), blocks.count - 1)]
      })
  }
}

/// Which column shows which instant. The same axis under every graph makes one vertical line one
/// instant.
package struct TimeAxis: Equatable, Sendable {
  /// Columns of a cell at Braille's resolution.
  static let dotsPerCell = 2

  /// Width in cells.
  package let columns: Int
  /// The time that the whole width stands for.
  package let span: Duration
  private let dotNanoseconds: Int
  /// Index of the last dot column, counted in dots from time zero.
  private let lastDot: Int

  /// An axis of `columns` cells that ends at `end`.
  ///
  /// Dots are counted from time zero, so that a graph moves on by whole dots and what is drawn
  /// keeps its shape.
  package init(columns: Int, span: Duration, end: Duration) {
    self.columns = max(columns, 0)
    self.span = span
    dotNanoseconds = max(span.nanosecondCount / max(self.columns * Self.dotsPerCell, 1), 1)
    lastDot = end.nanosecondCount / dotNanoseconds
  }

  /// Width in dots.
  package var dots: Int { columns * Self.dotsPerCell }

  /// The dot column of an instant; below 0 left of the axis.
  package func dot(_ time: Duration) -> Int {
    time.nanosecondCount / dotNanoseconds - lastDot + dots - 1
  }

  /// The cell column of an instant, nil where it is not on the axis.
  package func column(_ time: Duration) -> Int? {
    let dot = dot(time)
    return dot >= 0 && dot < dots ? dot / Self.dotsPerCell : nil
  }
}

extension Duration {
  var nanosecondCount: Int {
    Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000)
  }
}

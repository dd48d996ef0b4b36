/// Which column shows which instant. The same axis under every graph makes one vertical line one
/// instant.
package struct TimeAxis: Equatable, Sendable {
  /// Width in cells.
  package let columns: Int
  /// The time that the whole width stands for.
  package let span: Duration
  /// The last instant.
  package let end: Duration
  /// Dot columns of a cell.
  private let dotsPerCell: Int
  private let dotNanoseconds: Int
  /// Index of the last dot column, counted in dots from time zero.
  private let lastDot: Int

  /// An axis of `columns` cells that ends at `end`.
  ///
  /// Dots are counted from time zero, so that a graph moves on by whole dots and what is drawn
  /// keeps its shape.
  package init(columns: Int, span: Duration, end: Duration, glyphs: GlyphSet = .braille) {
    self.columns = max(columns, 0)
    self.span = span
    self.end = end
    dotsPerCell = glyphs.dots.columns
    dotNanoseconds = max(span.nanosecondCount / max(self.columns * dotsPerCell, 1), 1)
    lastDot = end.nanosecondCount / dotNanoseconds
  }

  /// Width in dots.
  package var dots: Int { columns * dotsPerCell }

  /// The dot column of an instant; below 0 left of the axis.
  package func dot(_ time: Duration) -> Int { dot(nanoseconds: time.nanosecondCount) }

  /// The same, without the division by which a Duration is taken apart.
  package func dot(nanoseconds: Int) -> Int { nanoseconds / dotNanoseconds - lastDot + dots - 1 }

  /// The cell column of an instant, nil where it is not on the axis.
  package func column(_ time: Duration) -> Int? {
    let dot = dot(time)
    return dot >= 0 && dot < dots ? dot / dotsPerCell : nil
  }

  /// The last instant that a cell column shows.
  package func time(ofColumn column: Int) -> Duration {
    let dot = (column + 1) * dotsPerCell - dots + lastDot
    return .nanoseconds(max((dot + 1) * dotNanoseconds - 1, 0))
  }
}

extension Duration {
  var nanosecondCount: Int {
    Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000)
  }
}

/// Width and height in cells, never negative.
package struct Size: Equatable, Sendable {
  package let width: Int
  package let height: Int

  /// Negative lengths count as 0.
  package init(width: Int, height: Int) {
    self.width = max(width, 0)
    self.height = max(height, 0)
  }
}

/// Part of a grid of cells: the top left corner, counted from 0, and the size.
package struct Rect: Equatable, Sendable {
  package let x: Int
  package let y: Int
  package let size: Size

  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    size = Size(width: width, height: height)
  }

  package init(_ size: Size) { self.init(x: 0, y: 0, width: size.width, height: size.height) }

  package var width: Int { size.width }
  package var height: Int { size.height }
  package var isEmpty: Bool { width == 0 || height == 0 }

  /// The rectangle without so many cells on each side; empty where nothing is left.
  package func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
    Rect(
      x: x + min(left, width), y: y + min(top, height),
      width: width - left - right, height: height - top - bottom)
  }

  /// The rectangle cut in two: the upper part has so many rows, or all there are.
  package func split(top rows: Int) -> (top: Rect, rest: Rect) {
    let rows = min(max(rows, 0), height)
    return (
      Rect(x: x, y: y, width: width, height: rows),
      Rect(x: x, y: y + rows, width: width, height: height - rows)
    )
  }

  /// The rectangle cut in two: the left part has so many columns, or all there are.
  package func split(left columns: Int) -> (left: Rect, rest: Rect) {
    let columns = min(max(columns, 0), width)
    return (
      Rect(x: x, y: y, width: columns, height: height),
      Rect(x: x + columns, y: y, width: width - columns, height: height)
    )
  }
}

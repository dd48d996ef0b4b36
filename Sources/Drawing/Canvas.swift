/// One character position: a glyph that is one column wide, and what it means.
package struct Cell: Equatable, Sendable {
  package var glyph: Unicode.Scalar
  package var style: Style

  package static let blank = Cell(glyph: " ", style: .text)
}

/// A grid of cells that clips: whatever is drawn outside it is not drawn.
///
/// A panel is given a canvas of its own size, so that it cannot leave its rectangle.
package struct Canvas: Equatable, Sendable {
  package let size: Size
  /// Row by row, top left first.
  private var cells: [Cell]

  package init(_ size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.width * size.height)
  }

  package var bounds: Rect { Rect(size) }

  /// One row of cells. - Precondition: the row is on the canvas.
  package func row(_ y: Int) -> ArraySlice<Cell> {
    cells[y * size.width..<(y + 1) * size.width]
  }

  /// The cell at a position; blank outside.
  package subscript(x: Int, y: Int) -> Cell {
    get { contains(x, y) ? cells[y * size.width + x] : .blank }
    set { if contains(x, y) { cells[y * size.width + x] = newValue } }
  }

  private func contains(_ x: Int, _ y: Int) -> Bool {
    x >= 0 && x < size.width && y >= 0 && y < size.height
  }

  package mutating func set(_ glyph: Unicode.Scalar, x: Int, y: Int, _ style: Style) {
    self[x, y] = Cell(glyph: glyph, style: style)
  }

  /// Writes text on one row and returns the column behind it.
  ///
  /// Each scalar takes a column; one that would not (control characters, wide or combining ones,
  /// as in a file's name) becomes "?".
  @discardableResult
  package mutating func write(_ text: some StringProtocol, x: Int, y: Int, _ style: Style) -> Int {
    var column = x
    for scalar in text.unicodeScalars {
      set(Glyph.isOneColumn(scalar) ? scalar : "?", x: column, y: y, style)
      column += 1
    }
    return column
  }

  /// Writes text that ends before a column: numbers stay aligned at their last digit.
  package mutating func write(_ text: String, before end: Int, y: Int, _ style: Style) {
    write(text, x: end - text.unicodeScalars.count, y: y, style)
  }

  /// Draws a vertical line through a column: where something stands, that is reversed instead.
  package mutating func drawCursor(x: Int, rows: Int) {
    for y in 0..<max(rows, 0) {
      if self[x, y].glyph == " " {
        set("│", x: x, y: y, Style(.key, bold: true))
      } else {
        self[x, y].style.isReversed = true
      }
    }
  }

  /// Draws a whole canvas onto this one, with its top left corner at the rectangle's.
  package mutating func draw(_ other: Canvas, at rect: Rect) {
    for y in 0..<min(other.size.height, rect.height) {
      for x in 0..<min(other.size.width, rect.width) {
        self[rect.x + x, rect.y + y] = other[x, y]
      }
    }
  }

  /// What a person would read: one line a row, without blanks at the end.
  package var text: String {
    (0..<size.height).map { y in
      var line = String(String.UnicodeScalarView(row(y).map(\.glyph)))
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}

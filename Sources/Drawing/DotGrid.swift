/// A grid of dots, several to a cell, each cell with one style: finer than cells are.
struct DotGrid {
  /// In dots.
  let width: Int
  let height: Int
  private let glyphs: GlyphSet
  private let columns: Int
  /// A bit for each dot of a cell, cells row by row from the top.
  private var patterns: [UInt8]
  private var styles: [Style]

  /// A grid for so many cells.
  init(columns: Int, rows: Int, glyphs: GlyphSet = .braille) {
    self.columns = max(columns, 0)
    self.glyphs = glyphs
    width = self.columns * glyphs.dots.columns
    height = max(rows, 0) * glyphs.dots.rows
    patterns = Array(repeating: 0, count: self.columns * max(rows, 0))
    styles = Array(repeating: .text, count: patterns.count)
  }

  /// Sets the dots of one dot column from `low` to `high`, counted from the bottom, both included.
  /// The style of what is drawn last wins in a cell.
  mutating func setColumn(_ x: Int, from low: Int, to high: Int, _ style: Style) {
    guard x >= 0, x < width, height > 0 else { return }
    let (cellColumns, cellRows) = glyphs.dots
    let (low, high) = (max(low, 0), min(high, height - 1))
    guard low <= high else { return }
    let topRow = height / cellRows - 1
    for row in low / cellRows...high / cellRows {
      let cell = (topRow - row) * columns + x / cellColumns
      for dot in max(low - row * cellRows, 0)...min(high - row * cellRows, cellRows - 1) {
        patterns[cell] |= 1 << (dot * cellColumns + x % cellColumns)
      }
      styles[cell] = style
    }
  }

  /// Draws the cells that have a dot, with the grid's top left corner at a position.
  func draw(on canvas: inout Canvas, x: Int, y: Int) {
    for (index, pattern) in patterns.enumerated() where pattern != 0 {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      canvas.set(glyphs.glyph(pattern), x: x + column, y: y + row, styles[index])
    }
  }
}

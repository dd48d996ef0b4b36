/// A grid of dots, two by four to a cell, each cell with one style: the finest that a terminal
/// draws.
struct BrailleGrid {
  /// Bit of each dot in a pattern, by row from the top, then column. Source: Unicode, Braille.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// In dots.
  let width: Int
  let height: Int
  private let columns: Int
  private var patterns: [UInt8]
  private var styles: [Style]

  /// A grid for so many cells.
  init(columns: Int, rows: Int) {
    self.columns = max(columns, 0)
    width = self.columns * 2
    height = max(rows, 0) * 4
    patterns = Array(repeating: 0, count: self.columns * max(rows, 0))
    styles = Array(repeating: .text, count: patterns.count)
  }

  /// Sets the dots of one dot column from `low` to `high`, counted from the bottom, both included.
  /// The style of what is drawn last wins in a cell.
  mutating func setColumn(_ x: Int, from low: Int, to high: Int, _ style: Style) {
    guard x >= 0, x < width, height > 0 else { return }
    for dot in max(low, 0)...max(min(high, height - 1), max(low, 0)) where dot < height {
      let y = height - 1 - dot
      let cell = y / 4 * columns + x / 2
      patterns[cell] |= Self.bits[y % 4][x % 2]
      styles[cell] = style
    }
  }

  /// Draws the cells that have a dot, with the grid's top left corner at a position.
  func draw(on canvas: inout Canvas, x: Int, y: Int) {
    for (index, pattern) in patterns.enumerated() where pattern != 0 {
      // Every value from 0x2800 to 0x28FF is a scalar.
      let glyph = Unicode.Scalar(Glyph.braille + UInt32(pattern)) ?? " "
      canvas.set(glyph, x: x + index % columns, y: y + index / columns, styles[index])
    }
  }
}

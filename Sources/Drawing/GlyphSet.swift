/// The characters that graphs are drawn with: what a terminal's font has.
package enum GlyphSet: String, CaseIterable, Sendable {
  /// Dots, two by four to a cell: the finest.
  case braille
  /// Eighths of a cell, one column of them: for fonts that lack Braille.
  case blocks
  /// Printable ASCII alone, which the screen puts in place of everything else.
  case ascii

  /// Dot columns and rows of a cell. ASCII stands for Braille patterns, cell by cell.
  var dots: (columns: Int, rows: Int) { self == .blocks ? (1, 8) : (2, 4) }

  /// The glyph for a cell's dots: bit `row * columns + column`, rows counted from the bottom.
  func glyph(_ dots: UInt8) -> Unicode.Scalar {
    self == .blocks ? Self.block(dots) : Self.braille(dots)
  }

  /// Bit of each dot in a Braille pattern, by row from the bottom, then column. Source: Unicode.
  private static let brailleBits: [UInt8] = [0x40, 0x80, 0x04, 0x20, 0x02, 0x10, 0x01, 0x08]

  private static func braille(_ dots: UInt8) -> Unicode.Scalar {
    var pattern: UInt8 = 0
    for bit in 0..<8 where dots & (1 << bit) != 0 { pattern |= brailleBits[bit] }
    // Every value from 0x2800 to 0x28FF is a scalar.
    return Unicode.Scalar(Glyph.braille + UInt32(pattern)) ?? " "
  }

  /// A column that stands on the cell's floor is that high; of a line that floats, the place of its
  /// middle is told.
  private static func block(_ dots: UInt8) -> Unicode.Scalar {
    if dots == 0 { return " " }
    let height = 8 - dots.leadingZeroBitCount
    if dots & 1 != 0 { return Glyph.eighths[height - 1] }
    let middle = (dots.trailingZeroBitCount + height - 1) / 2
    if dots.nonzeroBitCount >= 5 { return "│" }
    return middle >= 6 ? "▔" : middle >= 2 ? "─" : "▁"
  }
}

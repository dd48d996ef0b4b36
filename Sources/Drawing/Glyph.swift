/// What is known of single characters: whether they fit a cell, and what stands for them in ASCII.
package enum Glyph {
  /// Braille patterns begin here; the low eight bits say which dots are set.
  static let braille: UInt32 = 0x2800

  /// Bars from an eighth to a whole cell, lowest first.
  static let eighths: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Whether a scalar takes exactly one column in any terminal: printable ASCII and Latin-1, and
  /// the blocks of general punctuation, arrows, mathematics, box drawing and Braille that are drawn
  /// here.
  static func isOneColumn(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x370...0x377, 0x384...0x482, 0x48A...0x52F: true
    case 0x2010...0x2027, 0x2030...0x205E, 0x20A0...0x20B5, 0x2190...0x21FF, 0x2200...0x22FF: true
    case 0x2500...0x25FC, 0x2800...0x28FF: true
    default: false
    }
  }

  /// What stands for a glyph where only ASCII can be shown.
  package static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x20...0x7E: scalar
    case braille...braille + 0xFF: asciiDots(UInt8(scalar.value & 0xFF))
    default: replacements[scalar] ?? "?"
    }
  }

  /// The same for a text of several lines.
  package static func ascii(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" ? $0 : ascii($0) }))
  }

  private static let replacements: [Unicode.Scalar: Unicode.Scalar] = [
    "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┤": "|", "└": "+", "┴": "+",
    "┊": "|", "━": "=", "┃": "|", "┏": "#", "┓": "#", "┗": "#", "┛": "#", "╌": ".", "▁": "_",
    "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+",
    "▇": "*", "█": "#", "▲": "^", "●": "*", "·": "-", "−": "-", "–": "-", "…": ".",
    "┬": "+", "┼": "+", "═": "=", "╧": "+", "┻": "#", "╋": "#", "┳": "#", "▬": "#", "▔": "'",
    "▾": "v", "◂": "<", "▸": ">",
    "░": ".", "▒": ":", "▓": "%", "←": "<", "→": ">", "▶": ">", "↓": "v", "↑": "^", "»": ">",
    "×": "x", "÷": "/", "µ": "u",
  ]

  /// A cell with most dots set is "#", otherwise its highest dot tells how high the line is.
  private static func asciiDots(_ dots: UInt8) -> Unicode.Scalar {
    if dots == 0 { return " " }
    if dots.nonzeroBitCount >= 5 { return "#" }
    if dots & 0b0000_1001 != 0 { return "'" }
    if dots & 0b0001_0010 != 0 { return "-" }
    return dots & 0b0010_0100 != 0 ? "." : "_"
  }
}

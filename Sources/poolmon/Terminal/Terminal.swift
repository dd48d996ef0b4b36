import Drawing
import Glibc

/// What the environment says of the terminal.
struct Terminal {
  /// Why there can be no dashboard on a terminal: one line.
  struct Unusable: Error {
    let description: String
  }

  /// Whether keys can be read and a screen be shown.
  let isInteractive: Bool
  /// TERM; empty if it is not set.
  let type: String
  /// Whether the locale's characters are UTF-8; else only ASCII is drawn.
  var isUnicode: Bool
  /// Whether NO_COLOR asks for no colour (no-color.org: set and not empty).
  let isColorRefused: Bool

  /// The process's terminal. Sets the locale from the environment.
  static var current: Terminal {
    setlocale(LC_ALL, "")
    let codeset = nl_langinfo(nl_item(CODESET)).map { String(cString: $0) }
    return Terminal(
      isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1,
      type: variable("TERM") ?? "", isUnicode: codeset == "UTF-8",
      isColorRefused: !(variable("NO_COLOR") ?? "").isEmpty)
  }

  /// Columns of what a person reads on stdout; nil where that is no terminal.
  static var outputWidth: Int? { isatty(STDOUT_FILENO) == 1 ? size.width : nil }

  /// No terminal is larger; more cells than this squared are not worth their memory.
  private static let longestSide = 1000

  /// The size now, in cells: as the system knows it, else as LINES and COLUMNS say, else 80x24.
  static var size: Size {
    let known = [STDOUT_FILENO, STDIN_FILENO].lazy.compactMap(windowSize).first
    let size = known ?? Size(width: count("COLUMNS") ?? 80, height: count("LINES") ?? 24)
    return Size(width: min(size.width, longestSide), height: min(size.height, longestSide))
  }

  /// Has ncurses begin with the size now: it looks at LINES and COLUMNS, and cannot ask a terminal
  /// that it is not given. To be called before there are threads, which may read the environment.
  static func exportSize() {
    let size = size
    setenv("LINES", String(size.height), 1)
    setenv("COLUMNS", String(size.width), 1)
  }

  /// nil where the system does not know: no terminal, or one that was never given a size.
  private static func windowSize(of file: Int32) -> Size? {
    var size = winsize()
    guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return Size(width: Int(size.ws_col), height: Int(size.ws_row))
  }

  private static func count(_ name: String) -> Int? {
    variable(name).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

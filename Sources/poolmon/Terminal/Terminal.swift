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
  let isUnicode: Bool
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

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}

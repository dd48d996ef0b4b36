import CNcurses
import Drawing
import Glibc

/// A terminal through ncurses: the only place that knows colours, and whether glyphs are Unicode.
///
/// Lives on one thread. `close` gives the terminal back; until then it belongs to this screen.
final class NcursesScreen {
  private let window: UnsafeMutablePointer<WINDOW>
  private let isUnicode: Bool
  private let attributes: [attr_t]
  private let pairs: [Int32]
  private var shown: Canvas?
  private var isOpen = true

  init(_ terminal: Terminal) throws(Terminal.Unusable) {
    isUnicode = terminal.isUnicode
    var settings = termios()
    tcgetattr(STDIN_FILENO, &settings)
    guard !terminal.type.isEmpty else {
      throw Terminal.Unusable(
        description: "TERM is not set: printing rows of text; set TERM to see the dashboard")
    }
    guard poolmon_newterm() != nil, let window = poolmon_stdscr() else {
      throw Self.unusable(terminal, "is not known here")
    }
    guard poolmon_capability("cup") != nil else {
      endwin()
      throw Self.unusable(terminal, "cannot place the cursor")
    }
    self.window = window
    let palette = Palette(isColorRefused: terminal.isColorRefused)
    pairs = palette.pairs
    attributes = palette.attributes
    cbreak()
    noecho()
    nonl()
    curs_set(0)
    set_escdelay(25)
    keypad(window, true)
    nodelay(window, true)
    ignoreFlowControl()
    TerminalRescue.prepare(settings: settings, farewell: Self.farewell)
  }

  /// ^S would stop the screen and all that waits for it, with nothing there to say so.
  private func ignoreFlowControl() {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return }
    settings.c_iflag &= ~tcflag_t(IXON)
    tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    // What comes back after a stop, too.
    def_prog_mode()
  }

  private static func unusable(_ terminal: Terminal, _ why: String) -> Terminal.Unusable {
    Terminal.Unusable(
      description: """
        the terminal type '\(terminal.type)' (TERM) \(why): printing rows of text; \
        try TERM=xterm-256color for the dashboard
        """)
  }

  /// What leaves the full screen: attributes off, keypad off, cursor on, the screen from before.
  /// Without the delays that terminfo(5) writes as "$<2>": no terminal of today needs them.
  private static var farewell: [UInt8] {
    ["sgr0", "rmkx", "cnorm", "rmcup"].flatMap { (name: String) -> [UInt8] in
      let capability = poolmon_capability(name).map { String(cString: $0) } ?? ""
      let parts = capability.split(separator: "$<", omittingEmptySubsequences: false)
      let rest = parts.dropFirst().map { $0.drop { $0 != ">" }.dropFirst() }
      return (parts.prefix(1) + rest).flatMap(\.utf8)
    }
  }

  /// The size now, in cells.
  var size: Size { Size(width: Int(getmaxx(window)), height: Int(getmaxy(window))) }

  /// Shows a canvas of this screen's size; writes only what changed since the last one.
  func show(_ canvas: Canvas) {
    if shown?.size != canvas.size {
      shown = nil
      // The terminal has wrapped or cut what it had: begin anew.
      wclear(window)
    }
    for y in 0..<canvas.size.height where shown.map({ $0.row(y) != canvas.row(y) }) ?? true {
      var cells = canvas.row(y).map(cell)
      mvwadd_wchnstr(window, Int32(y), 0, &cells, Int32(cells.count))
    }
    shown = canvas
    wrefresh(window)
    if canvas.size.width == 1 && canvas.size.height > 0 { showCorner(of: canvas) }
  }

  /// Writes the last cell of a screen that is one column wide: ncurses writes a last cell by way of
  /// the column before it, and leaves it blank where there is none.
  private func showCorner(of canvas: Canvas) {
    let row = canvas.size.height - 1
    let glyph = canvas[0, row].glyph
    let place = poolmon_place_cursor(Int32(row), 0).map { String(cString: $0) } ?? ""
    let bytes = Array((place + String(isUnicode ? glyph : Glyph.ascii(glyph))).utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
  }

  private func cell(_ cell: Cell) -> cchar_t {
    let role = Int(cell.style.role.rawValue)
    var attribute = attributes[role]
    if cell.style.isBold { attribute |= poolmon_bold }
    if cell.style.isReversed { attribute |= poolmon_reverse }
    let glyph = isUnicode ? cell.glyph : Glyph.ascii(cell.glyph)
    return cchar_t(
      attr: attribute, chars: (wchar_t(glyph.value), 0, 0, 0, 0), ext_color: pairs[role])
  }

  /// The next key that was pressed, nil if there is none. Never waits.
  func nextKey() -> Key? {
    while true {
      let code = wgetch(window)
      switch code {
      case ERR: return nil
      case KEY_RESIZE: continue
      case 27: return .escape
      case KEY_UP: return .up
      case KEY_DOWN: return .down
      case 10, 13, KEY_ENTER: return .enter
      case poolmon_key_f(1): return .function(1)
      case 32...126: return .character(Character(Unicode.Scalar(UInt8(code))))
      default: continue
      }
    }
  }

  /// Gives the terminal back for a while.
  func suspend() {
    endwin()
    TerminalRescue.disarm()
  }

  /// Takes the terminal again and draws everything anew.
  func resume() {
    shown = nil
    clearok(window, true)
    TerminalRescue.arm()
  }

  /// Gives the terminal back for good. A second call does nothing.
  func close() {
    guard isOpen else { return }
    isOpen = false
    // Where there is no screen from before to go back to, what follows begins on an empty row.
    wmove(window, getmaxy(window) - 1, 0)
    wclrtoeol(window)
    wrefresh(window)
    endwin()
    TerminalRescue.disarm()
  }
}

import CNcurses
import Drawing

/// A terminal through ncurses: the only place that knows colours, and whether glyphs are Unicode.
///
/// ncurses composes, and knows the terminal's language; that terminal it never touches. What it
/// writes is held until a frame is whole and leaves with one write, and line and size are set here.
///
/// Lives on one thread. `close` gives the terminal back; until then it belongs to this screen.
final class NcursesScreen {
  private let window: UnsafeMutablePointer<WINDOW>
  private let isUnicode: Bool
  private let held: HeldOutput
  private let output: TerminalOutput
  private let line: LineSettings
  private let keys: KeyReader
  private let mouse: MouseReports?
  private let update: SynchronizedUpdate
  private let depth: ColorDepth
  private var palette: Palette
  private var shown: Canvas?
  /// Whether the terminal was taken again and not written to since.
  private var isBack = false
  private var isOpen = true

  init(
    _ terminal: Terminal, _ settings: ScreenSettings, output: TerminalOutput
  ) throws(Terminal.Unusable) {
    isUnicode = terminal.isUnicode
    self.output = output
    (held, line) = try Self.resources(terminal)
    Terminal.exportSize()
    guard poolmon_newterm(held.file) != nil, let window = poolmon_stdscr() else {
      throw Self.unusable(terminal, "is not known here")
    }
    guard poolmon_capability("cup") != nil else {
      endwin()
      throw Self.unusable(terminal, "cannot place the cursor")
    }
    self.window = window
    keys = KeyReader(window: window)
    depth = Palette.beginColor(
      isWanted: settings.color.isWanted(isColorRefused: terminal.isColorRefused))
    palette = Palette(settings.theme ?? .usual(at: depth), at: depth)
    update = SynchronizedUpdate()
    // The line is ours to set; this tells ncurses what it may count on.
    noecho()
    nonl()
    curs_set(0)
    set_escdelay(25)
    keypad(window, true)
    nodelay(window, true)
    mouse = settings.mouse ? MouseReports(held) : nil
    let farewell = Farewell.bytes(updateEnd: update.end, mouseOff: mouse?.off ?? []) { name in
      poolmon_capability(name).map { String(cString: $0) }
    }
    TerminalRescue.prepare(settings: line.before, farewell: farewell)
    line.takeLine()
    // At once: from here on a rescue leaves the full screen.
    output.write(held.take() + (mouse?.drags ?? []))
  }

  private static func resources(
    _ terminal: Terminal
  ) throws(Terminal.Unusable) -> (HeldOutput, LineSettings) {
    guard !terminal.type.isEmpty else {
      throw Terminal.Unusable(
        description: "TERM is not set: printing rows of text; set TERM to see the dashboard")
    }
    guard let held = HeldOutput(), let line = LineSettings() else {
      throw Terminal.Unusable(
        description: "the system has no memory for a screen: printing rows of text")
    }
    return (held, line)
  }

  private static func unusable(_ terminal: Terminal, _ why: String) -> Terminal.Unusable {
    Terminal.Unusable(
      description: """
        the terminal type '\(terminal.type)' (TERM) \(why): printing rows of text; \
        try TERM=xterm-256color for the dashboard
        """)
  }

  /// The size now, in cells.
  var size: Size { Terminal.size }

  /// Whether there is no terminal any more.
  var isGone: Bool { output.isGone }

  /// What roles are written in now.
  var theme: Theme { palette.theme }

  /// Writes roles in other colours from the next frame on.
  func setTheme(_ theme: Theme) {
    palette = Palette(theme, at: depth)
    repaint()
  }

  /// Has the next frame write every cell, whatever the terminal shows: another program may have
  /// written to it.
  func repaint() {
    shown = nil
    clearok(window, true)
  }

  /// Shows a canvas of this screen's size; writes only what changed since the last one.
  func show(_ canvas: Canvas) {
    fit(canvas.size)
    let isNew = shown != canvas
    for y in 0..<canvas.size.height where shown.map({ $0.row(y) != canvas.row(y) }) ?? true {
      var cells = canvas.row(y).map(cell)
      mvwadd_wchnstr(window, Int32(y), 0, &cells, Int32(cells.count))
    }
    shown = canvas
    wrefresh(window)
    let extra = (isNew ? corner(of: canvas) : []) + (isBack ? mouse?.drags ?? [] : [])
    isBack = false
    let bytes = held.take() + extra
    if !bytes.isEmpty { output.write(update.begin + bytes + update.end) }
  }

  /// Tells ncurses of another size. The terminal has wrapped or cut what it had: begins anew.
  private func fit(_ size: Size) {
    guard shown?.size != size else { return }
    resizeterm(Int32(size.height), Int32(size.width))
    wclear(window)
    shown = nil
  }

  /// The last cell of a screen that is one column wide: ncurses writes a last cell by way of the
  /// column before it, and leaves it blank where there is none.
  private func corner(of canvas: Canvas) -> [UInt8] {
    guard canvas.size.width == 1 && canvas.size.height > 0 else { return [] }
    let row = canvas.size.height - 1
    let glyph = canvas[0, row].glyph
    let place = poolmon_place_cursor(Int32(row), 0).map { String(cString: $0) } ?? ""
    return Array((place + String(isUnicode ? glyph : Glyph.ascii(glyph))).utf8)
  }

  private func cell(_ cell: Cell) -> cchar_t {
    let role = Int(cell.style.role.rawValue)
    var attribute = palette.attributes[role]
    if cell.style.isBold { attribute |= poolmon_bold }
    if cell.style.isReversed { attribute |= poolmon_reverse }
    let glyph = isUnicode ? cell.glyph : Glyph.ascii(cell.glyph)
    return cchar_t(
      attr: attribute, chars: (wchar_t(glyph.value), 0, 0, 0, 0), ext_color: palette.pairs[role])
  }

  /// What a person reads of a canvas: its text, in the characters that this screen has.
  func text(of canvas: Canvas) -> String {
    isUnicode ? canvas.text : Glyph.ascii(canvas.text)
  }

  /// The next key that was pressed, nil if there is none. Never waits.
  func nextKey() -> Key? { keys.next() }

  /// Gives the terminal back for a while.
  func suspend() { leave() }

  /// Takes the terminal again and draws everything anew.
  func resume() {
    line.takeLine()
    TerminalRescue.arm()
    // ncurses asks for the keypad again only if it could set the line.
    keypad(window, true)
    repaint()
    isBack = true
  }

  /// Gives the terminal back for good. A second call does nothing.
  func close() {
    guard isOpen else { return }
    isOpen = false
    // Where there is no screen from before to go back to, what follows begins on an empty row.
    wmove(window, getmaxy(window) - 1, 0)
    wclrtoeol(window)
    wrefresh(window)
    leave()
  }

  private func leave() {
    endwin()
    output.write(held.take() + (mouse?.off ?? []))
    line.giveLineBack()
    TerminalRescue.disarm()
  }
}

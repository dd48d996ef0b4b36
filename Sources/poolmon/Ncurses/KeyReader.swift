import CNcurses
import Drawing

/// Reads what was pressed from ncurses.
struct KeyReader {
  let window: UnsafeMutablePointer<WINDOW>

  /// The next key that was pressed, nil if there is none. Never waits longer than ncurses waits
  /// for the rest of an escape sequence.
  func next() -> Key? {
    while true {
      var code = wint_t()
      switch wget_wch(window, &code) {
      case ERR: return nil
      case KEY_CODE_YES: if let key = special(Int32(bitPattern: code)) { return key }
      case _ where code == Self.escape && skipsSequence(): continue
      default: if let key = Self.typed(code) { return key }
      }
    }
  }

  private static let escape: wint_t = 27

  /// Reads past the rest of an escape sequence that ncurses does not know, so that its characters
  /// are not taken for keys. False if something else or nothing follows: then the escape is a key,
  /// and what follows is the next.
  private func skipsSequence() -> Bool {
    var code = wint_t()
    let result = wget_wch(window, &code)
    guard result != ERR else { return false }
    // ECMA-48: CSI ends with a character from @ to ~; SS3 has one character.
    let introducer = Unicode.Scalar(code)
    guard result == OK, introducer == "[" || introducer == "O" else {
      if result == OK { unget_wch(wchar_t(code)) } else { ungetch(Int32(bitPattern: code)) }
      return false
    }
    var count = 0
    while count < 64, wget_wch(window, &code) == OK {
      if introducer == "O" || (0x40...0x7E).contains(code) { break }
      count += 1
    }
    return true
  }

  /// A key by ncurses' number for it. nil for those that mean nothing here, among them a resized
  /// window: the size is asked for each frame.
  private func special(_ code: Int32) -> Key? {
    switch code {
    case KEY_MOUSE: mouse()
    case poolmon_key_f(1)...poolmon_key_f(12): .function(Int(code - poolmon_key_f(0)))
    default: Self.named[code]
    }
  }

  private static let named: [Int32: Key] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_HOME: .home,
    KEY_END: .end, KEY_PPAGE: .pageUp, KEY_NPAGE: .pageDown, KEY_BTAB: .backTab,
    KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_ENTER: .enter,
  ]

  /// A key by the character that it sends. nil for control characters that no key here sends.
  static func typed(_ code: UInt32) -> Key? {
    switch code {
    // Which of the two a backspace key sends, terminals do not agree on.
    case 8, 127: .backspace
    case 9: .tab
    case 10, 13: .enter
    case 27: .escape
    // ^A is 1.
    case 1...26: Unicode.Scalar(code + 96).map { .control(Character($0)) }
    case 0...31, 128...159: nil
    default: Unicode.Scalar(code).map { .character(Character($0)) }
    }
  }

  private func mouse() -> Key? {
    var event = MEVENT()
    guard getmouse(&event) == OK else { return nil }
    let action: Mouse.Action? =
      switch event.bstate {
      case let state where state & (poolmon_left_press | poolmon_left_click) != 0: .press
      case let state where state & poolmon_mouse_moved != 0: .drag
      case let state where state & poolmon_wheel_up != 0: .wheelUp
      case let state where state & poolmon_wheel_down != 0: .wheelDown
      default: nil
      }
    return action.map { .mouse(Mouse($0, x: Int(event.x), y: Int(event.y))) }
  }
}

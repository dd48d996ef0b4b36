import CNcurses

/// Clicks, drags and the wheel, reported by the terminal while this screen has it.
struct MouseReports {
  /// What asks for drags too, on top of what ncurses asks for, once that has.
  let drags: [UInt8]
  /// What switches all reports off: known beforehand, so that a process that dies can do it.
  let off: [UInt8]

  /// Switches clicks and the wheel on, in what ncurses writes next. nil if the terminal has no
  /// mouse.
  init?(_ held: HeldOutput) {
    // All events, also those that mean nothing here, such as a release: after the report of one
    // that is not asked for, wget_wch waits for the next input, whatever nodelay says
    // (ncurses 6.4).
    let wanted = poolmon_all_mouse_events
    // A press is told at once, not once it is known whether it becomes a double click.
    mouseinterval(0)
    let before = held.take()
    let isThere = mousemask(wanted, nil) != 0
    // Which bytes switch it off, ncurses alone knows: it shows them by doing so once.
    _ = held.take()
    mousemask(0, nil)
    let off = held.take()
    held.putBack(before)
    guard isThere, !off.isEmpty else { return nil }
    mousemask(wanted, nil)
    // ncurses reads the drags that xterm's mode 1002 reports, but asks for 1000, which has none.
    let isLikeXterm = String(decoding: off, as: UTF8.self).contains("1000")
    drags = isLikeXterm ? Array("\u{1B}[?1002h".utf8) : []
    self.off = (isLikeXterm ? Array("\u{1B}[?1002l".utf8) : []) + off
  }
}

/// What a person did at the terminal: a key that was pressed, or the mouse.
package enum Key: Hashable, Sendable {
  /// A printable character of one scalar.
  case character(Character)
  /// A letter that was pressed together with Control: ^L is "l".
  case control(Character)
  /// F1 is 1.
  case function(Int)
  case escape, enter, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  case mouse(Mouse)
}

/// What the mouse did, and in which cell.
package struct Mouse: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    /// The left button went down.
    case press
    /// The mouse moved while the left button was down.
    case drag
    case wheelUp, wheelDown
  }

  package let action: Action
  /// The column and the row, counted from the top left cell: that is 0, 0.
  package let x: Int
  package let y: Int

  package init(_ action: Action, x: Int, y: Int) {
    self.action = action
    self.x = x
    self.y = y
  }
}

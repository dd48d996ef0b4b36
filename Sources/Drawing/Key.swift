/// A key that a person pressed.
package enum Key: Hashable, Sendable {
  case character(Character)
  /// F1 is 1.
  case function(Int)
  case escape
  case enter, up, down
}

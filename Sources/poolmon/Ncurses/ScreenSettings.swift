/// Whether the screen has colours.
enum ColorChoice: String, CaseIterable, Sendable {
  /// Where the terminal has them, unless NO_COLOR asks for none.
  case auto
  /// Where the terminal has them.
  case always
  case never

  func isWanted(isColorRefused: Bool) -> Bool {
    switch self {
    case .auto: !isColorRefused
    case .always: true
    case .never: false
    }
  }
}

/// What a person may choose of how the screen looks and what it listens to.
struct ScreenSettings: Sendable {
  var color = ColorChoice.auto
  /// nil: the one that suits the terminal, `Theme.usual`.
  var theme: Theme?
  /// Whether clicks and the wheel are the dashboard's. If so, the terminal selects text only with
  /// Shift.
  var mouse = false
}

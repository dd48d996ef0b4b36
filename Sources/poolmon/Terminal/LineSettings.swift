import Glibc

/// How the terminal's line on stdin is set: as it was before, and as a full screen needs it.
struct LineSettings {
  let before: termios
  private let screen: termios

  /// Reads how it is set now. nil without a terminal.
  init?() {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
    before = settings
    // Keys arrive one by one and unseen, and a return as it is. ISIG stays: ^C and ^Z are signals.
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO | ECHONL)
    // ^S would stop the screen and all that waits for it, with nothing there to say so.
    settings.c_iflag &= ~tcflag_t(ICRNL | INLCR | IGNCR | IXON)
    // The bytes of a frame are what the terminal is to get: no line end and no tab changes.
    settings.c_oflag &= ~tcflag_t(OPOST)
    withUnsafeMutableBytes(of: &settings.c_cc) { characters in
      characters[Int(VMIN)] = 1
      characters[Int(VTIME)] = 0
    }
    screen = settings
  }

  /// Sets what a full screen needs.
  func takeLine() { Self.set(screen) }

  /// Sets what was set before.
  func giveLineBack() { Self.set(before) }

  private static func set(_ settings: termios) {
    var settings = settings
    while tcsetattr(STDIN_FILENO, TCSANOW, &settings) != 0 && errno == EINTR {}
  }
}

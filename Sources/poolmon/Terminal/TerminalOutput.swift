import Glibc

/// Writes to the terminal on stdout: all of it, however slowly that reads, until there is nobody to
/// write to.
final class TerminalOutput {
  /// Whether the terminal is closed, or did not read any more when the end was asked for. Nothing
  /// is written from then on.
  private(set) var isGone = false

  private let isEndAsked: () -> Bool
  /// Interruptions since the terminal took something last, from the wish for an end on.
  private var interruptions = 0

  /// `isEndAsked` is looked at when a signal interrupts a write that waits for its reader.
  init(isEndAsked: @escaping () -> Bool) { self.isEndAsked = isEndAsked }

  /// Writes bytes with one write(2), unless the terminal takes only a part of them at once.
  func write(_ bytes: [UInt8]) {
    var written = 0
    while written < bytes.count && !isGone {
      if isEndAsked() && !TextOutput.hasRoomSoon {
        isGone = true
        return
      }
      let count = bytes.withUnsafeBytes { bytes in
        Glibc.write(STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count > 0 { (written, interruptions) = (written + count, 0) }
      if count < 0 { waitOrLeave(errno) }
    }
  }

  private func waitOrLeave(_ code: Int32) {
    switch code {
    // The signal that asks for the end, and a second later the alarm that follows it.
    case EINTR:
      interruptions += isEndAsked() ? 1 : 0
      isGone = interruptions >= 2
    case EAGAIN:
      // Another program that shares the terminal has made it non-blocking.
      var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
      poll(&output, 1, -1)
    default: isGone = true
    }
  }
}

import Drawing
import Glibc

/// Lines of text to stdout, whole, in the characters that the locale has.
final class TextOutput {
  /// Nobody reads stdout any more, or the end was asked for while it was blocked: no failure, but
  /// nothing is left to write.
  struct Closed: Error {}

  private let isUnicode: Bool
  private let isEndAsked: () -> Bool
  private var isClosed = false

  /// `isEndAsked` is looked at when a signal interrupts a write that waits for its reader.
  init(isUnicode: Bool, isEndAsked: @escaping () -> Bool) {
    self.isUnicode = isUnicode
    self.isEndAsked = isEndAsked
  }

  /// Writes lines until all are written or nobody reads them any more.
  func write(lines: [String]) throws {
    do {
      for line in lines { try write(line: line) }
    } catch is Closed {}
  }

  /// Writes one line at once, so that a reader never sees half of it.
  func write(line: String) throws {
    isClosed = isClosed || (isEndAsked() && !Self.hasRoomSoon)
    guard !isClosed else { throw Closed() }
    // What a file or another program says may not steer the terminal.
    let line = line.unicodeScalars.contains(where: \.steersTerminals) ? line.harmless : line
    var bytes = isUnicode ? Array(line.utf8) : Array(Glyph.ascii(line).utf8)
    bytes.append(UInt8(ascii: "\n"))
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        Glibc.write(STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count > 0 { written += count }
      if count < 0 { try endUnlessInterrupted(errno) }
    }
  }

  /// Whether stdout takes something within a second. Asked once the end is wanted: what would block
  /// for ever then is not worth waiting for.
  static var hasRoomSoon: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    // A signal may interrupt one wait, as the alarm does that follows the wish for an end.
    for _ in 0..<3 {
      let count = poll(&output, 1, 1000)
      if count >= 0 { return count > 0 }
    }
    return false
  }

  private func endUnlessInterrupted(_ code: Int32) throws {
    if code == EINTR && !isEndAsked() { return }
    isClosed = true
    if [EINTR, EPIPE, EIO].contains(code) { throw Closed() }
    throw Failure(description: "cannot write to stdout: \(String(cString: strerror(code)))")
  }
}

extension Unicode.Scalar {
  /// Control characters, but for those that end lines and columns.
  fileprivate var steersTerminals: Bool {
    value < 0x20 && self != "\t" && self != "\n" || (0x7f...0x9f).contains(value)
  }
}

extension String {
  /// With "�" in the place of what might steer a terminal.
  var harmless: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.steersTerminals ? "\u{FFFD}" : $0 }))
  }
}

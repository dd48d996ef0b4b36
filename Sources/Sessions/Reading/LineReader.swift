import Glibc

/// The lines of a log from a place on. Where the log has no further whole line it waits there, and
/// goes on once there is more.
struct LineReader {
  /// Longer than any sample: what goes on for longer without an end is passed over as one line.
  private static let longestLine = 16 << 20
  private static let chunk = 1 << 18

  /// Where the buffer's bytes begin in the log.
  private var base: Int
  private var buffer: [UInt8] = []
  private var start = 0
  /// Whether the line under way was too long and is being passed over.
  private var isOverlong = false

  init(at offset: Int) { base = offset }

  /// Where the next line begins. Of a line that is too long, how far it has been passed over.
  var offset: Int { base + start }

  /// Whether the log ended within a line.
  var hasUnfinished: Bool { start < buffer.count || isOverlong }

  /// Reads the next line, without its end; of one that is too long nothing but a blank. Returns nil
  /// where there is no further whole line. O(bytes).
  mutating func next<Result>(
    of log: any ByteLog, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(SessionReadError) -> Result? {
    var searched = start
    while true {
      if let end = endOfLine(from: searched) {
        let line = isOverlong ? end..<end : start..<end
        isOverlong = false
        start = end + 1
        // The buffer is not changed while its bytes are lent.
        return buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line])) }
      }
      if buffer.count - start > Self.longestLine { isOverlong = true }
      if isOverlong { start = buffer.count }
      base += start
      buffer.removeFirst(start)
      (start, searched) = (0, buffer.count)
      guard try fill(from: log) else { return nil }
    }
  }

  private func endOfLine(from place: Int) -> Int? {
    guard place < buffer.count else { return nil }
    return buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + place, Int32(UInt8(ascii: "\n")), bytes.count - place)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func fill(from log: any ByteLog) throws(SessionReadError) -> Bool {
    let length = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
    var count = 0
    defer { buffer.removeLast(Self.chunk - count) }
    count = try log.read(at: base + length, into: &buffer, from: length)
    return count > 0
  }
}

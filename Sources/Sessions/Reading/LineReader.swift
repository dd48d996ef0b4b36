import Glibc

/// The lines of a log from a place on. Where the log has no further whole line it waits there, and
/// goes on once there is more.
struct LineReader {
  /// Longer than any sample: what goes on for longer without an end is passed over as one line.
  private static let longestLine = 16 << 20
  private static let chunk = 1 << 18

  /// Where the buffer's bytes begin in the log.
  private var base: Int
  /// What has been read and not given out is from `start` to `end`.
  private var buffer: [UInt8] = []
  private var (start, end) = (0, 0)
  /// Whether the line under way was too long and is being passed over.
  private var isOverlong = false

  init(at offset: Int) { base = offset }

  /// Where the next line begins. Of a line that is too long, how far it has been passed over.
  var offset: Int { base + start }

  /// Goes on at a place where a line begins; what has been read of it already is not read again.
  mutating func move(to offset: Int) {
    if (base...base + end).contains(offset) {
      start = offset - base
      isOverlong = false
    } else {
      self = LineReader(at: offset)
    }
  }

  /// Whether the log ended within a line.
  var hasUnfinished: Bool { start < end || isOverlong }

  /// Reads the next line, without its end; of one that is too long nothing but a blank. Returns nil
  /// where there is no further whole line. O(bytes).
  mutating func next<Result>(
    of log: any ByteLog, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(SessionReadError) -> Result? {
    var searched = start
    while true {
      if let newline = endOfLine(from: searched) {
        let line = isOverlong ? newline..<newline : start..<newline
        isOverlong = false
        start = newline + 1
        // The buffer is not changed while its bytes are lent.
        return buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line])) }
      }
      if end - start > Self.longestLine { isOverlong = true }
      if isOverlong { start = end }
      makeRoom()
      searched = end
      guard try fill(from: log) else { return nil }
    }
  }

  private func endOfLine(from place: Int) -> Int? {
    guard place < end else { return nil }
    return buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + place, Int32(UInt8(ascii: "\n")), end - place)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Moves what is kept to the front, and makes room for a chunk behind it.
  private mutating func makeRoom() {
    let kept = start..<end
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[kept]))
      }
      base += start
      (start, end) = (0, kept.count)
    }
    guard buffer.count < end + Self.chunk else { return }
    let size = end + Self.chunk
    buffer = [UInt8](unsafeUninitializedCapacity: size) { room, count in
      let bytes = UnsafeMutableRawBufferPointer(room)
      buffer.withUnsafeBytes {
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<end]))
      }
      if let rest = bytes.baseAddress { memset(rest + end, 0, size - end) }
      count = size
    }
  }

  private mutating func fill(from log: any ByteLog) throws(SessionReadError) -> Bool {
    let count = try log.read(at: base + end, into: &buffer, from: end)
    end += count
    return count > 0
  }
}

internal import CByteBufferPool

extension ByteBuffer {
  /// Capacity that reading into an empty buffer begins with, in bytes (`ReadFrom`).
  private static let firstReadCapacity = 64

  /// Appends what a file descriptor gives until its end, or `limit` bytes, and waits for it.
  /// Returns how many came.
  ///
  /// Reads straight into the buffer, whose capacity doubles while it is full, from 64 bytes: it
  /// ends at up to twice what was read. Goes on after signals and short reads. What came before an
  /// error is kept; the error says how much. A non-blocking descriptor with nothing to read yet is
  /// such an error. A negative limit is 0, and traps in debug builds. Source: `ReadFrom` in
  /// bytebufferpool's bytebuffer.go, read(2).
  @discardableResult
  public mutating func append(
    from descriptor: Int32, upTo limit: Int = .max
  ) throws(DescriptorError) -> Int {
    assert(limit >= 0, "a limit is not negative")
    let start = written
    while written - start < limit {
      if written == block.capacity {
        let capacity = max(block.capacity * 2, Self.firstReadCapacity)
        Growth.check(capacity)
        replaceBlock(capacity: capacity)
      }
      let room = min(block.capacity - written, limit - (written - start))
      // Capacity is at least 64 here, so there is a base; see Block.
      let target = block.base.unsafelyUnwrapped + written
      let result = descriptor_read(descriptor, target, room)
      if result == 0 { break }
      guard result > 0 else {
        throw DescriptorError(
          operation: .read, descriptor: descriptor, code: Int32(-result), byteCount: written - start
        )
      }
      written += result
    }
    return written - start
  }

  /// Appends what a file descriptor has at the moment, at most `limit` bytes, in one read(2): waits
  /// only while there is nothing. Returns how many came; 0 is the end.
  ///
  /// Makes room for `limit` bytes first. Goes on after signals. A non-blocking descriptor with
  /// nothing to read yet is an error. A limit below 1 is 1, and traps in debug builds.
  public mutating func append(
    availableFrom descriptor: Int32, upTo limit: Int
  ) throws(DescriptorError) -> Int {
    assert(limit > 0, "a limit is at least 1")
    let limit = max(limit, 1)
    let result = descriptor_read(descriptor, room(for: limit), limit)
    guard result >= 0 else {
      throw DescriptorError(
        operation: .read, descriptor: descriptor, code: Int32(-result), byteCount: 0)
    }
    written += result
    return result
  }

  /// Writes the content to a file descriptor, from an offset on. Returns how many bytes that was.
  ///
  /// Goes on after signals and short writes. An error says how much was written before: add that to
  /// the offset to go on. Where nobody reads, SIGPIPE comes first unless the program ignores it.
  /// Source: write(2).
  /// - Precondition: `offset` is in `0...count`. Release builds bring it there.
  @discardableResult
  public func write(
    to descriptor: Int32, from offset: Int = 0
  ) throws(DescriptorError) -> Int {
    assert(offset >= 0 && offset <= written, "an offset is in 0...count")
    let start = min(max(offset, 0), written)
    var done = start
    while done < written {
      // A buffer with a byte in it has a base; see Block.
      let source = block.base.unsafelyUnwrapped + done
      let result = descriptor_write(descriptor, source, written - done)
      guard result >= 0 else {
        throw DescriptorError(
          operation: .write, descriptor: descriptor, code: Int32(-result), byteCount: done - start)
      }
      done += result
    }
    return done - start
  }
}

/// Why reading from or writing to a file descriptor ended early.
public struct DescriptorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was tried.
  public enum Operation: String, Sendable {
    /// read(2)
    case read
    /// write(2)
    case write
  }

  /// What was tried.
  public let operation: Operation
  /// On which descriptor.
  public let descriptor: Int32
  /// The errno; see errno(3).
  public let code: Int32
  /// Bytes read or written before the error: they are kept, or gone.
  public let byteCount: Int

  /// Whether a non-blocking descriptor is not ready: try again when it is (EAGAIN).
  public var isWouldBlock: Bool { code == descriptor_would_block() }

  /// Whether the descriptor is not open, or not for this (EBADF).
  public var isBadDescriptor: Bool { code == descriptor_is_closed() }

  public var description: String {
    var text = [CChar](repeating: 0, count: 128)
    descriptor_error_text(code, &text, text.count)
    let reason = text.withUnsafeBufferPointer { bytes in
      String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    return "cannot \(operation) descriptor \(descriptor) after \(byteCount) bytes: \(reason)"
  }
}

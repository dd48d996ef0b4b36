extension ByteBuffer {
  /// Appends bytes, growing if needed. Complexity: O(bytes appended), amortised.
  @inlinable
  public mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    room(for: bytes.count).copyMemory(from: source, byteCount: bytes.count)
    written += bytes.count
  }

  /// Appends bytes, growing if needed. Complexity: O(bytes appended), amortised.
  @inlinable
  public mutating func append(contentsOf bytes: RawSpan) {
    bytes.withUnsafeBytes { append(contentsOf: $0) }
  }

  /// Appends bytes, growing if needed. Complexity: O(bytes appended), amortised.
  @inlinable
  public mutating func append(contentsOf bytes: Span<UInt8>) { append(contentsOf: bytes.bytes) }

  /// Appends the content of another buffer. Complexity: O(bytes appended), amortised.
  @inlinable
  public mutating func append(contentsOf other: borrowing ByteBuffer) {
    other.withUnsafeBytes { append(contentsOf: $0) }
  }

  /// Appends bytes, growing if needed: at most once for a sequence that knows its length, and
  /// without a copy in between for one whose bytes lie in a row.
  ///
  /// Complexity: O(bytes appended), amortised. Inlinable, since a sequence that is not specialised
  /// costs a look-up in the runtime for each byte, and threads queue up for that.
  @inlinable
  public mutating func append(contentsOf bytes: some Sequence<UInt8>) {
    let copied: Void? = bytes.withContiguousStorageIfAvailable { storage in
      append(contentsOf: UnsafeRawBufferPointer(storage))
    }
    guard copied == nil else { return }
    let least = bytes.underestimatedCount
    if least > 0 { _ = room(for: least) }
    for byte in bytes { append(byte) }
  }

  /// Appends a string as UTF-8, growing if needed. Complexity: O(bytes appended), amortised.
  @inlinable
  public mutating func append(_ string: some StringProtocol) { append(contentsOf: string.utf8) }

  /// Appends one byte, growing if needed.
  @inlinable
  public mutating func append(_ byte: UInt8) {
    room(for: 1).storeBytes(of: byte, as: UInt8.self)
    written += 1
  }

  /// Lets `body` write up to `limit` bytes straight into the buffer, behind its content. What it
  /// has written when it returns or throws is appended.
  ///
  /// - Precondition: `limit >= 0`. In release builds less is taken as 0.
  public mutating func append<R, E: Error>(
    upTo limit: Int, initializingWith body: (inout OutputRawSpan) throws(E) -> R
  ) throws(E) -> R {
    assert(limit >= 0, "a limit is not negative")
    let start = limit > 0 ? room(for: limit) : nil
    let target = UnsafeMutableRawBufferPointer(start: start, count: max(limit, 0))
    var output = OutputRawSpan(buffer: target, initializedCount: 0)
    defer {
      written += output.finalize(for: target)
      output = OutputRawSpan()
    }
    return try body(&output)
  }

  /// Replaces the content. Complexity: O(bytes).
  @inlinable
  public mutating func replaceAll(with bytes: some Sequence<UInt8>) {
    removeAll()
    append(contentsOf: bytes)
  }

  /// Replaces the content with a string as UTF-8. Complexity: O(bytes).
  @inlinable
  public mutating func replaceAll(with string: some StringProtocol) {
    removeAll()
    append(string)
  }
}

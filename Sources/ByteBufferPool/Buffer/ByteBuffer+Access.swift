extension ByteBuffer {
  /// The bytes written so far; the pointer is valid only during the call.
  @inlinable
  public func withUnsafeBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeRawBufferPointer(start: block.base, count: written))
  }

  /// The bytes written so far, to be changed in place; the pointer is valid only during the call.
  @inlinable
  public mutating func withUnsafeMutableBytes<R, E: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try body(UnsafeMutableRawBufferPointer(start: block.base, count: written))
  }

  /// The bytes written so far. The compiler keeps the buffer unchanged while the span is used; that
  /// of Swift 6.3 lets it be put back afterwards only if it is held in a `var`, not in a `let`.
  @inlinable
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let span = unsafe RawSpan(
        _unsafeBytes: UnsafeRawBufferPointer(start: block.base, count: written))
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The bytes written so far, to be changed in place.
  @inlinable
  public var mutableBytes: MutableRawSpan {
    @_lifetime(&self)
    mutating get {
      let span = unsafe MutableRawSpan(
        _unsafeBytes: UnsafeMutableRawBufferPointer(start: block.base, count: written))
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// The byte at an offset from the start. Traps outside `0..<count`.
  @inlinable
  public subscript(offset: Int) -> UInt8 {
    get {
      precondition(offset >= 0 && offset < written, "an offset is in 0..<count")
      // A buffer with a byte in it has a base; see Block.
      return block.base.unsafelyUnwrapped.load(fromByteOffset: offset, as: UInt8.self)
    }
    set {
      precondition(offset >= 0 && offset < written, "an offset is in 0..<count")
      // As above.
      block.base.unsafelyUnwrapped.storeBytes(of: newValue, toByteOffset: offset, as: UInt8.self)
    }
  }
}

extension String {
  /// The content as UTF-8; what is not valid becomes U+FFFD. Complexity: O(count).
  public init(decoding buffer: borrowing ByteBuffer) {
    self = buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }
}

extension [UInt8] {
  /// A copy of the content. Complexity: O(count).
  public init(_ buffer: borrowing ByteBuffer) {
    self = buffer.withUnsafeBytes { Array($0) }
  }
}

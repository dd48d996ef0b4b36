/// A growing run of bytes from a `BufferPool`.
///
/// Not copyable: one owner at a time, and after `put` there is none, which the compiler checks. If
/// it goes out of scope without a put, its memory is freed at once. Grows as a byte slice does in
/// Go.
///
/// Frozen and inlinable, so that an append in another module costs what it does in this one.
// @unchecked: the raw pointers have one owner, this value, and move between threads only with it.
@frozen
public struct ByteBuffer: ~Copyable, @unchecked Sendable {
  @usableFromInline var block: Block

  /// Bytes written, from 0 to `capacity`.
  @usableFromInline var written = 0

  /// The `PoolCore` of the pool that the buffer came from: untyped, since it is not for inlining.
  @usableFromInline let core: UnsafeMutableRawPointer

  init(block: Block, core: UnsafeMutablePointer<PoolCore>) {
    self.block = block
    self.core = UnsafeMutableRawPointer(core)
  }

  deinit { PoolCore.abandon(block, of: core.assumingMemoryBound(to: PoolCore.self)) }

  var home: UnsafeMutablePointer<PoolCore> { core.assumingMemoryBound(to: PoolCore.self) }

  /// Bytes written, from 0 to `capacity`.
  @inlinable public var count: Int { written }

  /// Bytes that fit without allocating.
  @inlinable public var capacity: Int { block.capacity }

  /// Whether nothing is written.
  @inlinable public var isEmpty: Bool { written == 0 }

  /// Forgets the content and keeps the capacity.
  ///
  /// Not needed before a put, and harmful there: the pool counts the length that it is given, and
  /// would count every buffer as empty.
  @inlinable public mutating func removeAll() { written = 0 }

  /// Makes room for `capacity` bytes in all, growing as an append to that length would. Keeps the
  /// content; never shrinks. Negative is a mistake: it traps in debug builds and changes nothing in
  /// release builds.
  public mutating func reserveCapacity(_ capacity: Int) {
    assert(capacity >= 0, "a capacity is not negative")
    if capacity > block.capacity { grow(toHold: capacity) }
  }

  /// Makes room for `additional` more bytes and returns where they go.
  ///
  /// - Precondition: `additional > 0`.
  @inlinable
  mutating func room(for additional: Int) -> UnsafeMutableRawPointer {
    let (needed, isTooMuch) = written.addingReportingOverflow(additional)
    if isTooMuch || needed > block.capacity { grow(toHold: isTooMuch ? .max : needed) }
    // A block that holds at least one byte has a base; see Block.
    return block.base.unsafelyUnwrapped + written
  }

  @usableFromInline
  mutating func grow(toHold needed: Int) {
    replaceBlock(capacity: Growth.capacity(after: block.capacity, toHold: needed))
  }

  /// Moves the content to a block of another capacity.
  ///
  /// - Precondition: `capacity >= count`.
  mutating func replaceBlock(capacity: Int) {
    block = home.pointee.grown(block, count: written, capacity: capacity)
  }

  /// Ends the buffer and hands its block to the caller.
  consuming func release() -> Block {
    let block = block
    discard self
    return block
  }
}

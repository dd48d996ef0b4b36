internal import CByteBufferPool

/// A block of memory that a buffer lives in, and what the pool remembers of it. Owned by exactly
/// one buffer, cache or thread at a time.
///
/// Two words, so that a `ByteBuffer` has four and is passed in registers.
@frozen @usableFromInline
struct Block {
  /// nil exactly when `capacity` is 0: an empty buffer owns no memory.
  @usableFromInline var base: UnsafeMutableRawPointer?

  /// Capacity in bytes in the low 48 bits, strikes above them.
  @usableFromInline var shape: UInt

  @usableFromInline static var capacityMask: UInt { 1 << 48 - 1 }

  /// - Precondition: `capacity` is in `0...Growth.limit`, and 0 only without `base`.
  init(base: UnsafeMutableRawPointer?, capacity: Int) {
    self.base = base
    shape = UInt(truncatingIfNeeded: capacity)
  }

  static var empty: Block { Block(base: nil, capacity: 0) }

  /// Bytes that fit, at most `Growth.limit`.
  @inlinable var capacity: Int { Int(truncatingIfNeeded: shape & Self.capacityMask) }

  /// What the retention policy holds against this block, at most 65,535; see `Strikes`.
  var strikes: Int {
    get { Int(truncatingIfNeeded: shape >> 48) }
    set { shape = shape & Self.capacityMask | UInt(min(max(newValue, 0), 0xFFFF)) << 48 }
  }

  /// Overwrites all of it with zeroes. O(capacity).
  func erase() {
    if let base { block_erase(base, capacity) }
  }
}

/// A block that nobody uses, as one word, so that one atomic instruction hands it over: its
/// address, with its shape in its own first eight bytes, since its content is dead. No block is
/// smaller; an empty one is an address that no block has.
typealias IdleBlock = UnsafeMutableRawPointer

extension Block {
  /// Not nil: 1 is not 0. Never dereferenced; real blocks are aligned to 64.
  private static var emptyAddress: IdleBlock { IdleBlock(bitPattern: 1).unsafelyUnwrapped }

  /// Ends the use of the block: writes its shape into it.
  consuming func idle() -> IdleBlock {
    guard let base else { return Self.emptyAddress }
    base.storeBytes(of: shape, as: UInt.self)
    return base
  }

  /// Begins the use of an idle block, which the caller has to own.
  init(_ idle: IdleBlock) {
    guard UInt(bitPattern: idle) != 1 else {
      self = .empty
      return
    }
    base = idle
    shape = idle.load(as: UInt.self)
  }
}

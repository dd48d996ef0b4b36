/// Where a pool gets the memory of its buffers from. It counts what it hands out, so that
/// allocation is counted where it happens and never estimated.
///
/// Called from any thread. Must not call a pool: a sweep may be what frees the block.
public protocol BufferAllocator: AnyObject, Sendable {
  /// A block of exactly `capacity` bytes, aligned to 64 bytes, with undefined content. Ends the
  /// process with a message if there is no memory.
  ///
  /// 64, because glibc 2.36 copies with `rep movsb`, which on AMD Zen 3 runs up to 20 times slower
  /// where source and target lie a small non-multiple of 64 apart modulo 4096: always the case for
  /// two neighbouring `malloc` blocks.
  /// - Precondition: `capacity` is at least 8: a pool asks for nothing smaller.
  func allocate(capacity: Int) -> UnsafeMutableRawPointer

  /// Takes back a block that `allocate` gave out with this capacity.
  func deallocate(_ block: UnsafeMutableRawPointer, capacity: Int)

  /// What was handed out and taken back so far.
  var counters: AllocationCounters { get }
}

/// Cumulative allocation counters. In use is allocated minus freed.
public struct AllocationCounters: Equatable, Sendable {
  /// Capacity of all blocks handed out, in bytes: pprof's alloc space.
  public var allocatedBytes = 0
  /// Blocks handed out.
  public var allocatedObjects = 0
  /// Capacity of all blocks taken back, in bytes.
  public var freedBytes = 0
  /// Blocks taken back.
  public var freedObjects = 0

  /// All zero.
  public init() {}
}

extension BufferAllocator {
  func makeBlock(capacity: Int) -> Block {
    guard capacity > 0 else { return .empty }
    // A block holds its own shape while it is idle.
    let capacity = max(capacity, MemoryLayout<UInt>.size)
    return Block(base: allocate(capacity: capacity), capacity: capacity)
  }

  func free(_ block: Block) {
    if let base = block.base { deallocate(base, capacity: block.capacity) }
  }
}

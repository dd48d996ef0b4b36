internal import CByteBufferPool

/// The process's own allocator, with exact counters: memory is freed the moment it is given back.
public final class SystemAllocator: BufferAllocator {
  private let tallies = PerWorker<AllocationTally>()

  /// An allocator that has handed out nothing yet.
  public init() {}

  public func allocate(capacity: Int) -> UnsafeMutableRawPointer {
    guard let block = block_allocate(capacity, 64) else {
      fail("out of memory: the system has no block of \(capacity) bytes")
    }
    let (tally, isShared) = tallies.ownOrShared
    tally.pointee.allocatedBytes.add(capacity, shared: isShared)
    tally.pointee.allocatedObjects.add(1, shared: isShared)
    return block
  }

  public func deallocate(_ block: UnsafeMutableRawPointer, capacity: Int) {
    block_free(block)
    let (tally, isShared) = tallies.ownOrShared
    tally.pointee.freedBytes.add(capacity, shared: isShared)
    tally.pointee.freedObjects.add(1, shared: isShared)
  }

  /// All frees are read before any allocation, so that in-use space never comes out negative: a
  /// reader that sees a free also sees the allocation that came before it, on whatever thread.
  /// Complexity: O(worker slots in use).
  public var counters: AllocationCounters {
    var counters = AllocationCounters()
    tallies.visit { tally in
      counters.freedBytes += tally.pointee.freedBytes.current
      counters.freedObjects += tally.pointee.freedObjects.current
    }
    tallies.visit { tally in
      counters.allocatedBytes += tally.pointee.allocatedBytes.current
      counters.allocatedObjects += tally.pointee.allocatedObjects.current
    }
    return counters
  }
}

/// One worker's share of `AllocationCounters`.
private struct AllocationTally: ~Copyable, WorkerLocal {
  let allocatedBytes = Counter()
  let allocatedObjects = Counter()
  let freedBytes = Counter()
  let freedObjects = Counter()
}

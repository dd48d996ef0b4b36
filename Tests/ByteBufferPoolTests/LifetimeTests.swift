import Testing

@testable import ByteBufferPool

/// What becomes of memory when pools, buffers and allocators go in any order.
@Suite struct LifetimeTests {
  @Test func aPoolThatGoesFreesWhatItHolds() {
    let allocator = SystemAllocator()
    do {
      let pool = BufferPool(allocator: allocator)
      pool.use(length: 100)
      pool.sweep()
      pool.use(length: 100_000)
      pool.use(length: 10)
    }
    let counters = allocator.counters
    #expect(counters.allocatedObjects > 0)
    #expect(counters.allocatedObjects == counters.freedObjects)
    #expect(counters.allocatedBytes == counters.freedBytes)
  }

  /// Only the pool's core holds the allocator here: it is gone when the core is.
  @Test func theCoreGoesWithThePoolWhenNothingIsOut() {
    weak let allocator: SystemAllocator?
    do {
      let given = SystemAllocator()
      allocator = given
      let pool = BufferPool(allocator: given)
      pool.use(length: 100)
      _ = pool.get()
    }
    #expect(allocator == nil)
  }

  @Test func theCoreWaitsForTheLastBufferThatIsOut() {
    let given = Unmanaged.passRetained(SystemAllocator())
    let weakly = Weakly(given.takeUnretainedValue())
    var pool: BufferPool? = BufferPool(allocator: given.takeUnretainedValue())
    given.release()
    var first = pool?.get()
    var second = pool?.get()
    pool?.put(pool?.get() ?? BufferPool.shared.get())
    pool = nil
    #expect(weakly.object != nil)
    // An orphan works as before: it grows with its own pool's allocator.
    if var buffer = second.take() {
      buffer.append(contentsOf: [UInt8](repeating: 7, count: 5000))
      let (count, allocations) = (buffer.count, weakly.object?.counters.allocatedObjects)
      #expect(count == 5000 && allocations == 1)
      second = consume buffer
    }
    first = nil
    #expect(weakly.object != nil, "one is still out")
    second = nil
    #expect(weakly.object == nil)
    _ = first.take()
  }

  private final class Weakly {
    weak var object: SystemAllocator?
    init(_ object: SystemAllocator) { self.object = object }
  }

  @Test func aForeignBufferIsFreedAndAbandonedAtHome() {
    let (one, other) = (BufferPool(), BufferPool())
    var buffer = one.get()
    buffer.append(1)
    other.put(buffer)
    #expect(one.counters.abandoned == 1 && one.counters.outstanding == 0)
    #expect(one.allocator.counters.freedObjects == 1)
    #expect(other.counters.puts == 0 && other.counters.retainedObjects == 0)
  }

  @Test func aBufferOutlivesTheLastReferenceToItsPool() {
    var buffer = BufferPool().get()
    buffer.append(contentsOf: [UInt8](repeating: 1, count: 10))
    let count = buffer.count
    #expect(count == 10)
  }

  @Test func inSteadyPutModeNothingIsAllocated() {
    let pool = BufferPool()
    pool.use(length: 30_000)
    let before = pool.allocator.counters
    for _ in 0..<100_000 { pool.use(length: 30_000) }
    #expect(pool.allocator.counters == before)
    #expect(pool.counters.growths == 1)
    #expect(pool.counters.hits == 100_000)
  }
}

import Testing

@testable import ByteBufferPool

@Suite struct BufferPoolTests {
  @Test func aPutBufferIsHandedOutAgainEmpty() {
    let pool = BufferPool()
    pool.use(length: 100)
    let buffer = pool.get()
    let (count, capacity) = (buffer.count, buffer.capacity)
    #expect(count == 0)
    #expect(capacity == 112)
    let counters = pool.counters
    #expect(counters.hits == 1 && counters.misses == 1 && counters.kept == 1)
    #expect(counters.outstanding == 1)
  }

  @Test func aBufferThatGoesOutOfScopeIsAbandonedAndFreed() {
    let pool = BufferPool()
    do {
      var buffer = pool.get()
      buffer.append(1)
    }
    #expect(pool.counters.abandoned == 1)
    #expect(pool.counters.outstanding == 0)
    #expect(pool.allocator.counters.freedObjects == 1)
  }

  @Test func thePrivateSlotComesFirstThenTheNewest() {
    let pool = BufferPool()
    let lengths = [100, 1000, 10_000]
    // Three at once, so that the private slot and the queue both fill.
    var first = pool.get()
    var second = pool.get()
    var third = pool.get()
    first.append(contentsOf: [UInt8](repeating: 1, count: lengths[0]))
    second.append(contentsOf: [UInt8](repeating: 1, count: lengths[1]))
    third.append(contentsOf: [UInt8](repeating: 1, count: lengths[2]))
    pool.put(first)
    pool.put(second)
    pool.put(third)
    // The private slot holds the first put; behind it the queue gives the newest.
    let order = [pool.get().capacity, pool.get().capacity, pool.get().capacity]
    #expect(order == [112, 10_240, 1024])
  }

  @Test func calibrationSetsTheCapacityOfNewBuffersAndDropsLargerOnes() {
    let pool = BufferPool()
    for _ in 0...Calibration.callsThreshold { pool.use(length: 1000) }
    #expect(pool.counters.calibrations == 1)
    #expect(pool.counters.calibration == Calibration(defaultSize: 1024, maxSize: 1024))
    #expect(pool.counters.drops == 0)
    pool.use(length: 5000)
    #expect(pool.counters.drops == 1)
    let fresh = pool.get().capacity
    #expect(fresh == 1024)
  }

  /// A buffer that is emptied before it is put back votes for 64 B, and then every real one is
  /// dropped (valyala/fasttemplate, gofiber/fiber; bytebufferpool issue 15).
  @Test func resetBeforePutPoisonsTheCalibration() {
    let pool = BufferPool()
    for _ in 0...Calibration.callsThreshold {
      var buffer = pool.get()
      buffer.append(contentsOf: [UInt8](repeating: 1, count: 1000))
      buffer.removeAll()
      pool.put(buffer)
    }
    #expect(pool.counters.calibration.maxSize == 64)
    pool.use(length: 1000)
    #expect(pool.counters.drops >= 1)
  }

  @Test func anIdleBufferDiesAtTheSecondSweep() {
    let pool = BufferPool()
    pool.use(length: 100)
    pool.sweep()
    #expect(pool.counters.retainedObjects == 1)
    #expect(pool.counters.evictions == 0)
    pool.sweep()
    #expect(pool.counters.retainedObjects == 0)
    #expect(pool.counters.retainedBytes == 0)
    #expect(pool.counters.evictions == 1)
    #expect(pool.counters.sweeps == 2)
    #expect(pool.allocator.counters.freedObjects == 1)
  }

  @Test func aVictimIsHandedOutBeforeANewBufferIsMade() {
    let pool = BufferPool()
    pool.use(length: 100)
    pool.sweep()
    let capacity = pool.get().capacity
    #expect(capacity == 112)
    #expect(pool.counters.victimHits == 1)
  }

  @Test func lendingPutsBackEvenAfterAnError() {
    struct Refused: Error {}
    let pool = BufferPool()
    let length = pool.withBuffer { buffer in
      buffer.append("abc")
      return buffer.count
    }
    #expect(length == 3)
    #expect(throws: Refused.self) {
      try pool.withBuffer { (_: inout ByteBuffer) throws(Refused) in throw Refused() }
    }
    #expect(pool.counters.puts == 2 && pool.counters.outstanding == 0)
  }

  @Test func lendsToWhatSuspends() async throws {
    struct Refused: Error {}
    let pool = BufferPool()
    let length = await pool.withBuffer { buffer in
      buffer.append("abc")
      await Task.yield()
      buffer.append("def")
      return buffer.count
    }
    #expect(length == 6)
    await #expect(throws: Refused.self) {
      try await pool.withBuffer { (_: inout ByteBuffer) async throws(Refused) in
        await Task.yield()
        throw Refused()
      }
    }
    #expect(pool.counters.puts == 2 && pool.counters.outstanding == 0)
  }

  @Test func countsLengthAndCapacityByClassAndGrowth() {
    let pool = BufferPool()
    pool.use(length: 100)
    pool.use(length: 30)
    var counters = pool.counters
    #expect(counters.lengthBytesByClass[1] == 100 && counters.capacityBytesByClass[1] == 112)
    #expect(counters.lengthBytesByClass[0] == 30 && counters.capacityBytesByClass[0] == 112)
    var buffer = pool.get()
    buffer.append(contentsOf: [UInt8](repeating: 1, count: 112))
    buffer.append(1)
    pool.put(buffer)
    counters = pool.counters
    #expect(counters.growths >= 2, "the first block, and one for the byte that was too many")
    #expect(counters.growthBytes >= 112)
  }
}

import Telemetry
import Testing

/// Puts by what bytebufferpool counts to calibrate; allocations by size.
@Suite struct CallsReadingTests {
  private func pool(_ calls: [Int]?, calibrations: Int? = 0) -> PoolSample {
    var pool = PoolSample(name: "main.pool")
    (pool.calls, pool.calibrations) = (calls.map { ClassCounts($0) }, calibrations)
    return pool
  }

  @Test func callsThatGrowArePuts() {
    #expect(pool([5, 3]).putsByCalls(since: pool([2, 3])) == [3, 0])
    #expect(pool([5, 2]).putsByCalls(since: pool([2, 3])) == nil, "started anew")
    #expect(pool(nil).putsByCalls(since: pool([2, 3])) == nil)
    #expect(pool([5]).putsByCalls(since: pool([2, 3])) == nil)
  }

  @Test func countsThatGrowAreSubtracted() {
    var (before, after) = (PoolSample(name: "a"), PoolSample(name: "a"))
    #expect(after.classPuts(since: before) == nil && after.sweeps(since: before) == nil)
    (before.classPuts, after.classPuts) = ([1, 2], [1, 5])
    (before.sweeps, after.sweeps) = (3, 7)
    #expect(after.classPuts(since: before) == [0, 3] && after.sweeps(since: before) == 4)
    #expect(before.classPuts(since: after) == nil && before.sweeps(since: after) == nil)
    before.classPuts = [1]
    #expect(after.classPuts(since: before) == nil)
  }

  @Test func aCalibrationResetsTheClassThatStartedIt() {
    let before = pool([10, 41_000], calibrations: 1)
    // 1,001 until it began; of the other class only what came after is known.
    #expect(pool([4, 500], calibrations: 2).putsByCalls(since: before) == [4, 1501])
    #expect(pool([4, 500], calibrations: 3).putsByCalls(since: before) == [4, 43_502])
    // Nothing was put before it was seen: the class that leads since has started it.
    let none = pool([0, 0], calibrations: 1)
    #expect(pool([4, 500], calibrations: 2).putsByCalls(since: none) == [4, 42_501])
    #expect(pool([0, 0], calibrations: 2).putsByCalls(since: none) == nil)
    // A file may say anything.
    #expect(pool([1 << 60], calibrations: .max).putsByCalls(since: pool([1 << 60])) != nil)
  }

  private func heap(_ sizes: [Int: Int]?, large: (Int, Int)? = (0, 0), at second: Int) -> Snapshot {
    var heap = HeapSample(allocSpace: 0, allocObjects: 0, freedSpace: 0, freedObjects: 0)
    heap.allocSizes = sizes.map { SizeCounts($0.map { (size: $0.key, count: $0.value) }) }
    (heap.largeObjects, heap.largeSpace) = (large?.0, large?.1)
    return Snapshot(time: .seconds(second), heap: heap)
  }

  @Test func allocationsBySize() throws {
    let earlier = heap([24: 10, 32_768: 1], large: (1, 40_960), at: 1)
    let later = heap([24: 15, 4096: 2, 32_768: 4], large: (3, 131_072), at: 2)
    let reading = try #require(SizeReading(from: earlier, to: later))
    #expect([24, 48, 4096].map { reading.objects(ofSize: $0) } == [5, 0, 2])
    // From 32 KiB on newer versions of Go count it among the large ones.
    #expect([32_768, 65_536].map { reading.objects(ofSize: $0) } == [5, 2])
    #expect(reading.larger(than: 4096) == (5, 3 * 32_768 + 90_112))
    #expect(reading.larger(than: 64).objects == 7)
    #expect(SizeReading(from: later, to: earlier) == nil)
    #expect(SizeReading(from: earlier, to: heap(nil, at: 2)) == nil)
    #expect(SizeReading(from: earlier, to: heap([24: 15], large: nil, at: 2)) == nil)
    #expect(SizeReading(from: earlier, to: heap([24: 9], large: (1, 40_960), at: 2)) == nil)
  }
}

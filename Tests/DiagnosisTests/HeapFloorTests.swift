import Telemetry
import Testing

@testable import Diagnosis

/// What a program holds, by what its heap comes down to at collections.
@Suite struct HeapFloorTests {
  /// Five samples a second for 20 s, a collection every second; in use are so many KiB at a second,
  /// and up to 50 MiB of garbage.
  private static func samples(
    seconds: Int = 20, everySeconds period: Int = 1, held: (Int) -> Int
  ) -> [Snapshot] {
    (0...(seconds * 5)).map { tick in
      let garbage = tick % (5 * period) * 10_000
      let space = (held(tick / 5) + garbage) << 10
      var heap = HeapSample(allocSpace: space, allocObjects: 0, freedSpace: 0, freedObjects: 0)
      heap.collections = tick / (5 * period)
      return Snapshot(time: .milliseconds(tick * 200), heap: heap)
    }
  }

  private static func rise(
    seconds: Int = 20, everySeconds period: Int = 1, held: (Int) -> Int
  ) throws -> Double? {
    try #require(HeapFloor(samples(seconds: seconds, everySeconds: period, held: held))).rise
  }

  @Test func whatIsHeldShowsThroughGarbage() throws {
    #expect(try Self.rise { _ in 10_000 } == nil)
    #expect(try Self.rise { 10_000 + 200 * $0 } == 200 * 1024)
    // Less than a MiB, or a twentieth, from the first third to the last.
    #expect(try Self.rise { 10_000 + 50 * $0 } == nil)
    #expect(try Self.rise { 100_000 + 300 * $0 } == nil)
    #expect(try Self.rise { 100_000 + 600 * $0 } == 600 * 1024)
    #expect(try Self.rise { 30_000 - 500 * $0 } == nil)
    #expect(try Self.rise { $0 < 10 ? 10_000 : 30_000 } == nil, "a step")
  }

  @Test func fewCollectionsTellNothing() throws {
    #expect(HeapFloor([]) == nil)
    #expect(HeapFloor(Self.samples(everySeconds: 4) { 10_000 + 200 * $0 }) == nil)
    #expect(try Self.rise(seconds: 24, everySeconds: 4) { 10_000 + 200 * $0 } == 200 * 1024)
    #expect(HeapFloor(Self.samples { $0 }.map { Snapshot(time: $0.time) }) == nil)
  }

  /// A Go program whose buffers do not come back, and are garbage or are held: only the first costs
  /// and is no leak.
  @Test func whetherItIsALeakIsSaidOnlyIfItIsKnown() {
    func sentence(_ change: (inout GoProgram) -> Void) -> String? {
      var program = GoProgram(objects: [24: 200, 3072: 200], idle: [:])
      change(&program)
      return program.diagnosed(8).standing.first?.finding.sentence
    }
    let words = "no buffer comes back, though the pool is in use"
    #expect(sentence { $0.collectsEvery = 5 } == "a cost, not a leak: " + words)
    #expect(sentence { $0.collectsEvery = 12 } == words)
    #expect(
      sentence { $0.freed = 55 } == words + ", and in-use space grows by 1.33 MiB/s: who holds it?")
  }

  /// Gets that find a buffer do not make a program healthy whose memory grows.
  @Test func whoGrowsIsNotHealthy() {
    var program = GoProgram(
      puts: [6: 100], defaultSize: 4096, maxSize: 4096, objects: [24: 10], large: (1, 1 << 20))
    #expect(program.found() == ["healthy"])
    program.freed = 97
    #expect(program.found() == ["healthy"])
    program.freed = 50
    #expect(program.found() == ["no finding"])
    #expect(program.diagnosed(8).verdict.sentence.hasSuffix("MiB/s: who holds it is not seen"))
  }
}

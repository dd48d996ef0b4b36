import Foundation
import Testing

@testable import Telemetry

@Suite struct LatencyTests {
  /// Nanoseconds, the bucket, and what else is in it.
  @Test(arguments: [
    (-5, 0, 0..<1), (0, 0, 0..<1), (3, 3, 3..<4), (4, 4, 4..<5), (7, 7, 7..<8), (8, 8, 8..<10),
    (9, 8, 8..<10), (15, 11, 14..<16), (16, 12, 16..<20), (48, 18, 48..<56), (55, 18, 48..<56),
    (56, 19, 56..<64), (1000, 35, 896..<1024), (1024, 36, 1024..<1280),
    (1_000_000_000, 115, 939_524_096..<1_073_741_824), (1 << 34 - 1, 131, 7 << 31..<1 << 34),
    (1 << 34, 131, 7 << 31..<1 << 34), (.max, 131, 7 << 31..<1 << 34),
  ])
  func aLatencyIsInItsBucket(nanoseconds: Int, index: Int, bounds: Range<Int>) {
    #expect(LatencyBuckets.index(ofNanoseconds: nanoseconds) == index)
    #expect(LatencyBuckets.bounds(index: index) == bounds)
  }

  @Test func bucketsFollowOneAnotherAndNoneIsWiderThanAQuarter() {
    var end = 0
    for index in 0..<LatencyBuckets.count {
      let bounds = LatencyBuckets.bounds(index: index)
      #expect(bounds.lowerBound == end && !bounds.isEmpty)
      #expect(bounds.count == 1 || bounds.count * 4 <= bounds.lowerBound)
      for nanoseconds in [bounds.lowerBound, bounds.upperBound - 1] {
        #expect(LatencyBuckets.index(ofNanoseconds: nanoseconds) == index)
      }
      end = bounds.upperBound
    }
    #expect(end == LatencyBuckets.limit)
  }

  @Test func aSampleHoldsWhatIsNotZero() {
    let sample = LatencySample(counts: [0, 3, 0, .max])
    #expect(sample.buckets.map(\.index) == [1, 3])
    #expect(sample.buckets.map(\.count) == [3, 1 << 55 - 1])
    #expect(MemoryLayout<LatencySample.Bucket>.stride == 8)
    #expect(LatencySample().buckets.isEmpty)
  }

  // MARK: On the wire

  private static func sample(_ json: String) throws -> LatencySample {
    try JSONDecoder().decode(LatencySample.self, from: Data(json.utf8))
  }

  @Test func aSampleIsAnObjectOfLowerBounds() throws {
    let counts = (0..<LatencyBuckets.count).map { $0 == 18 ? 120 : $0 == 19 ? 33 : 0 }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(LatencySample(counts: counts))
    #expect(String(decoding: json, as: UTF8.self) == #"{"48":120,"56":33}"#)
    #expect(try Self.sample(#"{"48":120,"56":33}"#) == LatencySample(counts: counts))
    #expect(try Self.sample("{}") == LatencySample())
    let all = LatencySample(counts: Array(1...LatencyBuckets.count))
    #expect(try JSONDecoder().decode(LatencySample.self, from: encoder.encode(all)) == all)
  }

  @Test func finerBucketsAreAddedUp() throws {
    let coarse = try Self.sample(#"{"48":3}"#)
    #expect(try Self.sample(#"{"48":1,"50":1,"55":1,"60":0}"#) == coarse)
  }

  @Test(arguments: [
    #"{"-1":1}"#, #"{"4":-1}"#, #"{"4":1.5}"#,
    #"{"4":"1"}"#, #"{"4":36028797018963968}"#, #"{"48":36028797018963967,"49":1}"#, "[1]", "7",
  ])
  func whatIsNoSampleIsRefused(json: String) {
    #expect(throws: DecodingError.self) { try Self.sample(json) }
  }

  @Test func aFieldThatIsNoBoundIsUnknownAndIgnored() throws {
    #expect(try Self.sample(#"{"x":1,"":2,"4.5":3,"4":9}"#) == Self.sample(#"{"4":9}"#))
  }

  @Test func filesWithoutLatenciesAreStillRead() throws {
    let old = #"{"mode":"put","operations":5}"#
    let sample = try JSONDecoder().decode(WorkloadSample.self, from: Data(old.utf8))
    #expect(sample == WorkloadSample(mode: .put, operations: 5, payloadBytes: nil))
  }

  // MARK: Readings

  private static func snapshot(at milliseconds: Int, _ latency: LatencySample?) -> Snapshot {
    let workload = WorkloadSample(
      mode: .put, operations: 0, payloadBytes: nil, latency: latency)
    return Snapshot(time: .milliseconds(milliseconds), workload: workload)
  }

  private static func sample(of latencies: some Sequence<Int>) -> LatencySample {
    var counts = [Int](repeating: 0, count: LatencyBuckets.count)
    for latency in latencies { counts[LatencyBuckets.index(ofNanoseconds: latency)] += 1 }
    return LatencySample(counts: counts)
  }

  /// Before, between, and p50, p99 and max of what came between.
  @Test(arguments: [
    ([], [1], 1, 1, 1), ([1 << 20], [1, 2], 1, 2, 2), ([5, 5], [1, 2, 3], 2, 3, 3),
    ([], [Int](repeating: 0, count: 98) + [1, 2], 0, 1, 2),
    ([], [Int](repeating: 0, count: 99) + [1], 0, 0, 1),
    ([], [Int](repeating: 0, count: 199) + [1000], 0, 0, 1023),
    ([0], [48, 49, 55, 56], 55, 63, 63), ([], [1 << 40], 1 << 34 - 1, 1 << 34 - 1, 1 << 34 - 1),
  ])
  func aReadingIsOfWhatCameBetween(before: [Int], between: [Int], p50: Int, p99: Int, max: Int)
    throws
  {
    let reading = try #require(
      LatencyReading(
        from: Self.snapshot(at: 0, Self.sample(of: before)),
        to: Self.snapshot(at: 100, Self.sample(of: before + between))))
    #expect(reading.measured == between.count)
    #expect((reading.p50, reading.p99, reading.max) == (p50, p99, max))
  }

  @Test func withoutKnowledgeThereIsNoReading() {
    let (none, some) = (LatencySample(), Self.sample(of: [5]))
    let (other, more) = (Self.sample(of: [9]), Self.sample(of: [5, 9]))
    for (before, after) in [(nil, some), (some, nil), (some, some), (none, none)] {
      #expect(
        LatencyReading(from: Self.snapshot(at: 0, before), to: Self.snapshot(at: 1, after)) == nil)
    }
    // A count fell: in the first bucket, in the last, and while another grew.
    for (before, after) in [(more, some), (more, other), (some, none), (some, other)] {
      #expect(
        LatencyReading(from: Self.snapshot(at: 0, before), to: Self.snapshot(at: 1, after)) == nil)
    }
    #expect(
      LatencyReading(from: Self.snapshot(at: 5, none), to: Self.snapshot(at: 5, some)) == nil)
    #expect(LatencyReading(from: Snapshot(time: .zero), to: Self.snapshot(at: 1, some)) == nil)
  }

  /// Beside sorted lists. The seed is the test's argument, and so in what a failure prints.
  @Test(arguments: [1, 2, 3, UInt64.random(in: 0 ... .max)])
  func percentilesAreThoseOfSortedLatenciesUpToTheirBuckets(seed: UInt64) throws {
    var random = SeededRandom(state: seed)
    for _ in 0..<300 {
      let before = (0..<Int.random(in: 0...50, using: &random)).map { _ in random.latency() }
      let between = (0..<Int.random(in: 1...400, using: &random)).map { _ in random.latency() }
      let reading = try #require(
        LatencyReading(
          from: Self.snapshot(at: 0, Self.sample(of: before)),
          to: Self.snapshot(at: 1, Self.sample(of: before + between))))
      let sorted = between.sorted()
      #expect(reading.measured == sorted.count)
      for (percent, figure) in [(50, reading.p50), (99, reading.p99), (100, reading.max)] {
        let rank = (percent * sorted.count + 99) / 100
        let truth = sorted[rank - 1]
        #expect(figure >= truth && figure * 4 <= truth * 5, "p\(percent), seed \(seed)")
      }
    }
  }

  /// From 0 ns to 17 s, short ones as often as long ones. Source: SplitMix64, 2014.
  private struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    mutating func latency() -> Int { Int(next() >> (30 + next() % 34)) }
  }
}

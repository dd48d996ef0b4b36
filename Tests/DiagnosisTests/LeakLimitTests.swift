import Scenarios
import Telemetry
import Testing

@testable import Diagnosis

/// A leak's time to the memory that the process may have.
@Suite struct LeakLimitTests {
  private static let rss = 1 << 30

  /// What a leak tells of the limit: ten buffers a second are kept for half a minute, and `memory`
  /// a second, give or take `scatter`, in bytes.
  private static func told(
    limit: Int?, memory: Int = 1 << 20, scatter: Int = 0, rss: Int? = Self.rss
  ) throws -> String? {
    var diagnostician = Diagnostician(sizeClasses: Simulation.sizeClasses, rules: [TrueLeak()])
    for tenth in 0...300 {
      var pool = PoolSample(name: "a")
      (pool.gets, pool.puts, pool.abandoned) = (tenth * 100, tenth * 99, 0)
      let space = memory * tenth / 10 + (tenth % 4 < 2 ? scatter : 0)
      diagnostician.add(
        Snapshot(
          time: .milliseconds(tenth * 100),
          process: rss.map {
            ProcessSample(
              residentSpace: $0, peakResidentSpace: $0, cpuNanoseconds: 0, minorFaults: 0,
              memoryLimit: limit)
          },
          heap: HeapSample(allocSpace: space, allocObjects: 0, freedSpace: 0, freedObjects: 0),
          pools: [pool]))
    }
    let finding = try #require(diagnostician.standing.first?.finding)
    #expect(finding.evidence.map(\.name).starts(with: ["outstanding", "in-use space"]))
    return finding.evidence.first { $0.name == "memory limit" }?.figure
  }

  @Test func theTimeIsRoomDividedBySlope() throws {
    // 2 GiB of room at 1 MiB/s: 2,048 s.
    #expect(try Self.told(limit: 3 << 30) == "3.00 GiB, reached in 34 min")
    #expect(try Self.told(limit: 3 << 30, memory: 1 << 24) == "3.00 GiB, reached in 2 min")
    // 60 GiB.
    #expect(try Self.told(limit: 61 << 30) == "61.0 GiB, reached in 17 h 4 min")
  }

  /// Two standard errors either way. 20 MiB up and down, at five points a second, make one of
  /// 10 MiB ÷ 106 s: of 151 points the squares of time sum to 106² s².
  @Test func theSlopesErrorMakesItARange() throws {
    let told = try Self.told(limit: 3 << 30, scatter: 20 << 20)
    #expect(told == "3.00 GiB, reached in 29 min to 42 min")
  }

  @Test func whatIsUnknownOrBehindIsNotTold() throws {
    #expect(try Self.told(limit: nil) == nil)
    #expect(try Self.told(limit: 3 << 30, rss: nil) == nil)
    #expect(try Self.told(limit: Self.rss) == nil, "RSS is there")
    #expect(try Self.told(limit: Self.rss - 1) == nil)
    #expect(try Self.told(limit: Self.rss + 1) == "1.00 GiB, reached in 0 s")
  }

  @Test func moreThanAYearIsNotTold() throws {
    // 1 MiB/s for 365 days, and a day less and more.
    let year = 365 * 86_400 << 20
    let day = 86_400 << 20
    #expect(try Self.told(limit: Self.rss + year - day) == "30.0 TiB, reached in 364 d")
    #expect(try Self.told(limit: Self.rss + year + day) == nil)
    #expect(try Self.told(limit: Int.max) == nil)
  }
}

import Telemetry
import Testing
import WhatIf

@testable import poolmon

@Suite struct WhatIfTests {
  /// Ten seconds of 1,000 puts each, in one class, of which the bytes are unknown.
  private func outcome(lengths: Bool) throws -> WhatIfOutcome {
    var pool = PoolSample(name: "default")
    var stream = ClassStream(pool: pool)
    for second in 0...10 {
      var puts = [Int](repeating: 0, count: 20)
      puts[5] = second * 1000
      pool.classPuts = ClassCounts(puts)
      if lengths { pool.classLengthBytes = ClassCounts(puts.map { $0 * 1500 }) }
      stream.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    let comparison = try #require(
      PolicyComparison(stream, Contender.all(caps: [100])))
    return WhatIfOutcome(
      session: "run.ndjson", pool: "default", stream: stream, comparison: comparison)
  }

  @Test func theTableNamesPoliciesAndTheBest() throws {
    let lines = try outcome(lengths: true).lines()
    #expect(lines[0] == "what if: run.ndjson · pool default · 10,000 puts in 00:00:10.0")
    #expect(lines.contains { $0.contains("b hard cap 100 B") && $0.contains("1000") })
    #expect(lines.contains { $0.hasPrefix("● c hard cap 64 KiB") && $0.contains("1.50 KiB") })
    #expect(lines.contains { $0.contains("as it ran") && $0.contains("–") })
    #expect(lines.allSatisfy { !$0.contains("range") })
  }

  @Test func rangesAreSaidInWords() throws {
    let lines = try outcome(lengths: false).lines()
    #expect(lines.contains { $0.hasPrefix("A range is the least and the most") })
    #expect(lines.contains { $0.contains("hard cap 64 KiB") && $0.contains("1.13–2.00 KiB") })
  }

  /// On a terminal nothing is wider than it is, down to a name and its first figure.
  @Test(arguments: [45, 60, 80, 100])
  func aTerminalHasRoomForIt(width: Int) throws {
    let outcome = try outcome(lengths: false)
    let lines = outcome.lines(width: width)
    #expect(lines.allSatisfy { $0.count <= width })
    #expect(lines.contains { $0.hasPrefix("  policy") && $0.contains("retained") })
    let whole = outcome.lines().first { $0.hasPrefix("  policy") }
    #expect(width < 100 || whole.map(lines.contains) == true)
  }
}

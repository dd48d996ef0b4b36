import Diagnosis
import Telemetry
import Testing

@testable import poolmon

@Suite struct CheckTests {
  /// Ten seconds in which of a thousand gets a second so many are abandoned.
  private func diagnostician(abandoned: Int) -> Diagnostician {
    var diagnostician = Diagnostician(sizeClasses: [64, 128])
    for second in 0...10 {
      var pool = PoolSample(name: "default")
      pool.gets = second * 1000
      pool.misses = second * abandoned
      pool.abandoned = second * abandoned
      pool.puts = second * (1000 - abandoned)
      diagnostician.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    return diagnostician
  }

  @Test func aFindingIsToldWithItsEvidence() {
    let text = CheckText(diagnostician: diagnostician(abandoned: 50), namesPools: false)
    #expect(text.spans.map(\.finding.severity) == [.warning])
    #expect(
      text.lines == [
        "warning  not put back  00:00:02–00:00:10",
        "  5.0 % of buffers never come back: a cost, not a leak",
        "  not put back: 5.0 % of 1.00 k/s gets, over 2 s",
        "  new buffers: 50/s, over 2 s",
        "  in callers' hands: 0",
        "  do: Put on every path, with defer right after Get; look at paths that return early.",
        "  more: docs/DIAGNOSIS.md#not-put-back",
      ])
  }

  @Test func whereAllIsWellOneLineSaysHow() {
    let text = CheckText(diagnostician: diagnostician(abandoned: 0), namesPools: false)
    #expect(text.lines == ["healthy: 100 % of gets are answered from the pool"])
  }
}

import Testing

@testable import Telemetry

@Suite struct PoolGrowthTests {
  private func snapshot(_ second: Int, _ change: (inout PoolSample) -> Void) -> Snapshot {
    var pool = PoolSample(name: "p")
    change(&pool)
    return Snapshot(time: .seconds(second), pools: [pool])
  }

  private func growth(_ a: Snapshot, _ b: Snapshot) -> PoolGrowth? {
    PoolGrowth(from: a, to: b, pool: PoolSample(name: "p"))
  }

  @Test func isWhatCountersGrewBy() {
    let a = snapshot(1) { ($0.gets, $0.misses, $0.classPuts) = (10, 2, [4, 4, 0]) }
    let b = snapshot(2) { ($0.gets, $0.misses, $0.classPuts) = (17, 2, [4, 9, 1]) }
    let growth = growth(a, b)
    #expect(growth?.gets == 7 && growth?.misses == 0 && growth?.sweeps == nil)
    #expect(growth?.classPuts == [0, 5, 1] && growth?.isEstimated == false)
    #expect(self.growth(b, a) == nil, "time goes on")
  }

  @Test func aCounterThatFellTellsNothing() {
    let (a, b) = (snapshot(1) { $0.gets = 10 }, snapshot(2) { $0.gets = 3 })
    #expect(growth(a, b) == nil)
    #expect(growth(a, Snapshot(time: .seconds(3))) == nil, "the pool is not there")
  }

  @Test func collectionsStandForSweeps() {
    var (a, b) = (snapshot(1) { _ in }, snapshot(2) { _ in })
    a.heap = HeapSample(
      allocSpace: 1, allocObjects: 1, freedSpace: 0, freedObjects: 0, collections: 3)
    b.heap = HeapSample(
      allocSpace: 9, allocObjects: 1, freedSpace: 0, freedObjects: 0, collections: 8)
    #expect(growth(a, b)?.sweeps == 5 && growth(a, b)?.allocSpace == 8)
  }

  @Test func callsAreThePutsUntilACalibration() {
    let a = snapshot(1) { ($0.calls, $0.calibrations) = ([10, 20], 0) }
    let b = snapshot(2) { ($0.calls, $0.calibrations) = ([15, 22], 0) }
    #expect(growth(a, b)?.classPuts == [5, 2] && growth(a, b)?.isEstimated == false)
  }

  /// The leading class had 42,001 calls, the other half as many in proportion.
  @Test func callsBeforeACalibrationAreGuessed() {
    let a = snapshot(1) { ($0.calls, $0.calibrations) = ([20_000, 40_000], 1) }
    let b = snapshot(2) { ($0.calls, $0.calibrations) = ([7, 9], 2) }
    #expect(growth(a, b)?.classPuts == [7 + 1000, 9 + 2001])
    #expect(growth(a, b)?.isEstimated == true)
  }
}

import ByteBufferPool
import Telemetry
import Testing
import WhatIf
import Workloads

@testable import poolmon

/// Policies beside the pool of a lab.
@Suite struct LabComparisonTests {
  private static func tally(_ counters: PoolCounters, allocated: Int) -> Tally {
    var tally = Tally()
    tally.gets = counters.gets
    tally.misses = counters.misses
    tally.puts = counters.puts
    tally.drops = counters.drops
    tally.evictions = counters.evictions
    tally.allocatedBytes = allocated
    tally.lengthBytes = counters.lengthBytesByClass.reduce(0, +)
    tally.capacityBytes = counters.capacityBytesByClass.reduce(0, +)
    return tally
  }

  /// The policy that runs is told to have done what its pool has done, to a byte.
  @Test(arguments: WorkloadKind.all.map(\.name), [WorkloadMode.put, .noput])
  func thePolicyThatRunsIsToldExactly(name: String, mode: WorkloadMode) throws {
    let kind = try #require(WorkloadKind.named(name))
    var settings = WorkloadSettings()
    // A debug build copies slowly.
    settings.payloadBytes = 3000
    let engine = WorkloadEngine(kind: kind, settings: settings, mode: mode)
    func contender(_ policy: some RetentionPolicy) -> Contender { Contender(policy) }
    var run = LabComparison(engine, rate: 4000, [contender(kind.retention)])
    #expect(run.run(.seconds(2)) { false })
    let allocated = engine.heap.sample.allocSpace
    #expect(run.tallies == [Self.tally(engine.pool.counters, allocated: allocated)], "\(name)")
    #expect(run.comparison.isExact)
    #expect(run.tallies[0].gets >= 8000)
  }

  @Test func theEndMayBeAskedFor() throws {
    let engine = WorkloadEngine(kind: WorkloadKind.all[0])
    var run = LabComparison(engine, rate: 1000, [Contender(.unbounded)])
    #expect(!run.run(.seconds(3600)) { true })
    // Long before there is a sample.
    let other = WorkloadEngine(kind: WorkloadKind.all[0])
    var fast = LabComparison(other, rate: 1e9, [Contender(.unbounded)])
    var count = 0
    let isWhole = fast.run(.milliseconds(50)) {
      count += 1
      return count == 3
    }
    #expect(!isWhole && (2000...3000).contains(fast.tallies[0].gets))
  }
}

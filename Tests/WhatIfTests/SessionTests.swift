import ByteBufferPool
import Telemetry
import Testing

@testable import WhatIf
@testable import Workloads

/// What a session tells, which is less than what happened.
@Suite struct SessionTests {
  /// A run in steps, sampled ten times a second.
  private static func run(_ kind: WorkloadKind, tenths: Int = 30) -> [Snapshot] {
    var settings = WorkloadSettings()
    // A debug build copies slowly.
    settings.payloadBytes = 3000
    let engine = WorkloadEngine(kind: kind, settings: settings)
    let source = LiveSource(
      engine: engine, interval: .milliseconds(100), processSample: { nil },
      monitorCost: { (cpuNanoseconds: 0, frames: 0) })
    return (0...tenths).map { tenth in
      if tenth > 0 { engine.step(2000, at: .milliseconds(tenth * 100)) }
      return source.snapshot(at: .milliseconds(tenth * 100))
    }
  }

  private static func stream(_ snapshots: [Snapshot]) throws -> ClassStream {
    let pool = try #require(snapshots.last?.pools.first)
    var stream = ClassStream(pool: pool)
    for snapshot in snapshots { stream.add(snapshot) }
    return stream
  }

  private static func contender(_ policy: any RetentionPolicy) -> Contender {
    func make(_ policy: some RetentionPolicy) -> Contender { Contender(policy) }
    return make(policy)
  }

  /// What really happened lies in the range that is told of the policy that was in force.
  @Test(arguments: WorkloadKind.all.map(\.name))
  func rangesHoldWhatHappened(name: String) throws {
    let kind = try #require(WorkloadKind.all.first { $0.name == name })
    let snapshots = Self.run(kind)
    let stream = try Self.stream(snapshots)
    let comparison = try #require(
      PolicyComparison(stream, [Self.contender(kind.retention)], actualName: "as it ran"))
    let (told, seen) = (comparison.policies[0], try #require(comparison.actual))
    for (figure, what) in [(\Estimate.misses, "misses"), (\.allocated, "allocated")] {
      let (told, seen) = (try #require(told[keyPath: figure]), try #require(seen[keyPath: figure]))
      print("\(name) \(what) \(told.low) \(seen.low) \(told.high)")
      #expect((told.low...told.high).contains(seen.low), "\(name), \(what)")
    }
  }
}

import ByteBufferPool
import Telemetry
import Testing
import Workloads

@Suite struct LiveSourceTests {
  private func source(interval: Duration = .milliseconds(100)) -> LiveSource {
    var settings = WorkloadSettings()
    settings.payloadBytes = 100
    let engine = WorkloadEngine(kind: WorkloadKind.all[0], settings: settings)
    engine.step(5)
    return LiveSource(
      engine: engine, interval: interval,
      processSample: { time in
        ProcessSample(
          residentSpace: 1, peakResidentSpace: 2, cpuNanoseconds: 3, minorFaults: 4,
          memoryLimit: time.wholeNanoseconds)
      },
      monitorCost: { (cpuNanoseconds: 5, frames: 6) })
  }

  @Test func samplesWhenDueAndNotBefore() {
    var source = source()
    #expect(source.snapshots(upTo: .zero).count == 1)
    #expect(source.snapshots(upTo: .milliseconds(99)).isEmpty)
    #expect(source.nextDue == .milliseconds(100))
    #expect(source.snapshots(upTo: .milliseconds(103)).map(\.time) == [.milliseconds(103)])
    #expect(source.nextDue == .milliseconds(200))
  }

  @Test func aLateCallerGetsOneSnapshotAndIsToldHowManyWereMissed() {
    var source = source()
    _ = source.snapshots(upTo: .zero)
    let late = source.snapshots(upTo: .milliseconds(560))
    #expect(late.map(\.time) == [.milliseconds(560)])
    #expect(late.first?.monitor?.lateSamples == 4)
    #expect(source.nextDue == .milliseconds(600))
  }

  @Test func whatWasNotDueYetIsNotLate() {
    var source = source(interval: .seconds(60))
    #expect(source.snapshots(upTo: .seconds(2)).first?.monitor?.lateSamples == 0)
    source.interval = .milliseconds(10)
    #expect(source.snapshots(upTo: .seconds(30)).first?.monitor?.lateSamples == 0)
    #expect(source.snapshots(upTo: .seconds(31)).first?.monitor?.lateSamples == 99)
  }

  @Test func aChangedIntervalCountsFromTheLastSample() {
    var source = source()
    _ = source.snapshots(upTo: .zero)
    source.interval = .seconds(1)
    #expect(source.nextDue == .seconds(1))
    source.interval = .milliseconds(10)
    #expect(source.nextDue == .milliseconds(10))
    let sample = source.snapshots(upTo: .milliseconds(10)).first
    #expect(sample?.monitor?.intervalNanoseconds == 10_000_000)
  }

  @Test func aSampleCanBeTakenBeforeItIsDue() {
    var source = source(interval: .seconds(60))
    _ = source.snapshots(upTo: .zero)
    #expect(source.snapshotNow(at: .seconds(5)).time == .seconds(5))
    #expect(source.nextDue == .seconds(65))
    #expect(source.snapshots(upTo: .seconds(64)).isEmpty)
    #expect(source.snapshots(upTo: .seconds(125)).first?.monitor?.lateSamples == 1)
  }

  @Test func aNoteIsInTheSampleThatIsTakenForIt() {
    var source = source()
    let noted = source.snapshotNow(at: .seconds(1), note: "deployed")
    #expect(noted.note == "deployed" && noted.pools.count == 1)
    #expect(source.snapshotNow(at: .seconds(2)).note == nil)
    #expect(source.snapshots(upTo: .seconds(9)).first?.note == nil)
  }

  @Test func aStopOfTheProcessIsNobodysLateness() {
    var source = source()
    _ = source.snapshots(upTo: .zero)
    source.forgiveLateness()
    #expect(source.snapshots(upTo: .seconds(30)).first?.monitor?.lateSamples == 0)
    #expect(source.snapshots(upTo: .seconds(31)).first?.monitor?.lateSamples == 9)
  }

  @Test func aSnapshotHasEverythingThatTheLabKnows() throws {
    var source = source()
    let sample = try #require(source.snapshots(upTo: .zero).first)
    #expect(sample.process?.peakResidentSpace == 2)
    #expect(source.snapshot(at: .seconds(7)).process?.memoryLimit == 7_000_000_000, "its own time")
    #expect(sample.heap?.allocObjects == 1)
    #expect(sample.pools.count == 1 && sample.pools[0].policy == "calibrated")
    #expect(sample.pools[0].gets == 5 && sample.pools[0].hits == 4 && sample.pools[0].puts == 5)
    #expect(
      sample.workload
        == WorkloadSample(
          name: "request-log", mode: .put, operations: 5, payloadBytes: 100,
          latency: LatencySample()))
    #expect(sample.monitor?.frames == 6)
  }
}

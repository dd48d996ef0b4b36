package import ByteBufferPool
package import Telemetry

/// A running engine as a source of snapshots.
package struct LiveSource: SnapshotSource {
  /// What the monitor knows of itself: its thread's CPU time in nanoseconds and its frames so far.
  package typealias MonitorCost = () -> (cpuNanoseconds: Int, frames: Int)

  /// Time between samples. A change counts from the last sample on.
  package var interval: Duration {
    get { schedule.interval }
    set { schedule.interval = newValue }
  }

  private let engine: WorkloadEngine
  private let processSample: (Duration) -> ProcessSample?
  private let monitorCost: MonitorCost
  private var schedule: SampleSchedule

  /// `processSample` is told the sample's time. Without it, and without the monitor's cost, nothing
  /// outside the engine is looked at, so that a run in steps is a function of its seed.
  ///
  /// - Precondition: `interval > .zero`.
  package init(
    engine: WorkloadEngine, interval: Duration,
    processSample: @escaping (Duration) -> ProcessSample? = { _ in nil },
    monitorCost: @escaping MonitorCost = { (cpuNanoseconds: 0, frames: 0) }
  ) {
    self.engine = engine
    schedule = SampleSchedule(interval: interval)
    self.processSample = processSample
    self.monitorCost = monitorCost
  }

  /// When the next snapshot is due.
  package var nextDue: Duration { schedule.due }

  package mutating func snapshots(upTo time: Duration) -> [Snapshot] {
    schedule.take(at: time) ? [snapshot(at: time)] : []
  }

  /// A snapshot before it is due, for a moment that is worth one: a switch of the mode, the end of
  /// a recording, a person's note, which it carries. The next is due an interval later.
  package mutating func snapshotNow(at time: Duration, note: String? = nil) -> Snapshot {
    schedule.takeNow(at: time)
    var snapshot = snapshot(at: time)
    snapshot.note = note
    return snapshot
  }

  /// The process was stopped: what was missed is nobody's lateness.
  package mutating func forgiveLateness() { schedule.forgiveLateness() }

  /// The state now, whether it is due or not: the last word of a run.
  package func snapshot(at time: Duration) -> Snapshot {
    let cost = monitorCost()
    var pool = PoolSample(name: "default", engine.pool.counters)
    pool.policy = engine.policy.name
    return Snapshot(
      time: time,
      process: processSample(time),
      heap: engine.heap.sample,
      pools: [pool],
      workload: WorkloadSample(
        name: engine.kind.name, mode: engine.mode, operations: engine.operations,
        payloadBytes: engine.payloadBytes, latency: engine.latency),
      monitor: MonitorSample(
        cpuNanoseconds: cost.cpuNanoseconds, frames: cost.frames, lateSamples: schedule.lateSamples,
        intervalNanoseconds: interval.wholeNanoseconds))
  }
}

extension PoolSample {
  package init(name: String, _ counters: PoolCounters) {
    self.init(name: name)
    gets = counters.gets
    hits = counters.hits
    steals = counters.steals
    victimHits = counters.victimHits
    misses = counters.misses
    puts = counters.puts
    kept = counters.kept
    drops = counters.drops
    abandoned = counters.abandoned
    sweeps = counters.sweeps
    evictions = counters.evictions
    classPuts = ClassCounts(counters.putsByClass)
    classLengthBytes = ClassCounts(counters.lengthBytesByClass)
    classCapacityBytes = ClassCounts(counters.capacityBytesByClass)
    growths = counters.growths
    growthBytes = counters.growthBytes
    calls = ClassCounts(counters.calls)
    defaultSize = counters.calibration.defaultSize
    maxSize = counters.calibration.maxSize
    calibrations = counters.calibrations
    retainedSpace = counters.retainedBytes
    retainedObjects = counters.retainedObjects
  }
}

package import Telemetry

/// Samples of a source that knows now this, now that.
package struct RandomSession {
  package var random: SplitMix64
  private var time = 0

  package init(_ random: SplitMix64) { self.random = random }

  package mutating func snapshots(_ count: Int) -> [Snapshot] {
    (0..<count).map { _ in snapshot() }
  }

  private mutating func count() -> Int { Int.random(in: 0...1 << 40, using: &random) }
  private mutating func known() -> Int? { random.chance(0.8) ? count() : nil }

  private mutating func classes() -> ClassCounts? {
    guard random.chance(0.8) else { return nil }
    return ClassCounts((0..<20).map { _ in random.chance(0.2) ? count() : 0 })
  }

  private mutating func word() -> String {
    ["default", "", "a\"b\\c", "Zwölf Boxkämpfer 🥊", "\u{1}\n\t/", "calibrated"]
      .randomElement(using: &random) ?? ""
  }

  package mutating func snapshot() -> Snapshot {
    time += random.chance(0.02) ? 5_000 : Int.random(in: 1...200, using: &random)
    var snapshot = Snapshot(time: .milliseconds(time))
    if random.chance(0.9) {
      snapshot.process = ProcessSample(
        residentSpace: count(), peakResidentSpace: count(), cpuNanoseconds: count(),
        minorFaults: count(), memoryLimit: known())
    }
    if random.chance(0.9) {
      var heap = HeapSample(
        allocSpace: count(), allocObjects: count(), freedSpace: count(), freedObjects: count())
      (heap.garbageSpace, heap.collections, heap.idleSpace) = (known(), known(), known())
      (heap.largeObjects, heap.largeSpace) = (known(), known())
      heap.allocSizes = random.chance(0.5) ? SizeCounts((1...60).map { ($0 * 16, count()) }) : nil
      heap.model = random.chance(0.5) ? .counted : nil
      snapshot.heap = heap
    }
    snapshot.pools = (0..<Int.random(in: 0...3, using: &random)).map { _ in pool() }
    if random.chance(0.9) {
      var workload = WorkloadSample(
        name: word(), mode: random.chance(0.1) ? .noput : .put, operations: count(),
        payloadBytes: known())
      let counts = (0..<LatencyBuckets.count).map { _ in random.chance(0.1) ? count() : 0 }
      workload.latency = random.chance(0.7) ? LatencySample(counts: counts) : nil
      snapshot.workload = workload
    }
    if random.chance(0.9) {
      snapshot.monitor = MonitorSample(
        cpuNanoseconds: count(), frames: count(), lateSamples: 0, intervalNanoseconds: 100_000_000)
    }
    snapshot.note = random.chance(0.05) ? word() : nil
    return snapshot
  }

  private mutating func pool() -> PoolSample {
    var pool = PoolSample(name: word())
    pool.policy = random.chance(0.5) ? word() : nil
    (pool.gets, pool.hits, pool.puts, pool.kept) = (known(), known(), known(), known())
    (pool.misses, pool.drops, pool.abandoned) = (known(), known(), known())
    (pool.steals, pool.victimHits, pool.sweeps) = (known(), known(), known())
    (pool.evictions, pool.growths, pool.growthBytes) = (known(), known(), known())
    (pool.classPuts, pool.calls, pool.classLengthBytes) = (classes(), classes(), classes())
    (pool.defaultSize, pool.maxSize, pool.calibrations) = (known(), known(), known())
    (pool.retainedSpace, pool.retainedObjects) = (known(), known())
    (pool.victimSpace, pool.victimObjects, pool.measuredObjects) = (known(), known(), known())
    (pool.retainedClasses, pool.element) = (classes(), random.chance(0.5) ? word() : nil)
    pool.address = known()
    return pool
  }
}

package import Telemetry

/// A sample, and what can be told of it and the one before.
package struct ExportSample {
  package let snapshot: Snapshot
  /// nil for the first sample of a session: what is told of two is unknown.
  package let previous: Snapshot?
  /// Milliseconds since 1970. nil where the header does not tell when the session began.
  package let wallClock: Int?

  let heap: HeapReading?
  let cpu: CPUReading?
  let process: ProcessReading?
  let workload: WorkloadReading?
  let latency: LatencyReading?

  package init(from previous: Snapshot?, to snapshot: Snapshot, startedAt started: String) {
    self.snapshot = snapshot
    self.previous = previous
    wallClock = UTCTime.milliseconds(started, plusNanoseconds: snapshot.timeNanoseconds)
    func reading<Reading>(_ derive: (Snapshot, Snapshot) -> Reading?) -> Reading? {
      previous.flatMap { derive($0, snapshot) }
    }
    heap = reading(HeapReading.init)
    cpu = reading(CPUReading.init)
    process = reading(ProcessReading.init)
    workload = reading(WorkloadReading.init)
    latency = reading(LatencyReading.init)
  }

  /// A row for each pool, or for that of a name; one without a pool where the sample has none and
  /// no name is asked for.
  package func rows(ofPool name: String? = nil) -> [ExportRow] {
    let rows = snapshot.pools.indices.compactMap { index in
      name == nil || snapshot.pools[index].name == name
        ? ExportRow(sample: self, poolIndex: index) : nil
    }
    return rows.isEmpty && name == nil ? [ExportRow(sample: self)] : rows
  }
}

/// A sample and one of its pools: what an export has a row of.
package struct ExportRow {
  package let sample: ExportSample
  /// nil where the sample has no pool.
  package let pool: PoolSample?
  let reading: PoolReading?

  init(sample: ExportSample) {
    self.sample = sample
    (pool, reading) = (nil, nil)
  }

  init(sample: ExportSample, poolIndex index: Int) {
    self.sample = sample
    pool = sample.snapshot.pools[index]
    reading = sample.previous.flatMap {
      PoolReading(from: $0, to: sample.snapshot, pool: index)
    }
  }
}

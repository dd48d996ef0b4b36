/// What a whole run came to: its ends, and means over its samples. nil is unknown.
package struct RunReading: Equatable, Sendable {
  /// Which pool of the samples its figures are of.
  package var pool = 0
  package private(set) var first: Snapshot?
  package private(set) var latest: Snapshot?
  private var resident = Mean()
  private var highestResidentSpace: Int?
  private var inUse = Mean()

  package init() {}

  /// Takes the next sample in. The first one only marks the start: its memory is of before the run.
  package mutating func add(_ snapshot: Snapshot) {
    defer { latest = snapshot }
    guard first != nil else {
      first = snapshot
      return
    }
    resident.add(snapshot.process?.residentSpace)
    if let space = snapshot.process?.residentSpace {
      highestResidentSpace = max(highestResidentSpace ?? 0, space)
    }
    inUse.add(snapshot.heap?.inUseSpace)
  }

  /// From the first sample to the latest. nil before the second.
  package var duration: Duration? {
    guard let first, let latest, latest.time > first.time else { return nil }
    return latest.time - first.time
  }

  /// Mean of RSS and of in-use space, in bytes.
  package var residentSpaceAverage: Double? { resident.value }
  package var inUseSpaceAverage: Double? { inUse.value }

  /// The highest RSS during the run, in bytes. What the operating system calls the peak is since
  /// the process began: it is the run's where it rose during it, else the highest sample is.
  package var peakResidentSpace: Int? {
    guard let peak = latest?.process?.peakResidentSpace else { return nil }
    let before = first?.process?.peakResidentSpace
    return peak > before ?? peak ? peak : highestResidentSpace ?? peak
  }

  /// At the end, in bytes.
  package var residentSpace: Int? { latest?.process?.residentSpace }
  package var inUseSpace: Int? { latest?.heap?.inUseSpace }

  /// Allocated during the run, in bytes and in objects, and bytes per second.
  package var allocSpace: Int? { growth { $0.heap?.allocSpace } }
  package var allocObjects: Int? { growth { $0.heap?.allocObjects } }
  package var allocRate: Double? { derive(HeapReading.init)?.allocRate }

  /// CPU time in cores, 1 is one core busy all the time: of all threads, of the workload's, the
  /// collector's and the monitor's.
  package var cpu: Double? { derive(CPUReading.init)?.process }
  package var workloadCPU: Double? { derive(CPUReading.init)?.workload }
  package var collectorCPU: Double? { derive(CPUReading.init)?.collector }
  package var monitorCPU: Double? { derive(CPUReading.init)?.monitor }

  /// Operations and collections per second, and how many there were.
  package var operations: Double? { derive(WorkloadReading.init)?.operations }
  package var collections: Double? { derive(HeapReading.init)?.collections }
  package var operationCount: Int? { growth { $0.workload?.operations } }
  package var collectionCount: Int? { growth { $0.heap?.collections } }

  /// Time that passes from one operation to the next, in nanoseconds. nil without operations.
  package var nanosecondsPerOperation: Double? {
    operations.flatMap { $0 > 0 ? 1e9 / $0 : nil }
  }

  /// nil without operations.
  package var allocationsPerOperation: Double? {
    guard let objects = allocObjects, let count = growth({ $0.workload?.operations }), count > 0
    else { return nil }
    return Double(objects) / Double(count)
  }

  /// How long get with put took. nil where nothing was measured.
  package var latency: LatencyReading? { derive(LatencyReading.init) }

  /// How much one of the pool's counters grew: `poolGrowth(\.gets)`.
  package func poolGrowth(_ counter: (PoolSample) -> Int?) -> Int? {
    guard let before = first?.pool(at: pool), let after = latest?.pool(at: pool),
      before.isSame(as: after)
    else { return nil }
    return growth { snapshot in snapshot.pool(at: pool).flatMap(counter) }
  }

  /// What the pool did from the first sample to the latest.
  package var poolReading: PoolReading? { derive { PoolReading(from: $0, to: $1, pool: pool) } }

  /// Share of gets that needed no new buffer, 0 to 1. nil without gets.
  package var hitRatio: Double? { poolReading?.hitRatio }

  /// The pool at the end.
  package var poolSample: PoolSample? { latest?.pool(at: pool) }

  /// The thresholds at the end, in bytes; 0 before the first calibration.
  package var defaultSize: Int? { poolSample?.defaultSize }
  package var maxSize: Int? { poolSample?.maxSize }

  private func growth(_ counter: (Snapshot) -> Int?) -> Int? {
    guard let first, let latest, let span = Span(from: first, to: latest) else { return nil }
    return (try? span.growth(counter(first), counter(latest))) ?? nil
  }

  /// A reading over the whole run.
  private func derive<R>(_ reading: (Snapshot, Snapshot) -> R?) -> R? {
    guard let first, let latest else { return nil }
    return reading(first, latest)
  }

  /// A mean of numbers that come one by one.
  private struct Mean: Equatable, Sendable {
    private var sum = 0.0
    private var count = 0

    mutating func add(_ number: Int?) {
      guard let number else { return }
      sum += Double(number)
      count += 1
    }

    var value: Double? { count > 0 ? sum / Double(count) : nil }
  }
}

extension Snapshot {
  /// nil where there is no such pool.
  package func pool(at index: Int) -> PoolSample? {
    pools.indices.contains(index) ? pools[index] : nil
  }
}

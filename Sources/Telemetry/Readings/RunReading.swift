/// What a whole run came to: its ends, and means over its samples. nil is unknown.
package struct RunReading: Equatable, Sendable {
  private var first: Snapshot?
  private var latest: Snapshot?
  private var resident = Mean()
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
    inUse.add(snapshot.heap?.inUseSpace)
  }

  /// From the first sample to the latest. nil before the second.
  package var duration: Duration? {
    guard let first, let latest, latest.time > first.time else { return nil }
    return latest.time - first.time
  }

  /// Mean and peak of RSS, and mean in-use space, in bytes.
  package var residentSpaceAverage: Double? { resident.value }
  package var peakResidentSpace: Int? { latest?.process?.peakResidentSpace }
  package var inUseSpaceAverage: Double? { inUse.value }

  /// Allocated during the run, in bytes and in objects.
  package var allocSpace: Int? { growth { $0.heap?.allocSpace } }
  package var allocObjects: Int? { growth { $0.heap?.allocObjects } }

  /// CPU time of all threads, and of the collector, in cores: 1 is one core busy all the time.
  package var cpu: Double? { derive(CPUReading.init)?.process }
  package var collectorCPU: Double? { derive(CPUReading.init)?.collector }

  /// Operations and collections per second.
  package var operations: Double? { derive(WorkloadReading.init)?.operations }
  package var collections: Double? { derive(HeapReading.init)?.collections }

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

  /// Share of gets that needed no new buffer, 0 to 1. nil without gets.
  package var hitRatio: Double? { derive { PoolReading(from: $0, to: $1) }?.hitRatio }

  /// The thresholds at the end, in bytes; 0 before the first calibration.
  package var defaultSize: Int? { latest?.pools.first?.defaultSize }
  package var maxSize: Int? { latest?.pools.first?.maxSize }

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

package import Telemetry

/// What a rule looks at: one pool, now and over the last seconds.
package struct PoolView: Sendable {
  /// Gets and puts below which a share says nothing.
  static let fewest = 100.0

  /// The pool now.
  package let sample: PoolSample
  /// The whole snapshot that it is of.
  package let latest: Snapshot
  /// Over the last two seconds, or longer where samples are rarer. nil before there are as many.
  package let reading: PoolReading?
  /// Upper bounds of the size classes in bytes.
  package let sizeClasses: [Int]
  /// Puts by size class since the present workload began, or the pool, if there was no other.
  package let classPuts: ClassCounts?
  /// Of a pool of another program, which counts its puts by length and nothing else. nil of others,
  /// and before there are five seconds of samples.
  let outside: OutsideView?

  /// Up to half a minute of samples, oldest first, and the pool's place in them.
  let snapshots: [Snapshot]
  let index: Int

  init(
    of index: Int, in snapshots: [Snapshot], latest: Snapshot, earlier: Snapshot?,
    base: Snapshot?, sizeClasses: [Int]
  ) {
    sample = latest.pools[index]
    self.latest = latest
    reading = earlier.flatMap { PoolReading(from: $0, to: latest, pool: index) }
    self.sizeClasses = sizeClasses
    self.snapshots = snapshots
    self.index = index
    outside = OutsideView(of: index, in: snapshots)
    let puts = sample.classPuts
    if let puts, let before = base?.pool(at: index)?.classPuts, before.count == puts.count {
      classPuts = ClassCounts(zip(puts, before).map { max($0 - $1, 0) })
    } else {
      classPuts = puts
    }
  }

  /// Whether gets are not counted, but puts are by their length: there is an `outside`, or will be.
  var isSeenFromOutside: Bool {
    sample.gets == nil && sample.calls != nil && latest.heap != nil
  }

  /// The time that `reading` is over.
  var span: Duration? { reading.map { .nanoseconds(Int($0.seconds * 1e9)) } }

  /// The policy takes its thresholds from calls. Where a source names no policy, a pool that counts
  /// calls is bytebufferpool's own.
  var isCalibrated: Bool {
    sample.policy.map { $0 == "calibrated" } ?? (sample.calls != nil)
  }

  /// Puts a second over the last seconds. nil with too few puts to say anything of them.
  var puts: Double? {
    guard let reading, let puts = reading.puts, puts * reading.seconds >= Self.fewest else {
      return nil
    }
    return puts
  }

  /// The share of puts over the last seconds that were refused. nil with too few puts.
  var dropRatio: Double? {
    guard let puts, let drops = reading?.drops else { return nil }
    return min(drops / puts, 1)
  }

  /// Mean capacity of what was put over the last seconds, in bytes. nil with too few puts.
  var meanCapacity: Double? {
    guard let puts, let capacities = reading?.classCapacities else { return nil }
    return capacities.reduce(0, +) / puts
  }

  /// Mean length of what was put over the last seconds, in bytes. nil with too few puts.
  var meanLength: Double? {
    guard let meanCapacity else { return nil }
    return reading?.utilisation.map { $0 * meanCapacity }
  }

  /// A line through a value over the samples that are known, and their time. nil with fewer than
  /// three, or where the value is unknown in one.
  func trend(_ value: (Snapshot) -> Int?) -> (trend: Trend, span: Duration, growth: Int)? {
    var points: [(time: Duration, value: Double)] = []
    var ends: (first: Int, last: Int)?
    for snapshot in snapshots {
      guard let number = value(snapshot) else { return nil }
      points.append((snapshot.time, Double(number)))
      ends = (ends?.first ?? number, number)
    }
    guard let trend = Trend(points), let ends, let first = points.first, let last = points.last
    else { return nil }
    return (trend, last.time - first.time, ends.last - ends.first)
  }
}

extension PoolView {
  /// What lies in the pool and is not about to go with the next collection, in bytes and buffers.
  var retainedSpaceThatStays: Int? {
    sample.retainedSpace.map { max($0 - (sample.victimSpace ?? 0), 0) }
  }
  var retainedObjectsThatStay: Int? {
    sample.retainedObjects.map { max($0 - (sample.victimObjects ?? 0), 0) }
  }
}

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
  /// What is out of the pool, over as long and longer.
  let held: HeldTrack
  /// The begin of `reading`.
  private let earlier: Snapshot?

  init(
    of index: Int, in snapshots: [Snapshot], latest: Snapshot, earlier: Snapshot?,
    base: Snapshot?, held: HeldTrack, sizeClasses: [Int]
  ) {
    sample = latest.pools[index]
    self.latest = latest
    reading = earlier.flatMap { PoolReading(from: $0, to: latest, pool: index) }
    self.sizeClasses = sizeClasses
    self.snapshots = snapshots
    self.index = index
    outside = OutsideView(of: index, in: snapshots)
    self.held = held
    self.earlier = earlier
    let since = base?.pool(at: index).flatMap(sample.classPuts(since:))
    classPuts = since.map { ClassCounts($0) } ?? sample.classPuts
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

  /// What a rule on calibration says of a pool that is not: nothing is wrong, if that is known.
  var ofUncalibrated: Judgement { sample.policy == nil ? .silent : .ok }

  /// Whether half of the puts and more had next to no length: they do not tell what was written.
  var areMostEmptied: Bool {
    guard let puts, let emptied = reading?.classPuts?.first, emptied * 2 >= puts,
      let used = reading?.classUtilisation.first ?? nil
    else { return false }
    return used < Self.nearlyEmpty
  }

  /// Length by capacity.
  private static let nearlyEmpty = 0.01

  /// Whether the source counts puts by size class, with their lengths and capacities.
  var tellsLengths: Bool {
    sample.classPuts != nil && sample.classLengthBytes != nil && sample.classCapacityBytes != nil
      && sample.puts != nil
  }

  /// Gets a second over the last seconds. nil with too few gets to say anything of them.
  var gets: Double? {
    guard let reading, let gets = reading.gets, gets * reading.seconds >= Self.fewest else {
      return nil
    }
    return gets
  }

  /// Whether the latter half of the last seconds has its part of the gets.
  var goesOn: Bool {
    let half = snapshots.last { latest.time - $0.time >= Diagnostician.short / 2 }
    guard let gets, let half, let late = PoolReading(from: half, to: latest, pool: index)?.gets
    else { return false }
    return late * 4 >= gets
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

  /// What the heap did over the same time as `reading`. nil where nothing is known of it.
  var heap: HeapReading? { earlier.flatMap { HeapReading(from: $0, to: latest) } }

  /// What new buffers cost, and that nobody holds them: of the whole heap. Empty where nothing is
  /// known of it.
  var cost: [Finding.Evidence] {
    guard let heap else { return [] }
    let cycles = heap.collections.map { ", \(Quantity.perSecond($0)) collections" } ?? ""
    var evidence = [
      Finding.Evidence("allocated", Quantity.bytesPerSecond(heap.allocRate) + cycles, over: span)
    ]
    let isLiveKnown = latest.heap?.liveSpace != nil
    let spaces = snapshots.compactMap { isLiveKnown ? $0.heap?.liveSpace : $0.heap?.inUseSpace }
    if let low = spaces.min(), let high = spaces.max(), let first = snapshots.first {
      let range = low == high ? "" : " to \(Quantity.bytes(high))"
      evidence.append(
        .init(
          isLiveKnown ? "in use, without garbage" : "in-use space", Quantity.bytes(low) + range,
          over: latest.time - first.time))
    }
    return evidence
  }

  /// Puts below which their lengths say nothing of how long one may be.
  static let fewestForLengths = 1000.0

  /// The largest size class of what was put over the last two seconds, or longer: over a thousand
  /// puts. nil where half a minute has fewer, or no classes are known.
  var largestClass: Int? {
    if let outside {
      guard outside.puts >= Self.fewestForLengths else { return nil }
      return outside.classPuts.lastIndex { $0 > 0 }
    }
    for snapshot in snapshots.reversed() where latest.time - snapshot.time >= Diagnostician.short {
      guard let puts = snapshot.pool(at: index).flatMap(sample.classPuts(since:)) else {
        return nil
      }
      let sum = puts.reduce(0.0) { $0 + Double($1) }
      if sum >= Self.fewestForLengths { return puts.lastIndex { $0 > 0 } }
    }
    return nil
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

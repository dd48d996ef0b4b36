package import Telemetry

/// What a value was over some time: its ends, and its mean over the samples. Merging two loses no
/// peak.
package struct Extent: Equatable, Sendable {
  package private(set) var low: Double
  package private(set) var high: Double
  private var sum: Double
  private var count: Int

  package init(_ value: Double) { (low, high, sum, count) = (value, value, value, 1) }

  package var mean: Double { sum / Double(count) }

  package mutating func merge(_ other: Extent) {
    low = min(low, other.low)
    high = max(high, other.high)
    sum += other.sum
    count += other.count
  }
}

/// A value of which one sample tells, and which may swing between two: decimated with its ends.
package enum Gauge: Int, CaseIterable, Sendable {
  case resident, live, garbage

  func value(_ snapshot: Snapshot) -> Int? {
    switch self {
    case .resident: snapshot.process?.residentSpace
    case .live: snapshot.heap?.liveSpace
    case .garbage: snapshot.heap?.garbageSpace
    }
  }
}

/// A session's samples, thinned out while they are read: 513 to 1,024 buckets of one width, however
/// long it was, fewer where there are many pools. Each keeps its last sample, from which rates over
/// exactly its time follow, and the extents of the gauges.
package struct Timeline: Sendable {
  package static let limit = 1024
  /// Samples of pools in all buckets together, of up to 1 KiB each: of a session with many pools
  /// there are fewer buckets.
  package static let poolLimit = 1 << 16

  package struct Bucket: Sendable {
    /// Which it is, counted in widths from the first sample on.
    package fileprivate(set) var index: Int
    /// The first sample; nil where the one before it, of the bucket before, is near.
    package fileprivate(set) var first: Snapshot?
    package fileprivate(set) var last: Snapshot
    /// By gauge, then what each pool retains.
    fileprivate var extents: [Extent?]

    fileprivate var pools: Int { (first?.pools.count ?? 0) + last.pools.count }

    package func extent(_ gauge: Gauge) -> Extent? { extents[gauge.rawValue] }

    /// Bytes that a pool retained. nil where they are unknown.
    package func retained(pool index: Int) -> Extent? {
      let place = Gauge.allCases.count + index
      return extents.indices.contains(place) ? extents[place] : nil
    }

    fileprivate mutating func merge(_ later: Bucket) {
      last = later.last
      for (place, extent) in later.extents.enumerated() {
        guard extents.indices.contains(place) else {
          extents.append(extent)
          continue
        }
        guard let extent else { continue }
        extents[place]?.merge(extent)
        extents[place] = extents[place] ?? extent
      }
    }
  }

  package private(set) var buckets: [Bucket] = []
  /// Of a bucket, in nanoseconds. Begins below any interval, and doubles.
  package private(set) var width = 1_000_000
  private var origin = 0
  /// Samples of pools in `buckets`.
  private var pools = 0

  package init() {}

  /// Takes the next sample in, which is later than those before. O(1) on average.
  package mutating func add(_ snapshot: Snapshot, isAfterGap: Bool) {
    if buckets.isEmpty { origin = snapshot.timeNanoseconds }
    let isFirst = buckets.isEmpty || isAfterGap
    let gauges = Gauge.allCases.map { $0.value(snapshot).map { Extent(Double($0)) } }
    let retained = snapshot.pools.map { $0.retainedSpace.map { Extent(Double($0)) } }
    let bucket = Bucket(
      index: (snapshot.timeNanoseconds - origin) / width, first: isFirst ? snapshot : nil,
      last: snapshot, extents: gauges + retained)
    append(bucket)
    while buckets.count > Self.limit || buckets.count > 1 && pools > Self.poolLimit { halve() }
  }

  /// A gap inside a bucket is narrower than anything that is drawn.
  private mutating func append(_ bucket: Bucket) {
    if let last = buckets.indices.last, buckets[last].index == bucket.index {
      pools -= buckets[last].pools
      buckets[last].merge(bucket)
    } else {
      buckets.append(bucket)
    }
    pools += buckets[buckets.count - 1].pools
  }

  private mutating func halve() {
    width *= 2
    let finer = buckets
    (buckets, pools) = ([], 0)
    buckets.reserveCapacity(Self.limit + 1)
    for var bucket in finer {
      bucket.index /= 2
      append(bucket)
    }
  }

  // MARK: Readings

  /// Two samples that a reading may lie between: no gap does.
  package struct Step: Sendable {
    package let earlier: Snapshot
    package let later: Snapshot
    /// Whether nothing is known of the time before it.
    package let isFirst: Bool
  }

  /// The time from one bucket's end to the next's, or to that of one further on, so that there are
  /// `count` at most, and one more for each gap.
  package func steps(atMost count: Int = limit) -> [Step] {
    let size = max((buckets.count + count - 1) / max(count, 1), 1)
    var steps: [Step] = []
    var start: (snapshot: Snapshot, isFirst: Bool)?
    var filled = 0
    for (index, bucket) in buckets.enumerated() {
      if let first = bucket.first { (start, filled) = ((first, true), 0) }
      filled += 1
      let isLast = index + 1 == buckets.count || buckets[index + 1].first != nil
      guard let (earlier, isFirst) = start, filled >= size || isLast,
        bucket.last.timeNanoseconds > earlier.timeNanoseconds
      else { continue }
      steps.append(Step(earlier: earlier, later: bucket.last, isFirst: isFirst))
      (start, filled) = ((bucket.last, false), 0)
    }
    return steps
  }
}

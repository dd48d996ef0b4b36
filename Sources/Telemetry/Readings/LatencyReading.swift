/// How long a get with its put took between two snapshots, as far as it was measured.
///
/// Each figure is the longest latency of its bucket, as in HdrHistogram: at most a quarter above
/// what was measured, never below. What took longer than 17 s is told as 17 s. Reading the clock is
/// included: of the lab's own workload, one read in a get and one in a put, some 30 to
/// 80 ns each.
package struct LatencyReading: Equatable, Sendable {
  /// Half of the measured operations took so long at most, in nanoseconds.
  package var p50: Int
  /// 99 % of them, in nanoseconds: the longest where there are fewer than 100.
  package var p99: Int
  /// The longest, in nanoseconds. One that was not measured may have taken longer.
  package var max: Int
  /// Operations that were measured: a part of those that were done. Above 0.
  package var measured: Int

  /// nil if `later` is not later, if either lacks latencies, if a count fell, or if nothing was
  /// measured between.
  package init?(from earlier: Snapshot, to later: Snapshot) {
    guard let span = Span(from: earlier, to: later),
      let before = earlier.workload?.latency, let after = later.workload?.latency,
      let growth = try? span.growth(before, after), let longest = growth.last
    else { return nil }
    let measured = growth.reduce(0) { $0 + $1.count }
    self.measured = measured
    p50 = Self.latency(ofRank: (measured + 1) / 2, in: growth)
    // In this order, since a hundred times a count may be too large a number.
    p99 = Self.latency(ofRank: measured - measured / 100, in: growth)
    max = Self.longestLatency(of: longest)
  }

  private static func longestLatency(of bucket: LatencySample.Bucket) -> Int {
    LatencyBuckets.bounds(index: bucket.index).upperBound - 1
  }

  /// The latency of the one at `rank`, from 1 for the shortest up to how many there are.
  private static func latency(ofRank rank: Int, in buckets: [LatencySample.Bucket]) -> Int {
    var seen = 0
    for bucket in buckets {
      seen += bucket.count
      if seen >= rank { return longestLatency(of: bucket) }
    }
    return 0
  }
}

extension Span {
  /// The buckets that grew, and by how much, shortest latency first.
  fileprivate func growth(
    _ earlier: LatencySample, _ later: LatencySample
  ) throws(CounterFell) -> [LatencySample.Bucket] {
    var grown: [LatencySample.Bucket] = []
    var rest = earlier.buckets[...]
    for bucket in later.buckets {
      var before = 0
      if let first = rest.first, first.index == bucket.index {
        before = first.count
        rest.removeFirst()
      }
      let count = try growth(before, bucket.count)
      if count > 0 { grown.append(LatencySample.Bucket(index: bucket.index, count: count)) }
    }
    // What is left over had a count before and has none now.
    guard rest.isEmpty else { throw CounterFell() }
    return grown
  }
}

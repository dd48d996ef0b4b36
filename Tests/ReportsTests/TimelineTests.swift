import Telemetry
import TestSupport
import Testing

@testable import Reports

/// The samples that are thinned out, beside all of them.
@Suite struct TimelineTests {
  private struct Run {
    let samples: [Snapshot]
    var timeline = Timeline()

    init(count: Int, seed: UInt64) {
      var session = RandomSession(SplitMix64(state: seed))
      samples = session.snapshots(count)
      for (index, sample) in samples.enumerated() {
        let isAfterGap = index > 0 && sample.isAfterGap(since: samples[index - 1])
        timeline.add(sample, isAfterGap: isAfterGap)
      }
    }

    /// The samples of a bucket, found by their times alone.
    func samples(of bucket: Timeline.Bucket) -> [Snapshot] {
      let origin = samples[0].timeNanoseconds
      return samples.filter { ($0.timeNanoseconds - origin) / timeline.width == bucket.index }
    }
  }

  private func extent(_ values: [Int?]) -> Extent? {
    var whole: Extent?
    for value in values.compactMap({ $0 }) {
      let extent = Extent(Double(value))
      whole?.merge(extent)
      whole = whole ?? extent
    }
    return whole
  }

  @Test(arguments: zip([1, 2, 300, 1024, 1025, 5000], UInt64(1)...6))
  func eachBucketHoldsItsSamples(count: Int, seed: UInt64) throws {
    let run = Run(count: count, seed: seed)
    #expect(run.timeline.buckets.count <= Timeline.limit)
    var seen = 0
    for bucket in run.timeline.buckets {
      let samples = run.samples(of: bucket)
      seen += samples.count
      #expect(samples.last == bucket.last)
      for gauge in Gauge.allCases {
        let naive = extent(samples.map(gauge.value))
        #expect(naive?.low == bucket.extent(gauge)?.low)
        #expect(naive?.high == bucket.extent(gauge)?.high)
        let (mean, ours) = (naive?.mean ?? 0, bucket.extent(gauge)?.mean ?? 0)
        #expect(abs(mean - ours) <= abs(mean) * 1e-9)
      }
      for pool in 0..<3 {
        let naive = extent(samples.map { $0.pool(at: pool)?.retainedSpace })
        #expect(naive?.low == bucket.retained(pool: pool)?.low)
        #expect(naive?.high == bucket.retained(pool: pool)?.high)
      }
    }
    #expect(seen == count)
  }

  @Test(arguments: [1, 7, 100, Timeline.limit])
  func stepsFollowEachOtherAndLeaveNothingOut(count: Int) throws {
    let run = Run(count: 3000, seed: 7)
    let steps = run.timeline.steps(atMost: count)
    let begins = run.timeline.buckets.count { $0.first != nil }
    #expect(begins > 1)
    #expect(steps.count <= count + begins)
    for (step, next) in zip(steps, steps.dropFirst()) {
      #expect(step.later.timeNanoseconds > step.earlier.timeNanoseconds)
      if next.isFirst {
        #expect(next.earlier.timeNanoseconds > step.later.timeNanoseconds)
      } else {
        #expect(next.earlier == step.later)
      }
    }
    #expect(steps.first?.earlier == run.samples.first)
    #expect(steps.last?.later == run.samples.last)
  }

  /// A gap whose first sample is alone in its bucket takes nothing from what follows.
  @Test func ratesGoOnAfterAGap() {
    var timeline = Timeline()
    let times = Array(0..<20) + Array(60..<80)
    for time in times {
      timeline.add(Snapshot(time: .seconds(time)), isAfterGap: time == 60)
    }
    let steps = timeline.steps()
    #expect(steps.count == 38)
    #expect(steps.filter(\.isFirst).map(\.earlier.time) == [.zero, .seconds(60)])
  }

  /// Whatever the number of pools, what is held is bounded, and no peak is lost.
  @Test(arguments: [1, 100, 1000])
  func manyPoolsAreBounded(count: Int) {
    var timeline = Timeline()
    for second in 0..<700 {
      let pools = (0..<count).map { index in
        var pool = PoolSample(name: "p\(index)")
        pool.retainedSpace = second == 333 ? 1 << 30 : index
        return pool
      }
      timeline.add(Snapshot(time: .seconds(second), pools: pools), isAfterGap: second == 500)
    }
    let held = timeline.buckets.reduce(0) { sum, bucket in
      sum + bucket.last.pools.count + (bucket.first?.pools.count ?? 0)
    }
    #expect(held <= Timeline.poolLimit)
    #expect(timeline.buckets.count > (count == 1 ? 600 : 25))
    #expect(timeline.buckets.last?.last.time == .seconds(699))
    let peaks = timeline.buckets.compactMap { $0.retained(pool: count - 1)?.high }
    #expect(peaks.max() == Double(1 << 30))
  }

  @Test func aDayIsBounded() {
    var timeline = Timeline()
    for tick in 0..<200_000 {
      timeline.add(Snapshot(time: .milliseconds(tick * 432)), isAfterGap: false)
    }
    #expect((Timeline.limit / 2...Timeline.limit).contains(timeline.buckets.count))
    #expect(timeline.buckets.first?.first?.time == .zero)
    #expect(timeline.buckets.last?.last.time == .milliseconds(199_999 * 432))
  }
}

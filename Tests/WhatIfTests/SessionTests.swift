import ByteBufferPool
import Telemetry
import TestSupport
import Testing

@testable import WhatIf
@testable import Workloads

/// What a session tells, which is less than what happened.
@Suite struct SessionTests {
  /// A run in steps, sampled ten times a second.
  private static func run(_ kind: WorkloadKind, tenths: Int = 30) -> [Snapshot] {
    var settings = WorkloadSettings()
    // A debug build copies slowly.
    settings.payloadBytes = 3000
    let engine = WorkloadEngine(kind: kind, settings: settings)
    let source = LiveSource(engine: engine, interval: .milliseconds(100))
    return (0...tenths).map { tenth in
      if tenth > 0 { engine.step(2000, at: .milliseconds(tenth * 100)) }
      return source.snapshot(at: .milliseconds(tenth * 100))
    }
  }

  private static func stream(_ snapshots: [Snapshot]) throws -> ClassStream {
    let pool = try #require(snapshots.last?.pools.first)
    var stream = ClassStream(pool: pool)
    for snapshot in snapshots { stream.add(snapshot) }
    return stream
  }

  private static func contender(_ policy: any RetentionPolicy) -> Contender {
    func make(_ policy: some RetentionPolicy) -> Contender { Contender(policy) }
    return make(policy)
  }

  /// What really happened lies in the range that is told of the policy that was in force, after a
  /// session and while it runs.
  @Test(arguments: WorkloadKind.all.map(\.name), [false, true])
  func rangesHoldWhatHappened(name: String, isLive: Bool) throws {
    let kind = try #require(WorkloadKind.all.first { $0.name == name })
    let snapshots = Self.run(kind)
    let contenders = [Self.contender(kind.retention)]
    let comparison = try #require(
      isLive
        ? Self.live(snapshots, contenders)
        : PolicyComparison(try Self.stream(snapshots), contenders))
    let (told, seen) = (comparison.policies[0], try #require(comparison.actual))
    for (figure, what) in [(\Estimate.misses, "misses"), (\.allocated, "allocated")] {
      let (told, seen) = (try #require(told[keyPath: figure]), try #require(seen[keyPath: figure]))
      // Guesses are ways of many: on its way a buffer grows to sizes that none of them has.
      let range = told.low / 1.1...told.high * 1.1
      #expect(range.contains(seen.low), "\(name), \(what): \(told), seen \(seen.low)")
    }
  }

  /// A whole round, as the screen shows it.
  private static func live(
    _ snapshots: [Snapshot], _ contenders: [Contender]
  ) throws -> PolicyComparison? {
    let pool = try #require(snapshots.last?.pools.first)
    var live = LiveComparison(contenders)
    let moments = snapshots.map { Telemetry.Moment($0) }
    for _ in 0..<5000 {
      live.advance(pool, moments)
      if !live.isAwaited { return live.outcome?.comparison }
    }
    Issue.record("a round does not end")
    return nil
  }

  /// A file may say anything: it is told or left out, and nothing traps or goes on for ever.
  @Test func whateverASessionSaysIsTaken() throws {
    let (huge, large) = (1 << 59, 10_000_000_000)
    let figures: [(puts: [Int]?, lengths: [Int]?, calls: [Int]?, calibrations: Int)] = [
      ((0..<20).map { _ in huge }, [1, 2, 3], nil, 0),
      ((0..<20).map { _ in huge }, (0..<20).map { _ in huge }, nil, 0),
      ((0..<20).map { _ in large }, [1], nil, 0),
      ((0..<20).map { _ in large }, (0..<20).map { _ in huge }, nil, 0),
      (nil, nil, (0..<20).map { $0 < 4 ? 30_000 : 0 }, 1_000_000_000_000_000),
      (nil, nil, (0..<20).map { $0 < 4 ? 30_000 : 0 }, 109_798_997_613_004),
    ]
    for figure in figures {
      let snapshots = (0...1).map { second in
        var pool = PoolSample(name: "default")
        func grown(_ counts: [Int]?) -> ClassCounts? {
          counts.map { ClassCounts($0.map { second > 0 ? $0 : 0 }) }
        }
        pool.classPuts = grown(figure.puts)
        pool.classLengthBytes = grown(figure.lengths)
        pool.classCapacityBytes = grown(figure.lengths)
        pool.calls = figure.calls.map { ClassCounts($0) }
        pool.calibrations = second > 0 ? figure.calibrations : 0
        // So many never come back that no multiple of them is a number.
        let gets = second > 0 ? huge : 0
        (pool.gets, pool.puts) = figure.puts == nil ? (nil, nil) : (gets, 0)
        return Snapshot(time: .seconds(second * 1_000_000), pools: [pool])
      }
      let stream = try Self.stream(snapshots)
      let comparison = PolicyComparison(stream, Contender.all(caps: [1]))
      #expect(!ComparisonText.notes(try #require(comparison), of: stream).isEmpty)
      for policy in try #require(comparison).policies {
        for figure in [policy.retainedMean, policy.retainedPeak, policy.misses, policy.allocated] {
          #expect(figure.map { $0.low >= 0 && $0.low <= $0.high } ?? true, "\(policy.name)")
        }
      }
    }
  }

  /// Where all is the same size, nothing has to be guessed, and figures are exact.
  @Test(arguments: ["request-log", "oversize", "misfit", "reset-before-put"])
  func oneSizeIsExact(name: String) throws {
    let kind = try #require(WorkloadKind.all.first { $0.name == name })
    let stream = try Self.stream(Self.run(kind))
    let comparison = try #require(
      PolicyComparison(stream, [Self.contender(kind.retention)]))
    let (told, seen) = (comparison.policies[0], try #require(comparison.actual))
    #expect(told.misses == seen.misses && told.allocated == seen.allocated)
    #expect(told.utilisation == seen.utilisation)
  }

  /// A pool that is emptied before each put is cured by each cure that looks elsewhere.
  @Test func curesOfCalibrationCure() throws {
    let kind = try #require(WorkloadKind.all.first { $0.name == "reset-before-put" })
    let comparison = try #require(
      PolicyComparison(try Self.stream(Self.run(kind)), Contender.all()))
    func misses(_ name: String) -> Double? {
      comparison.policies.first { $0.name == name }?.misses?.high
    }
    #expect(try #require(misses("calibrated")) > 100)
    #expect(try #require(misses("calibrated, by capacity")) < 1)
    #expect(try #require(misses("calibrated, without 0 B")) < 1)
    #expect(!comparison.best.isEmpty)
    #expect(comparison.best.allSatisfy { $0.name != "calibrated" })
  }

  /// A Go process tells calls by class alone: the shortest and the longest of a class are the ends.
  @Test func callsAloneGiveTheEndsOfTheirClass() throws {
    var snapshots: [Snapshot] = []
    for second in 0...10 {
      var pool = PoolSample(name: "main.pool")
      var calls = [Int](repeating: 0, count: 20)
      calls[4] = second * 100
      (pool.calls, pool.calibrations) = (ClassCounts(calls), 0)
      snapshots.append(Snapshot(time: .seconds(second), pools: [pool]))
    }
    let stream = try Self.stream(snapshots)
    #expect(stream.puts == 1000 && !stream.knowsLengths && !stream.isEstimated)
    let comparison = try #require(
      PolicyComparison(stream, [Contender(.unbounded)]))
    #expect(!comparison.isExact)
    #expect(comparison.policies[0].allocated == Bounds(576, 1024))
    #expect(comparison.policies[0].misses == Bounds(1))
    #expect(comparison.actual?.misses == nil && comparison.actual?.allocated == nil)
  }

  /// 32 MiB that lie in a pool to which only short lengths are put now are in no policy's figures.
  @Test func whatIsNotExplainedHasNoBest() throws {
    for retained in [4096, 32 << 20] {
      var stream = ClassStream(pool: PoolSample(name: "main.pool"))
      for second in 0...10 {
        var pool = PoolSample(name: "main.pool")
        pool.calls = ClassCounts((0..<20).map { $0 == 1 ? second * 1000 : 0 })
        (pool.calibrations, pool.retainedSpace) = (0, retained)
        stream.add(Snapshot(time: .seconds(second), pools: [pool]))
      }
      let comparison = try #require(PolicyComparison(stream, Contender.all()))
      let isExplained = retained == 4096
      #expect(comparison.isExplained == isExplained && comparison.best.isEmpty != isExplained)
      let words = ComparisonText(comparison).verdict.joined(separator: " ")
      #expect(words.contains("is not told") != isExplained)
    }
  }

  /// What is used all the time does not go with time, however long the times are that are told
  /// apart; what is used once goes.
  @Test(arguments: [true, false])
  func decayKeepsWhatIsUsed(isSteady: Bool) throws {
    var stream = ClassStream(pool: PoolSample(name: "default"), limit: 4)
    for tenSeconds in 0...60 {
      var pool = PoolSample(name: "default")
      let puts = isSteady ? tenSeconds * 10_000 : min(tenSeconds, 1) * 10_000
      pool.classPuts = ClassCounts((0..<20).map { $0 == 9 ? puts : 0 })
      pool.classLengthBytes = ClassCounts((0..<20).map { $0 == 9 ? puts * 30_000 : 0 })
      stream.add(Snapshot(time: .seconds(tenSeconds * 10), pools: [pool]))
    }
    let contenders = [Contender(.unbounded), Contender.decaying]
    let policies = try #require(PolicyComparison(stream, contenders)).policies
    let kept = try #require(policies[0].retainedMean?.low)
    let decayed = try #require(policies[1].retainedMean?.high)
    #expect(isSteady ? decayed == kept : decayed < kept / 4)
    #expect(policies[0].misses == policies[1].misses)
  }

  /// However long a session is, it is told in so many times, and nothing is lost.
  @Test func longSessionsAreTakenTogether() throws {
    let count = 5 * ClassStream.limit + 7
    var pool = PoolSample(name: "default")
    var stream = ClassStream(pool: pool)
    for second in 0...count {
      var puts = [Int](repeating: 0, count: 20)
      (puts[3], puts[19]) = (second * 10, second)
      (pool.gets, pool.puts, pool.classPuts) = (second * 12, second * 11, ClassCounts(puts))
      stream.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    #expect(stream.intervals.count <= 2 * ClassStream.limit)
    #expect(stream.intervals.count >= ClassStream.limit && stream.stride == 4)
    #expect(stream.puts == count * 11 && stream.unreturned == count)
    #expect(stream.span == .zero ... .seconds(count))
    #expect(zip(stream.intervals, stream.intervals.dropFirst()).allSatisfy { $0.end == $1.start })
  }

  /// Where the program is started anew again and again, nothing is lost either, nor made up: times
  /// of which nothing is known are none, and what was out at an end stays out.
  @Test(arguments: [4, ClassStream.limit], [3, 7, 15, 16, 31, 64])
  func whatBreaksIsBoundedToo(limit: Int, every: Int) throws {
    var pool = PoolSample(name: "default")
    var stream = ClassStream(pool: pool, limit: limit)
    let (runs, second) = (4 * limit / every + 20, Duration.seconds(1))
    var time = Duration.zero
    for _ in 0..<runs {
      for sample in 0...every {
        var puts = [Int](repeating: 0, count: 20)
        puts[3] = sample * 10
        // One in eleven does not come back, and three that are out for a moment do.
        let held = sample == every ? 0 : 3
        (pool.gets, pool.puts, pool.classPuts) = (
          sample * 11 + held, sample * 10, ClassCounts(puts)
        )
        pool.retainedSpace = 512
        stream.add(Snapshot(time: time, pools: [pool]))
        time += sample == every ? .seconds(86_400) : second
      }
    }
    #expect(stream.intervals.count <= 2 * limit && stream.breaks == runs - 1)
    #expect(stream.puts == runs * every * 10)
    // What was out at the begin of a run is not of it: of the three, as many came back.
    #expect(stream.unreturned == (every - 3) * runs)
    #expect(stream.actual?.retainedMean == Bounds(512))
    var run = ComparisonRun(stream, [Contender(.unbounded)])
    for _ in 0..<100_000 where !run.isDone { run.step() }
    #expect(run.seconds == Double(runs * every))
  }

  /// A day of many sizes is told in less than a second: what many uses come to is worked out.
  @Test func muchIsNotGoneThroughOneByOne() throws {
    var pool = PoolSample(name: "default")
    var stream = ClassStream(pool: pool)
    for hour in 0...24 {
      let puts = (0..<20).map { hour * (1 << 40) >> $0 }
      (pool.classPuts, pool.sweeps) = (ClassCounts(puts), hour * 1000)
      pool.classLengthBytes = ClassCounts(puts.enumerated().map { $1 * (48 << $0) })
      stream.add(Snapshot(time: .seconds(hour * 3600), pools: [pool]))
    }
    let comparison = try #require(PolicyComparison(stream, Contender.all()))
    #expect(comparison.policies.allSatisfy { $0.allocated?.isExact == false })
  }

  /// What a file says may be anything.
  @Test func whateverASessionSaysThereIsAnEnd() {
    let seed = SplitMix64.seed(of: "SessionTests")
    var session = RandomSession(SplitMix64(state: seed))
    let snapshots = session.snapshots(60)
    for pool in snapshots.flatMap(\.pools).prefix(20) {
      var stream = ClassStream(pool: pool)
      for snapshot in snapshots { stream.add(snapshot) }
      guard stream.puts > 0 else { continue }
      let comparison = PolicyComparison(stream, Contender.all())
      #expect(comparison?.policies.count == Contender.all().count, "seed \(seed)")
    }
  }
}

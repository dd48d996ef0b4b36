import ByteBufferPool
import Telemetry
import TestSupport
import Testing

@testable import WhatIf

/// What is told while samples come.
@Suite struct LiveComparisonTests {
  /// So many puts a second in each of the first classes.
  private static func moments(seconds: Int, classes: Int, perSecond: Int = 700) -> [Moment] {
    (0...seconds).map { second in
      var pool = PoolSample(name: "default")
      let puts = (0..<20).map { $0 < classes ? second * perSecond : 0 }
      pool.classPuts = ClassCounts(puts)
      pool.classLengthBytes = ClassCounts(puts.enumerated().map { $1 * (48 << $0) })
      return Moment(Snapshot(time: .seconds(second), pools: [pool]))
    }
  }

  private static func pool(_ moments: [Moment]) throws -> PoolSample {
    try #require(moments.last?.snapshot.pools.first)
  }

  /// Whatever is in the samples, it comes to an end, however many sizes there are: at most so many
  /// calls until a whole round.
  @Test(arguments: [1, 2, 6, 20])
  func aRoundComesToItsEnd(classes: Int) throws {
    let moments = Self.moments(seconds: 60, classes: classes)
    var (live, calls) = (LiveComparison(), 0)
    let pool = try Self.pool(moments)
    repeat {
      live.advance(pool, moments)
      calls += 1
    } while calls < 2000 && live.isAwaited
    let outcome = try #require(live.outcome)
    #expect(outcome.isWhole && outcome.comparison != nil)
    #expect(outcome.stream.puts == 60 * 700 * classes)
  }

  /// Where sizes are exact, it is what is told of a session.
  @Test func itIsWhatASessionIsTold() throws {
    let moments = Self.moments(seconds: 6, classes: 1, perSecond: 2000)
    var live = LiveComparison()
    let pool = try Self.pool(moments)
    Self.finish(&live, pool, moments)
    var stream = ClassStream(pool: pool)
    for moment in moments { stream.add(moment.snapshot) }
    let whole = PolicyComparison(stream, Contender.all())
    #expect(live.outcome?.comparison == whole)
  }

  /// Until a round is at its end, the one before it stands; of another pool nothing is told yet.
  @Test func whatIsToldStandsUntilTheNextIsWhole() throws {
    let first = Self.moments(seconds: 60, classes: 6)
    var live = LiveComparison()
    let pool = try Self.pool(first)
    Self.finish(&live, pool, first)
    let second = Self.moments(seconds: 61, classes: 6, perSecond: 10)
    var calls = 0
    while calls < 2000, live.outcome?.stream.puts == 60 * 700 * 6 {
      live.advance(pool, second)
      calls += 1
    }
    let outcome = try #require(live.outcome)
    #expect(outcome.stream.puts == 61 * 10 * 6 && outcome.isWhole)
    #expect(calls > 1)
    var other = pool
    other.name = "other"
    live.advance(other, [])
    #expect(live.outcome?.comparison == nil)
  }

  /// Nobody waits while samples come and an earlier round stands; where none come, a round is gone
  /// through once, and then there is nothing to do.
  @Test func whoWaitsIsToldSoon() throws {
    let moments = Self.moments(seconds: 60, classes: 6)
    let pool = try Self.pool(moments)
    var live = LiveComparison()
    #expect(!live.isAwaited)
    live.advance(pool, moments.prefix(50))
    #expect(live.isAwaited, "nothing is told yet")
    Self.finish(&live, pool, moments.prefix(50))
    live.advance(pool, moments.prefix(51))
    #expect(!live.isAwaited, "a sample came")
    live.advance(pool, moments.prefix(51))
    #expect(live.isAwaited, "none came")
    Self.finish(&live, pool, moments.prefix(51))
    let puts = try #require(live.outcome).stream.puts
    #expect(puts == 50 * 700 * 6)
    live.advance(pool, moments.prefix(51))
    #expect(!live.isAwaited && live.outcome?.stream.puts == puts)
  }

  /// Until nobody waits, with a limit.
  private static func finish(
    _ live: inout LiveComparison, _ pool: PoolSample,
    _ moments: some BidirectionalCollection<Moment>
  ) {
    for _ in 0..<2000 {
      live.advance(pool, moments)
      if !live.isAwaited { return }
    }
    Issue.record("a round does not end")
  }

  @Test func withoutPutsThereIsNothingToCompare() throws {
    let moments = Self.moments(seconds: 3, classes: 0)
    var live = LiveComparison()
    live.advance(try Self.pool(moments), moments)
    let outcome = try #require(live.outcome)
    #expect(outcome.comparison == nil && outcome.stream.puts == 0)
  }
}

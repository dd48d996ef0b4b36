package import Telemetry

/// What other policies would have come to in the time that is looked at, worked out again and
/// again, a little at a time.
package struct LiveComparison: Sendable {
  /// What a round has come to.
  package struct Outcome: Sendable {
    package let stream: ClassStream
    /// nil where nothing was put, or it is not known what: every policy would be the same.
    package let comparison: PolicyComparison?
    /// Of the ways in which the uses may have been those that are gone through: until it is all of
    /// them, ranges are too short.
    package let waysDone: Int
    package let wayCount: Int

    package var isWhole: Bool { waysDone == wayCount }
  }

  /// Uses that are gone through at a time, about.
  private static let work = 2000
  /// What it costs to read a sample, in uses.
  private static let workOfSample = 100
  /// Times that are told apart, at least, and how closely: coarser than where there is time.
  private static let intervals = 4
  private static let closeness = Closeness(mixCount: 32, mostRounds: 20)

  private enum Stage: Sendable {
    case reading(ArraySlice<Moment>, ClassStream)
    case comparing(ComparisonRun, ClassStream)
  }

  private let contenders: [Contender]
  private var stage: Stage?
  private var pool: PoolSample?
  /// Times of the first and the last sample, in nanoseconds: of those that are looked at, and of
  /// those that the last round that began goes through.
  private var asked: ClosedRange<Int>?
  private var taken: ClosedRange<Int>?
  /// The same is looked at as the last time.
  private var isStill = false

  /// Of the last whole round; of the first, what it has come to so far. nil before that.
  package private(set) var outcome: Outcome?

  /// Whether there is more to do and nothing whole to show instead, or nothing else that is to
  /// come: then it should go on before the next sample.
  package var isAwaited: Bool { stage != nil && (isStill || outcome?.isWhole != true) }

  package init(_ contenders: [Contender] = Contender.all()) { self.contenders = contenders }

  /// Goes on for as long as is allowed at a time. What was gone through to its end is not again.
  ///
  /// - Parameters:
  ///   - pool: which one is looked at. Another than before begins with nothing.
  ///   - moments: what is looked at, for the next round, if one begins.
  package mutating func advance(
    _ pool: PoolSample, _ moments: some BidirectionalCollection<Moment>
  ) {
    if self.pool?.isSame(as: pool) != true { (stage, outcome, asked) = (nil, nil, nil) }
    self.pool = pool
    let span = moments.first.flatMap { first in
      moments.last.map { first.nanoseconds...max($0.nanoseconds, first.nanoseconds) }
    }
    isStill = span == asked
    asked = span
    if stage == nil {
      if outcome != nil, span == taken { return }
      taken = span
    }
    var left = Self.work
    let start =
      stage ?? .reading(Array(moments)[...], ClassStream(pool: pool, limit: Self.intervals))
    // Taken out, so that it is not copied.
    stage = nil
    stage = go(on: start, &left)
  }

  /// nil at the end of a round.
  private mutating func go(on stage: consuming Stage, _ left: inout Int) -> Stage? {
    switch stage {
    case .reading(var moments, var stream):
      while left > 0, let moment = moments.popFirst() {
        stream.add(moment.snapshot)
        left -= Self.workOfSample
      }
      guard moments.isEmpty else { return .reading(moments, stream) }
      guard stream.puts > 0 else {
        outcome = Outcome(stream: stream, comparison: nil, waysDone: 0, wayCount: 0)
        return nil
      }
      let run = ComparisonRun(stream, contenders, closeness: Self.closeness)
      return go(on: .comparing(run, stream), &left)
    case .comparing(var run, let stream):
      while left > 0, !run.isDone {
        let ways = run.guessesDone
        // What does nothing costs something too.
        left -= max(run.step(), 10)
        if run.guessesDone > ways { tell(run, stream) }
      }
      return run.isDone ? nil : .comparing(run, stream)
    }
  }

  /// Until a round is at its end, the one before it stands.
  private mutating func tell(_ run: ComparisonRun, _ stream: ClassStream) {
    let isFirst = outcome.map { !$0.isWhole || $0.comparison == nil } ?? true
    guard run.isDone || isFirst else { return }
    outcome = Outcome(
      stream: stream, comparison: run.comparison, waysDone: run.guessesDone,
      wayCount: run.guessCount)
  }
}

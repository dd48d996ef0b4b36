/// A comparison that is worked out step by step, so that whoever has other things to do in time
/// can do them in between.
struct ComparisonRun: Sendable {
  private let contenders: [Contender]
  private let intervals: [ClassInterval]
  private let facts: ClassFacts
  private let guesses: [Guess]
  private let start: Duration
  private let actual: Estimate?
  private let closeness: Closeness

  /// The ways that are gone through, joined.
  private var policies: [Estimate] = []
  private(set) var seconds = 0.0

  /// Ways in which the uses may have been that are gone through.
  private(set) var guessesDone = 0
  /// What is on its way: where the trials of one guess have come to.
  private var trials: [Trial] = []
  private var interval = 0
  private var contender = 0
  private var uses: GuessedUses?

  init(
    _ stream: ClassStream, _ contenders: [Contender], closeness: Closeness = Closeness()
  ) {
    (self.contenders, self.closeness) = (contenders, closeness)
    intervals = stream.intervals
    facts = ClassFacts(intervals)
    guesses = Guess.all(facts)
    start = stream.span?.lowerBound ?? .zero
    actual = stream.actual
  }

  var guessCount: Int { guesses.count }
  var isDone: Bool { guessesDone == guesses.count }

  /// What has come out so far: of some of the guesses, its ranges are too short. nil before the
  /// first of them is gone through.
  var comparison: PolicyComparison? {
    guard guessesDone > 0 else { return nil }
    return PolicyComparison(policies, actual: actual, seconds: seconds)
  }

  /// Has one contender do what was done in one interval. Returns what that cost, in uses.
  @discardableResult
  mutating func step() -> Int {
    guard !isDone else { return 0 }
    if trials.isEmpty { trials = contenders.map { Trial($0, at: start) } }
    guard intervals.indices.contains(interval), trials.indices.contains(contender) else {
      endGuess()
      return 0
    }
    let uses =
      self.uses
      ?? GuessedUses(intervals[interval], facts, guesses[guessesDone], closeness)
    self.uses = uses
    let before = trials[contender].work
    // Uses come at the begin of a time, so that what is unknown in it may as well lie before them.
    trials[contender].leaveOut(until: intervals[interval].start + intervals[interval].unknown)
    uses.play(to: &trials[contender])
    let work = trials[contender].work - before
    contender += 1
    if contender == trials.count { (contender, interval, self.uses) = (0, interval + 1, nil) }
    if interval == intervals.count { endGuess() }
    return work
  }

  private mutating func endGuess() {
    seconds = trials.first?.seconds ?? 0
    let estimates = trials.map(Estimate.init)
    policies = policies.isEmpty ? estimates : zip(policies, estimates).map { $0.joined($1) }
    guessesDone += 1
    (trials, interval, contender, uses) = ([], 0, 0, nil)
  }
}

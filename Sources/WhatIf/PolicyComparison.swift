/// Retention policies side by side under the same uses.
package struct PolicyComparison: Equatable, Sendable {
  /// What costs so much more than the best, as a share of that, is as good.
  static let margin = 0.05

  /// In the order of the contenders.
  package private(set) var policies: [Estimate]
  /// What the pool was seen to do. nil where nothing was watched.
  package private(set) var actual: Estimate?

  /// Of a stream whose sizes are known exactly, and that has ended.
  package init(_ trials: [Trial]) {
    policies = trials.map(Estimate.init)
    markBest(seconds: trials.first?.seconds ?? 0)
  }

  /// Of what a session tells, whose ranges are over all that its classes do not tell apart.
  ///
  /// - Parameter isEndAsked: looked at now and then; nil comes back if the end is asked for.
  package init?(
    _ stream: ClassStream, _ contenders: [Contender], actualName: String,
    isEndAsked: () -> Bool = { false }
  ) {
    let intervals = stream.intervals
    let facts = ClassFacts(intervals)
    let start = stream.span?.lowerBound ?? .zero
    var seconds = 0.0
    policies = []
    for guess in Guess.all(facts) {
      var trials = contenders.map { Trial($0, at: start) }
      for interval in intervals {
        if isEndAsked() { return nil }
        let uses = GuessedUses(interval, facts, guess)
        for index in trials.indices {
          trials[index].leaveOut(until: interval.start)
          uses.play(to: &trials[index])
        }
      }
      seconds = trials.first?.seconds ?? 0
      let estimates = trials.map(Estimate.init)
      policies = policies.isEmpty ? estimates : zip(policies, estimates).map { $0.joined($1) }
    }
    actual = stream.actual.map { Estimate($0, name: actualName) }
    markBest(seconds: seconds)
  }

  /// Whether no figure is a range.
  package var isExact: Bool {
    policies.allSatisfy { policy in
      [
        policy.retainedMean, policy.retainedPeak, policy.misses, policy.allocated,
        policy.utilisation,
      ].allSatisfy { $0?.isExact ?? true }
    }
  }

  package var best: [Estimate] { policies.filter(\.isBest) }

  /// The least sum of what is retained and what is allocated in a second: as if what is allocated
  /// lived for a second. Of ranges the high end. Where no time passed it is taken to be a second.
  private mutating func markBest(seconds: Double) {
    let costs = policies.map { policy in
      (policy.retainedMean?.high ?? 0)
        + (policy.allocated?.high ?? 0) / (seconds > 0 ? seconds : 1)
    }
    guard let least = costs.min() else { return }
    for index in policies.indices {
      policies[index].isBest = costs[index] <= least * (1 + Self.margin)
    }
  }
}

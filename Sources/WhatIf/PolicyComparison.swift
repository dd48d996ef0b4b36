/// Retention policies side by side under the same uses.
package struct PolicyComparison: Equatable, Sendable {
  /// What costs so much more than the best, as a share of that, is as good.
  static let margin = 0.05

  /// In the order of the contenders.
  package private(set) var policies: [Estimate]
  /// What the pool was seen to do. nil where nothing was watched.
  package private(set) var actual: Estimate?

  /// Of uses whose sizes are known exactly, and that have ended.
  ///
  /// - Parameter stream: what was told of the pool itself.
  package init(_ trials: [Trial], beside stream: ClassStream) {
    self.init(
      trials.map(Estimate.init), actual: stream.actual, seconds: trials.first?.seconds ?? 0)
  }

  /// Of the ways that were gone through, and of what was seen in so many seconds.
  init(_ policies: [Estimate], actual: Estimate?, seconds: Double) {
    (self.policies, self.actual) = (policies, actual)
    markBest(seconds: seconds)
  }

  /// Of what a session tells, whose ranges are over all that its classes do not tell apart.
  ///
  /// - Parameter isEndAsked: looked at now and then; nil comes back if the end is asked for.
  package init?(
    _ stream: ClassStream, _ contenders: [Contender], isEndAsked: () -> Bool = { false }
  ) {
    var run = ComparisonRun(stream, contenders)
    while !run.isDone {
      if isEndAsked() { return nil }
      run.step()
    }
    guard let comparison = run.comparison else { return nil }
    self = comparison
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

  /// Whether the pool was seen to retain what some policy would. Else buffers are larger than the
  /// lengths put in them tell, as such that grew long ago are.
  package var isExplained: Bool {
    guard let actual = actual?.retainedMean?.low else { return true }
    let most = policies.compactMap { $0.retainedMean?.high }.max() ?? .infinity
    return actual <= Self.mostTimes * most + Self.mostBytes
  }

  /// What lies out of the model: so many times as much, and more than this.
  private static let mostTimes = 4.0
  private static let mostBytes = 65_536.0

  /// The least sum of what is retained and what is allocated in a second: as if what is allocated
  /// lived for a second. Of ranges the high end. Where no time passed it is taken to be a second.
  private mutating func markBest(seconds: Double) {
    guard isExplained else { return }
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

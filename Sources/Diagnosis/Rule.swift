/// One thing that can go wrong with a pool, and how to see it.
package protocol Rule: Sendable {
  /// In a few small words; unique.
  var name: String { get }
  /// It is of the whole process: asked once, of the first pool, and told of none.
  var isOfProcess: Bool { get }

  /// What the pool's last seconds say. What the source cannot know makes it `.ok`.
  func judge(_ view: PoolView) -> Judgement
}

extension Rule {
  package var isOfProcess: Bool { false }
}

package enum Judgement: Equatable, Sendable {
  case ok
  /// It cannot be told yet: what is missing, in words.
  case learning(String)
  case finding(Finding)
}

/// The one list of rules.
package enum RuleList {
  package static let all: [any Rule] = [
    TrueLeak(), CalibrationPoisoned(), NotPutBack(), CapTooLow(), Misfit(), Hoarding(), Cliff(),
    ThrashedByCollection(), NeverCalibrates(), CalibrationBehind(), DefaultTooSmall(),
    Contention(), FreedButNotReturned(),
  ]
}

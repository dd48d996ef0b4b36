import Telemetry

/// One thing that can go wrong with a pool, and how to see it.
package protocol Rule: Sendable {
  /// In a few small words; unique.
  var name: String { get }
  /// It is of the whole process: asked once, of the first pool, and told of none.
  var isOfProcess: Bool { get }
  /// Nothing is called healthy while it cannot tell yet.
  var isAwaited: Bool { get }

  /// What the pool's last seconds say.
  func judge(_ view: PoolView) -> Judgement
}

extension Rule {
  package var isOfProcess: Bool { false }
  package var isAwaited: Bool { false }
}

package enum Judgement: Equatable, Sendable {
  case ok
  /// It cannot be told, and will not be: the source lacks what is needed.
  case silent
  /// It cannot be told yet: what is needed, in words.
  case learning(String)
  /// What stands may be over or go on: it stays for ten seconds at most, and nothing begins.
  case undecided
  case finding(Finding)

  /// Of so many puts some have come.
  static func learning(puts: Int, needed: Int) -> Judgement {
    .learning("\(Quantity.count(needed)) puts, \(Quantity.count(puts)) so far")
  }
}

/// The one list of rules.
package enum RuleList {
  package static let all: [any Rule] = [
    TrueLeak(), CalibrationPoisoned(), NotPutBack(), CapTooLow(), Misfit(), Hoarding(), Cliff(),
    ThrashedByCollection(), NeverCalibrates(), CalibrationBehind(), DefaultTooSmall(),
    Contention(), FreedButNotReturned(),
  ]
}

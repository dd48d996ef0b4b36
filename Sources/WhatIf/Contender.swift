package import ByteBufferPool

/// A way to run a pool: a retention policy, and what is changed around it.
package struct Contender: Sendable {
  /// What is counted for calibration of a buffer that is put.
  package enum Counting: Sendable {
    /// Its length: bytebufferpool.
    case length
    /// Its capacity: emptying it before the put does no harm.
    case capacity
    /// Its length, unless that is 0.
    case lengthAboveZero
  }

  package let name: String
  package let policy: any RetentionPolicy
  package var counting = Counting.length
  /// Calibrates after so many puts of all classes together, instead of one class.
  package var countsAllClasses = false
  /// One pool for each size class; who gets a buffer says how much it has to hold.
  package var isTiered = false
  /// What lies idle for this long goes: after it at least, after twice as long at most.
  package var decay: Duration?

  package init(_ policy: some RetentionPolicy, name: String? = nil) {
    self.policy = policy
    self.name = name ?? policy.name
  }

  /// What is put aside at one decay and goes at the next: jemalloc's `dirty_decay_ms` by default.
  package static let usualDecay = Duration.seconds(10)

  /// All of them, with hard caps at 64 KiB and at the sizes given, in bytes.
  package static func all(caps: [Int] = []) -> [Contender] {
    let caps = Set(caps + [64 << 10]).sorted()
    return [Contender(.unbounded)] + caps.map { Contender(.hardCap($0)) } + calibrated
      + [Contender(.strikes), tiers, decaying]
  }

  private static var calibrated: [Contender] {
    var byCapacity = Contender(.calibrated, name: "calibrated, by capacity")
    byCapacity.counting = .capacity
    var withoutZero = Contender(.calibrated, name: "calibrated, without 0 B")
    withoutZero.counting = .lengthAboveZero
    var byTotal = Contender(.calibrated, name: "calibrated, all puts")
    byTotal.countsAllClasses = true
    return [
      Contender(.calibrated), byCapacity, withoutZero, byTotal, Contender(CalibratedBySize()),
    ]
  }

  package static var tiers: Contender {
    var tiers = Contender(.unbounded, name: "tiers")
    tiers.isTiered = true
    return tiers
  }

  package static var decaying: Contender {
    var decaying = Contender(.unbounded, name: "decay 10 s")
    decaying.decay = usualDecay
    return decaying
  }

  /// The policies of its pools: one, or one for each size class.
  var policies: [any RetentionPolicy] {
    isTiered ? SizeClass.all.map { Tier($0) } : [policy]
  }
}

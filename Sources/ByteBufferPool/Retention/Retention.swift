internal import Synchronization

/// The retention policies of one pool: the one in force, and those that were before.
///
/// A put may still be looking at a policy that has just been replaced. So none is freed before the
/// pool; one that comes back is used again, and there are never more than distinct policies.
// @unchecked: the pointers lead to what is made to be shared, and stay valid until the end.
struct Retention: ~Copyable, @unchecked Sendable {
  /// How often one worker puts a class before it sums the puts of all, at most. With one worker
  /// every calibration comes with exactly the put that it does in bytebufferpool; with several it
  /// may come later by this many puts for each of the others.
  static let longestStretch = 1000

  private struct Link: ~Copyable {
    let active: ActivePolicy
    let older: UnsafeMutablePointer<Link>?
  }

  private let current: Atomic<UnsafeMutablePointer<Link>>
  private let calibrations = Atomic(0)

  /// The list of all policies, newest first. Only a switch changes it.
  private let newest: Atomic<UnsafeMutablePointer<Link>>
  /// Held by a switch, so that there is one at a time. No get and no put takes it.
  private let switching = Mutex(())

  init(_ policy: some RetentionPolicy) {
    let link = Self.link(policy, older: nil)
    current = Atomic(link)
    newest = Atomic(link)
  }

  deinit {
    var next: UnsafeMutablePointer<Link>? = newest.load(ordering: .acquiring)
    while let link = next {
      next = link.pointee.older
      link.deinitialize(count: 1)
      link.deallocate()
    }
  }

  /// Runs `body` on the policy in force. Acquiring pairs with the releasing store of a switch: a
  /// policy is whole when it is seen.
  @inline(__always)
  func withCurrent<R>(_ body: (borrowing ActivePolicy) -> R) -> R {
    body(current.load(ordering: .acquiring).pointee.active)
  }

  /// How often thresholds were calibrated, under whatever policy.
  var calibrationCount: Int { calibrations.load(ordering: .relaxed) }

  /// Puts another policy in force, which begins anew; the one in force already goes on.
  /// `puts` by class since the pool began are where its next calibration counts from.
  func switchPolicy(to policy: some RetentionPolicy, puts: () -> [Int]) {
    switching.withLock { _ in
      guard withCurrent({ AnyHashable($0.policy) != AnyHashable(policy) }) else { return }
      let link = find(policy) ?? add(policy)
      link.pointee.active.begin(puts: puts)
      current.store(link, ordering: .releasing)
    }
  }

  /// Counts on from a put that made its worker's puts of a class reach `own`, and calibrates if it
  /// is time. Returns at how many own puts to look again.
  func check(
    ofClass index: Int, own: Int, workers: Int, sum: () -> Int, puts: () -> [Int]
  ) -> Int {
    withCurrent { active in
      guard let threshold = active.callsThreshold else { return own + Self.longestStretch }
      var calls = active.calls(puts: sum(), ofClass: index)
      if calls > threshold {
        if active.calibrate(puts: puts) { calibrations.add(1, ordering: .relaxed) }
        calls = active.calls(puts: sum(), ofClass: index)
      }
      // Each worker may go on by its share of what is missing. With one worker that is all of it.
      let share = max(threshold - calls, 0) / max(workers, 1)
      return own + min(max(share, 1), Self.longestStretch)
    }
  }

  private func find(_ policy: some RetentionPolicy) -> UnsafeMutablePointer<Link>? {
    var next: UnsafeMutablePointer<Link>? = newest.load(ordering: .acquiring)
    while let link = next {
      if AnyHashable(link.pointee.active.policy) == AnyHashable(policy) { return link }
      next = link.pointee.older
    }
    return nil
  }

  private func add(_ policy: some RetentionPolicy) -> UnsafeMutablePointer<Link> {
    let link = Self.link(policy, older: newest.load(ordering: .acquiring))
    newest.store(link, ordering: .releasing)
    return link
  }

  private static func link(
    _ policy: some RetentionPolicy, older: UnsafeMutablePointer<Link>?
  ) -> UnsafeMutablePointer<Link> {
    let link = UnsafeMutablePointer<Link>.allocate(capacity: 1)
    link.initialize(to: Link(active: ActivePolicy(policy), older: older))
    return link
  }
}

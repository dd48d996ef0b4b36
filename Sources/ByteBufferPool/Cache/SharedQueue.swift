internal import Synchronization

/// An unbounded queue of idle blocks with one producer and many consumers: Go's `poolChain`.
///
/// A chain of rings, each twice as large as the one before. The owner pushes to the youngest and
/// adds a younger one when it is full; consumers pop from the oldest and leave it behind when it is
/// drained. Go leaves drained rings to its collector. Without one they could be freed under a
/// thief, so they stay until the queue goes: all of them together are smaller than twice the
/// largest, at most 32 bytes for each block that was ever idle here at one time. (As in Go, a ring
/// also counts as full when the owner comes round to a slot that a suspended consumer has not
/// emptied yet.)
///
/// Source: poolChain in Go's sync/poolqueue.go.
// @unchecked: the atomic pointers lead to rings that are made to be shared and stay.
struct SharedQueue: ~Copyable, @unchecked Sendable {
  private typealias Link = UnsafeMutablePointer<Ring>

  /// `initSize` and `dequeueLimit` in Go.
  private static let firstCount = 8
  private static let largestCount = 1 << 30

  /// The ring that the owner pushes to. Only the owner reads and writes it.
  private let youngest = Atomic<UnsafeMutablePointer<Ring>?>(nil)

  /// The ring that consumers pop from first. Moves to younger rings only.
  private let oldest = Atomic<UnsafeMutablePointer<Ring>?>(nil)

  /// Where the chain begins: for the end of it all. Written once, by the owner.
  private let first = Atomic<UnsafeMutablePointer<Ring>?>(nil)

  init() {}

  deinit {
    var next = first.load(ordering: .acquiring)
    while let ring = next {
      next = ring.pointee.younger.load(ordering: .acquiring)
      ring.deinitialize(count: 1)
      ring.deallocate()
    }
  }

  /// Adds the newest block. Only the owner may call it. Complexity: amortised O(1).
  func push(_ block: IdleBlock) {
    let ring = youngest.load(ordering: .relaxed) ?? begin()
    if ring.pointee.push(block) { return }
    let count = min(ring.pointee.count * 2, Self.largestCount)
    let larger = Self.make(count: count, older: ring)
    youngest.store(larger, ordering: .relaxed)
    // Releasing publishes the new ring to consumers.
    ring.pointee.younger.store(larger, ordering: .releasing)
    // Never false: the ring is empty and nobody else pushes.
    _ = larger.pointee.push(block)
  }

  /// Takes the newest block. Only the owner may call it. Complexity: O(rings not yet drained), at
  /// most 28.
  func popNewest() -> IdleBlock? {
    var next = youngest.load(ordering: .relaxed)
    while let ring = next {
      if let block = ring.pointee.popNewest() { return block }
      // There may be unconsumed blocks in older rings.
      next = ring.pointee.older.load(ordering: .acquiring)
    }
    return nil
  }

  /// Takes the oldest block. Any thread may call it. Complexity: amortised O(1).
  func popOldest() -> IdleBlock? {
    guard var ring = oldest.load(ordering: .acquiring) else { return nil }
    while true {
      // Before the pop: a ring may be empty for a moment, but if there was a younger one before a
      // pop that failed, it is empty for good, since nobody pushes to it any more.
      let younger = ring.pointee.younger.load(ordering: .acquiring)
      if let block = ring.pointee.popOldest() { return block }
      guard let younger else { return nil }
      let (isMoved, _) = oldest.compareExchange(
        expected: ring, desired: younger, ordering: .acquiringAndReleasing)
      if isMoved { younger.pointee.older.store(nil, ordering: .releasing) }
      ring = younger
    }
  }

  private func begin() -> UnsafeMutablePointer<Ring> {
    let ring = Self.make(count: Self.firstCount, older: nil)
    first.store(ring, ordering: .releasing)
    youngest.store(ring, ordering: .relaxed)
    // Releasing publishes the ring to consumers.
    oldest.store(ring, ordering: .releasing)
    return ring
  }

  private static func make(count: Int, older: Link?) -> Link {
    let ring = Link.allocate(capacity: 1)
    ring.initialize(to: Ring(count: count, older: older))
    return ring
  }
}

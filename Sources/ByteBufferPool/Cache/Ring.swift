internal import Synchronization

/// A ring of idle blocks with one producer and many consumers: Go's `poolDequeue`.
///
/// One thread, the owner, pushes and pops at the head, newest first; any thread pops at the tail,
/// oldest first. Nothing waits for anything.
///
/// Source: poolDequeue in Go's sync/poolqueue.go, whose reasoning the comments follow.
// @unchecked: the pointer to the slots is written once; slots, `headTail` and links are atomic.
struct Ring: ~Copyable, @unchecked Sendable {
  /// The next younger ring, twice as large; nil while this one is the youngest. Set once, by the
  /// owner, with releasing: what the ring holds initially is visible to who follows the link.
  let younger = Atomic<UnsafeMutablePointer<Ring>?>(nil)

  /// The next older ring while it may hold something. Set to nil by whoever finds it drained.
  let older: Atomic<UnsafeMutablePointer<Ring>?>

  /// Number of slots: a power of two.
  let count: Int

  /// Index of the next push in the upper half, of the oldest block in the lower, both modulo 2^32:
  /// one word, so that either end can be moved only while the other stands still. Slots
  /// `tail..<head` are in use; consumers own a slot as soon as they have moved an end past it.
  private let headTail: Atomic<UInt64>

  /// A slot with a block in it is full; nil is empty and free for the owner to fill. A consumer
  /// that has taken the tail empties its slot last, so that a slot may be full although it is
  /// outside `tail..<head`: then it is still being emptied.
  private let slots: UnsafeMutablePointer<Atomic<IdleBlock?>>

  /// An empty ring whose next push has the index `start`.
  /// - Precondition: `count` is a power of two below 2^31.
  init(count: Int, older: UnsafeMutablePointer<Ring>?, start: UInt32 = 0) {
    self.count = count
    headTail = Atomic(UInt64(start) << 32 | UInt64(start))
    self.older = Atomic(older)
    slots = .allocate(capacity: count)
    for index in 0..<count { (slots + index).initialize(to: Atomic(nil)) }
  }

  deinit {
    slots.deinitialize(count: count)
    slots.deallocate()
  }

  /// Adds a block at the head. False if the ring is full. Only the owner may call it.
  func push(_ block: IdleBlock) -> Bool {
    // Relaxed: only this thread moves the head; a stale tail makes the ring look fuller than it is.
    let (head, tail) = unpack(headTail.load(ordering: .relaxed))
    guard head &- tail < UInt32(count) else { return false }
    let slot = slots + index(head)
    // Acquiring, for the consumer's releasing store of nil: its load of this slot came before.
    guard slot.pointee.load(ordering: .acquiring) == nil else { return false }
    slot.pointee.store(block, ordering: .relaxed)
    // Releasing passes the slot, and the shape that was written into the block, to the consumers.
    headTail.wrappingAdd(1 << 32, ordering: .releasing)
    return true
  }

  /// Takes the newest block. Only the owner may call it.
  func popNewest() -> IdleBlock? {
    var ends = headTail.load(ordering: .relaxed)
    while true {
      let (head, tail) = unpack(ends)
      guard head != tail else { return nil }
      let newest = head &- 1
      // Relaxed: this thread itself filled the slot. Success is what keeps consumers off it.
      let (isMoved, seen) = headTail.weakCompareExchange(
        expected: ends, desired: pack(newest, tail), ordering: .relaxed)
      if isMoved {
        let slot = slots + index(newest)
        // Plain order suffices: the next to fill this slot is this thread.
        let block = slot.pointee.load(ordering: .relaxed)
        slot.pointee.store(nil, ordering: .relaxed)
        return block
      }
      ends = seen
    }
  }

  /// Takes the oldest block. Any thread may call it.
  func popOldest() -> IdleBlock? {
    // Acquiring, so that the caller sees what was put before a pop that empties a ring: see
    // SharedQueue.
    var ends = headTail.load(ordering: .acquiring)
    while true {
      let (head, tail) = unpack(ends)
      guard head != tail else { return nil }
      // Acquiring pairs with the releasing add in push, through any moves of the ends in between,
      // since those are read-modify-writes. Success makes the slot this thread's.
      let (isMoved, seen) = headTail.weakCompareExchange(
        expected: ends, desired: pack(head, tail &+ 1),
        successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
      if isMoved {
        let slot = slots + index(tail)
        let block = slot.pointee.load(ordering: .relaxed)
        // Releasing hands the slot back to the owner: the load above stays before it.
        slot.pointee.store(nil, ordering: .releasing)
        return block
      }
      ends = seen
    }
  }

  private func index(_ position: UInt32) -> Int { Int(position) & (count - 1) }

  private func unpack(_ ends: UInt64) -> (head: UInt32, tail: UInt32) {
    (UInt32(truncatingIfNeeded: ends >> 32), UInt32(truncatingIfNeeded: ends))
  }

  private func pack(_ head: UInt32, _ tail: UInt32) -> UInt64 {
    UInt64(head) << 32 | UInt64(tail)
  }
}

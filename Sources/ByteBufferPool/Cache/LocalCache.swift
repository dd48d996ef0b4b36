internal import Synchronization

/// What one worker keeps: Go's `poolLocal`, with the victim's beside it, and what it has counted.
// @unchecked: an atomic raw pointer is not Sendable, but blocks are handed over whole.
struct LocalCache: ~Copyable, WorkerLocal, @unchecked Sendable {
  /// One block for the owner alone. The owner fills it, with a plain store, since nobody else does;
  /// anyone may empty it, with an exchange: a sweep, or a thief once the owner's thread has ended.
  /// In Go nobody but the owner looks here: a collection stops the world, and a P does not end.
  let privateSlot = Atomic<IdleBlock?>(nil)

  /// Beside the private slot: a hit touches one cache line.
  let tally = Tally()

  /// What was in the private slot at the last sweep. Sweeps fill it, one at a time.
  let victimSlot = Atomic<IdleBlock?>(nil)

  /// The owner of the slot that last came by the slow way: a miss, or its first put. If the slot
  /// has another by now, that thread has ended, and what is in the private slot is everyone's: the
  /// new owner may never use this pool. If it does, others may empty its private slot until its
  /// first miss, which does no harm: everyone empties it with an exchange. See `worker_slot_owner`.
  let owner = Atomic<UInt32>(0)

  /// Two generations. Which of them is primary and which victim is for `LocalCaches` to say.
  private let even = SharedQueue()
  private let odd = SharedQueue()

  /// Buffers that went out of scope without a put, times two, plus one once the pool is closed: in
  /// one word, so that each is known to have come before the closing or after it.
  let abandonments = Atomic(0)

  /// Fills up to a multiple of 32 bytes, so that no class lies on two cache lines.
  private let padding = 0

  let classes: InlineArray<20, ClassTally>

  init() { classes = InlineArray { _ in ClassTally() } }

  /// Counts a get that this cache answered with `block`, and returns that.
  @inline(__always)
  func hit(_ block: Block) -> Block {
    tally.hits.add(1)
    tally.takenBytes.add(block.capacity)
    return block
  }

  /// Counts a put; returns the puts of its class so far.
  @inline(__always)
  func count(ofClass index: Int, length: Int, capacity: Int, shared: Bool = false) -> Int {
    classes[index].lengthBytes.add(length, shared: shared)
    classes[index].capacityBytes.add(capacity, shared: shared)
    return classes[index].puts.step(1, shared: shared)
  }

  /// Gets minus puts and the given abandonments, as this worker counted them: below zero where
  /// buffers come here that others got.
  func outstanding(abandoned: Int) -> Int {
    let gets =
      tally.hits.current + tally.steals.current + tally.victimHits.current + tally.misses.current
    var puts = 0
    for index in classes.indices { puts += classes[index].puts.current }
    return gets - puts - abandoned
  }

  /// Runs `body` on the queue of a generation.
  @inline(__always)
  func withQueue<R>(of generation: Int, _ body: (borrowing SharedQueue) -> R) -> R {
    generation & 1 == 0 ? body(even) : body(odd)
  }
}

/// One worker's share of `PoolCounters`.
struct Tally: ~Copyable, Sendable {
  let hits = Counter()
  /// Capacity of all blocks that gets took out of a cache, in bytes.
  let takenBytes = Counter()
  let steals = Counter()
  let victimHits = Counter()
  let misses = Counter()
  let drops = Counter()
  let droppedBytes = Counter()
  let growths = Counter()
  let growthBytes = Counter()
}

/// One worker's puts of one size class. Four words: two classes a cache line, and one line a put.
struct ClassTally: ~Copyable, Sendable {
  let puts = Counter()
  let lengthBytes = Counter()
  let capacityBytes = Counter()

  /// The owner sums the puts of all workers when its own reach this; see `Retention`.
  let nextCheck = Atomic(0)
}

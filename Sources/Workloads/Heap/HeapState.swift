import ByteBufferPool

/// What a collected heap is at one instant, and how it changes: everything but locks and threads.
///
/// A cycle begins when the heap reaches its goal; see `HeapPacing`. What is garbage then is
/// condemned. While the collector marks, nothing is reclaimed, and what is allocated survives the
/// cycle whatever becomes of it: Go allocates *black* then. Afterwards the condemned blocks are
/// swept, by the collector and by whoever needs a block, and a new cycle waits until all are.
struct HeapState: ~Copyable {
  /// A block that was dropped, and its size in bytes.
  typealias Garbage = (block: UnsafeMutableRawPointer, size: Int)

  /// Blocks swept at a stretch, so that nobody waits for all of them.
  private static let batch = 16

  var pacing: HeapPacing
  var isCycleAsked = false
  private(set) var isMarking = false
  private(set) var collections = 0
  /// Of all that was dropped and is not yet reclaimed, in bytes.
  private(set) var garbageSpace = 0
  /// Of the arena's blocks.
  private(set) var counters = AllocationCounters()

  private var arena = BlockArena()
  /// Dropped since the cycle began: the next one's.
  private var garbage: [Garbage] = []
  /// What the cycle has found dead.
  private var condemned: [Garbage] = []
  /// Of what the cycle has found dead and is not reclaimed, in bytes.
  private var condemnedSpace = 0

  init(pacing: HeapPacing) { self.pacing = pacing }

  var range: Range<UInt> { arena.range }

  /// Of free blocks that hold memory, in bytes.
  var idleSpace: Int { arena.idleSpace }

  // MARK: Blocks

  /// A block of the arena's, and whether all of it is zero; nil if it has to come from the system.
  mutating func allocate(_ size: Int) -> BlockArena.Block? {
    pacing.allocate(size)
    guard let block = arena.take(size) else { return nil }
    counters.allocatedBytes += size
    counters.allocatedObjects += 1
    return block
  }

  mutating func drop(_ block: UnsafeMutableRawPointer, _ size: Int) {
    garbage.append((block, size))
    garbageSpace += size
  }

  /// Makes a free block of one of the arena's. False for a block of the system's.
  mutating func giveBack(_ block: UnsafeMutableRawPointer, _ size: Int) -> Bool {
    guard arena.contains(block) else { return false }
    arena.give(block, size)
    counters.freedBytes += size
    counters.freedObjects += 1
    return true
  }

  mutating func takeIdle() -> [BlockArena.Idle] { arena.takeIdle() }

  mutating func shelve(_ idle: [BlockArena.Idle]) { arena.shelve(idle) }

  // MARK: The cycle

  /// Whether a cycle has to begin now, if there is nothing left to sweep.
  var isCycleDue: Bool { !isMarking && pacing.isDue }

  /// Whether there are dead blocks that can be reclaimed now.
  var isSweepable: Bool { !isMarking && !condemned.isEmpty }

  /// Whether a block of this size would be memory that was never used, while dead blocks wait.
  func shouldSweep(before size: Int) -> Bool { isSweepable && !arena.hasUsed(size) }

  /// Begins a cycle, unless one is under way.
  mutating func beginMarking() {
    guard !isMarking && condemned.isEmpty else { return }
    isMarking = true
    isCycleAsked = false
    swap(&garbage, &condemned)
    condemnedSpace = garbageSpace
  }

  /// Ends marking: whatever is in use, `inUseSpace` bytes, and is not condemned counts as live.
  mutating func finishMarking(inUseSpace: Int) {
    pacing.mark(max(inUseSpace - condemnedSpace, 0))
    isMarking = false
    collections += 1
  }

  /// Sweeps a batch of dead blocks, and hands over those that are the system's: they are garbage
  /// until `finishSweep`. Nothing while the collector marks.
  mutating func sweep() -> [Garbage] {
    guard isSweepable else { return [] }
    let batch = condemned.suffix(Self.batch)
    condemned.removeLast(batch.count)
    var large: [Garbage] = []
    for dead in batch {
      if giveBack(dead.block, dead.size) { subtract(dead) } else { large.append(dead) }
    }
    return large
  }

  /// The system has these blocks back.
  mutating func finishSweep(of large: [Garbage]) {
    for dead in large { subtract(dead) }
  }

  private mutating func subtract(_ dead: Garbage) {
    garbageSpace -= dead.size
    condemnedSpace -= dead.size
  }
}

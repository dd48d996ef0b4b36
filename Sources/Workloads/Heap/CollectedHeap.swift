package import ByteBufferPool
import Glibc
import Synchronization
package import Telemetry

/// Memory in Go's manner: what is dropped becomes garbage, and a collector reclaims it in cycles.
/// A model of Go's heap, whose work and memory are real; `HeapState` tells how a cycle goes.
///
/// Whoever allocates the byte that reaches the goal begins the cycle, as `mallocgc` does; the
/// collector's thread marks as soon as it gets a processor. Whoever allocates clears the block, and
/// sweeps dead blocks before taking memory that was never used. Who runs far ahead of the collector
/// has to wait for it.
///
/// In the model `counted`, Swift's own manner, memory comes from the system allocator and is freed
/// the moment that it is dropped. The model can be switched at any time.
// @unchecked: what can change is touched under the lock only; `roots` by one collection at a time.
package final class CollectedHeap: BufferAllocator, @unchecked Sendable {
  /// Bytes of heap above which collection follows collection, unless told otherwise.
  package static let defaultLimit = 1 << 30

  private let lock = HeapLock()
  private let system = SystemAllocator()
  /// Made for the first cycle, since many runs have none. The collector's.
  private var roots: Roots?
  private let isCollecting: Atomic<Bool>
  /// The addresses of the heap's own blocks.
  private let arena: Range<UInt>
  private var state: HeapState
  private var times = Times()
  private var isCollectorRunning = false
  /// Tells the time, for assists. Set before threads start.
  private var now: (@Sendable () -> Duration)?

  private struct Times {
    var collector = Duration.zero
    var assist = Duration.zero
  }

  /// - Precondition: `percent` is above 0, or nil, which is off; `limit > 0`.
  package init(
    model: HeapModel = .collected, percent: Int? = 100, limit: Int = CollectedHeap.defaultLimit
  ) {
    isCollecting = Atomic(model == .collected)
    state = HeapState(pacing: HeapPacing(percent: percent, limit: limit))
    arena = state.range
  }

  /// Which manner is in force. What is garbage when the model becomes `counted` is collected once
  /// more.
  package var model: HeapModel {
    get { isCollecting.load(ordering: .relaxed) ? .collected : .counted }
    set {
      isCollecting.store(newValue == .collected, ordering: .relaxed)
      if newValue == .counted { askForCycle() }
    }
  }

  /// Has the collector begin a cycle, whether it is due or not.
  package func askForCycle() {
    lock.withLock {
      state.isCycleAsked = true
      lock.signal(.work)
    }
  }

  // MARK: Allocation

  package func allocate(capacity: Int) -> UnsafeMutableRawPointer {
    let size = Growth.roundedUp(capacity)
    guard isCollecting.load(ordering: .relaxed) else { return system.allocate(capacity: size) }
    let shouldSweep = lock.withLock {
      waitIfFarAhead()
      return state.shouldSweep(before: size)
    }
    if shouldSweep { sweep() }
    let (own, isCycleDue) = lock.withLock { (state.allocate(size), state.isCycleDue) }
    if isCycleDue { beginCycle { $0.isCycleDue } }
    let (block, isZero) = own ?? (system.allocate(capacity: size), false)
    if !isZero { memset(block, 0, size) }
    return block
  }

  package func deallocate(_ block: UnsafeMutableRawPointer, capacity: Int) {
    let size = Growth.roundedUp(capacity)
    // Swift's own manner, without a lock of ours.
    guard isCollecting.load(ordering: .relaxed) || arena.contains(UInt(bitPattern: block)) else {
      return system.deallocate(block, capacity: size)
    }
    let isDone = lock.withLock {
      guard isCollecting.load(ordering: .relaxed) else { return state.giveBack(block, size) }
      state.drop(block, size)
      return true
    }
    if !isDone { system.deallocate(block, capacity: size) }
  }

  /// Waits while there is far too much garbage and the collector has yet to mark it. With the lock
  /// held.
  private func waitIfFarAhead() {
    guard isFarAhead, let now else { return }
    let start = now()
    while isFarAhead { lock.wait(for: .progress) }
    times.assist += now() - start
  }

  private var isFarAhead: Bool {
    state.garbageSpace > state.pacing.assistLine && state.isMarking && isCollectorRunning
  }

  // MARK: Collection

  /// Reclaims a batch of dead blocks. False if there was none.
  @discardableResult
  private func sweep() -> Bool {
    let (large, wasSweepable) = lock.withLock {
      let wasSweepable = state.isSweepable
      return (state.sweep(), wasSweepable)
    }
    guard !large.isEmpty else { return wasSweepable }
    // Without the lock, since the system may take long to unmap a large block.
    for (block, size) in large { system.deallocate(block, capacity: size) }
    lock.withLock { state.finishSweep(of: large) }
    return true
  }

  /// Begins a cycle once the last one is swept, if there is still reason to, and wakes the
  /// collector.
  private func beginCycle(if isWanted: (borrowing HeapState) -> Bool) {
    while sweep() {}
    lock.withLock {
      guard isWanted(state) else { return }
      state.beginMarking()
      lock.signal(.work)
    }
  }

  /// What the collector does of a cycle, begun or not; a whole one if none has. `sweepPools` ages
  /// the pools that live on this heap, as Go's `poolCleanup` does at the start of each; what they
  /// let go is the next cycle's. One thread at a time.
  package func collect(sweepPools: () -> Void) {
    beginCycle { _ in true }
    sweepPools()
    // The model's blocks have their own word on whether they are dead: no reference in the roots
    // keeps one.
    if roots == nil { roots = Roots() }
    _ = roots?.references(into: arena)
    lock.withLock {
      state.finishMarking(inUseSpace: inUseSpace)
      lock.signal(.progress)
    }
    while sweep() {}
  }

  /// A cycle on the calling thread if one is due or asked for: for runs without threads.
  func collectIfAsked(sweepPools: () -> Void) {
    if lock.withLock({ hasWork }) { collect(sweepPools: sweepPools) }
  }

  /// Whether the collector has something to do.
  private var hasWork: Bool { state.isMarking || state.isCycleAsked }

  /// Lets a collector begin: from now on whoever runs far ahead waits for it.
  func open(now: @escaping @Sendable () -> Duration) {
    lock.withLock {
      self.now = now
      isCollectorRunning = true
    }
  }

  /// Ends the collector after its cycle, and lets go who waits for it.
  func close() {
    lock.withLock {
      isCollectorRunning = false
      lock.signal(.work)
      lock.signal(.progress)
    }
  }

  /// Collects whenever a cycle is due or asked for, until closed. `cpuTime` tells what the calling
  /// thread has used.
  func runCollector(cpuTime: () -> Duration, sweepPools: () -> Void) {
    var used = cpuTime()
    while waitForWork() {
      collect(sweepPools: sweepPools)
      let usedNow = cpuTime()
      lock.withLock { times.collector += usedNow - used }
      used = usedNow
    }
  }

  private func waitForWork() -> Bool {
    lock.withLock {
      while !hasWork && isCollectorRunning { lock.wait(for: .work) }
      // A cycle that has begun is ended, since no other could begin.
      return isCollectorRunning || state.isMarking
    }
  }

  /// Gives pages of idle blocks back to the system. To be called about ten times a second.
  func scavenge() {
    let idle = lock.withLock { state.takeIdle() }
    guard !idle.isEmpty else { return }
    BlockArena.release(idle)
    lock.withLock { state.shelve(idle) }
  }

  // MARK: What is known

  package var counters: AllocationCounters { lock.withLock { countersNow } }

  private var countersNow: AllocationCounters {
    var counters = system.counters
    counters.allocatedBytes += state.counters.allocatedBytes
    counters.allocatedObjects += state.counters.allocatedObjects
    counters.freedBytes += state.counters.freedBytes
    counters.freedObjects += state.counters.freedObjects
    return counters
  }

  private var inUseSpace: Int {
    let counters = countersNow
    return counters.allocatedBytes - counters.freedBytes
  }

  /// Everything that the heap counts, at one instant.
  package var sample: HeapSample {
    lock.withLock {
      let counters = countersNow
      var sample = HeapSample(
        allocSpace: counters.allocatedBytes, allocObjects: counters.allocatedObjects,
        freedSpace: counters.freedBytes, freedObjects: counters.freedObjects)
      sample.model = model
      // After a switch there may be garbage left to collect.
      guard model == .collected || state.garbageSpace > 0 else { return sample }
      sample.garbageSpace = state.garbageSpace
      sample.idleSpace = state.idleSpace
      sample.collections = state.collections
      sample.goal = state.pacing.goal
      sample.collectorNanoseconds = times.collector.wholeNanoseconds
      sample.assistNanoseconds = times.assist.wholeNanoseconds
      return sample
    }
  }
}

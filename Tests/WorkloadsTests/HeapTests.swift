import ByteBufferPool
import Glibc
import Synchronization
import Telemetry
import Testing

@testable import Workloads

@Suite struct HeapTests {
  @Test func aCycleComesWhenTheGoalIsReached() throws {
    let kind = try #require(WorkloadKind.named("request-log"))
    let engine = WorkloadEngine(kind: kind, mode: .noput)
    // 4 MiB hold 128 blocks of 32 KiB: the 128th reaches the goal.
    engine.step(127)
    #expect(engine.heap.sample.collections == 0)
    #expect(engine.heap.sample.garbageSpace == 127 << 15)
    engine.step(1)
    var heap = engine.heap.sample
    // The 128th was in use when the cycle began, and dropped since: it survives the cycle.
    #expect(heap.collections == 1 && heap.garbageSpace == 1 << 15 && heap.liveSpace == 0)
    #expect(heap.allocSpace == 128 << 15 && heap.freedSpace == 127 << 15)
    engine.step(127 * 99)
    heap = engine.heap.sample
    #expect(heap.collections == 100 && heap.inUseSpace == 1 << 15)
  }

  @Test func inPutModeNothingIsCollected() throws {
    let kind = try #require(WorkloadKind.named("request-log"))
    let engine = WorkloadEngine(kind: kind, mode: .put)
    engine.step(100_000)
    let heap = engine.heap.sample
    #expect(heap.collections == 0 && heap.garbageSpace == 0 && heap.allocObjects == 1)
    #expect(heap.liveSpace == 32_768)
  }

  @Test func whatIsCountedIsFreedAtOnce() throws {
    let kind = try #require(WorkloadKind.named("request-log"))
    let engine = WorkloadEngine(
      kind: kind, heap: CollectedHeap(model: .counted), mode: .noput)
    engine.step(1000)
    let heap = engine.heap.sample
    #expect(heap.allocObjects == 1000 && heap.inUseSpace == 0)
    #expect(heap.garbageSpace == nil && heap.collections == nil && heap.goal == nil)
  }

  @Test func theModelCanBeSwitchedWhileBlocksAreOut() {
    let heap = CollectedHeap(model: .collected)
    let collected = heap.allocate(capacity: 1000)
    heap.model = .counted
    let counted = heap.allocate(capacity: 1000)
    heap.deallocate(collected, capacity: 1000)
    #expect(heap.sample.inUseSpace == 1024)
    heap.model = .collected
    heap.deallocate(counted, capacity: 1000)
    #expect(heap.sample.garbageSpace == 1024)
    heap.collect {}
    #expect(heap.sample.inUseSpace == 0 && heap.sample.garbageSpace == 0)
    #expect(heap.counters.allocatedObjects == 2 && heap.counters.freedObjects == 2)
  }

  @Test func aPoolOnTheHeapIsSweptAtEachCycle() throws {
    let kind = try #require(WorkloadKind.named("request-log"))
    let engine = WorkloadEngine(kind: kind, mode: .put)
    engine.step(1)
    for _ in 0..<2 { engine.heap.collect { engine.pool.sweep() } }
    // Idle at two sweeps: the pool lets it go, and it is garbage for the next cycle.
    #expect(engine.pool.counters.retainedObjects == 0)
    #expect(engine.heap.sample.garbageSpace == 1 << 15)
    engine.heap.collect { engine.pool.sweep() }
    #expect(engine.heap.sample.inUseSpace == 0)
  }

  @Test func blocksAreClearedAlignedAndAsLargeAsGosAre() {
    let heap = CollectedHeap()
    for capacity in [8, 64, 100, 30_000, 32_768, 32_769, 1 << 20] {
      let block = heap.allocate(capacity: capacity)
      #expect(UInt(bitPattern: block) % 64 == 0)
      let bytes = UnsafeMutableRawBufferPointer(start: block, count: capacity)
      #expect(bytes.allSatisfy { $0 == 0 })
      for index in bytes.indices { bytes[index] = 0xFF }
      heap.deallocate(block, capacity: capacity)
      heap.collect {}
      let again = heap.allocate(capacity: capacity)
      #expect(UnsafeRawBufferPointer(start: again, count: capacity).allSatisfy { $0 == 0 })
      heap.deallocate(again, capacity: capacity)
    }
    #expect(Growth.roundedUp(30_000) == 32_768)
  }

  @Test func idlePagesGoBackWithADelayAndComeBackClear() {
    let heap = CollectedHeap()
    let blocks = (0..<64).map { _ in heap.allocate(capacity: 32_768) }
    for block in blocks {
      UnsafeMutableRawBufferPointer(start: block, count: 32_768).initializeMemory(
        as: UInt8.self, repeating: 1)
      heap.deallocate(block, capacity: 32_768)
    }
    heap.collect {}
    #expect(heap.sample.idleSpace == 64 << 15)
    // The first look notes what is idle; each further one gives a quarter back.
    heap.scavenge()
    #expect(heap.sample.idleSpace == 64 << 15)
    heap.scavenge()
    #expect(heap.sample.idleSpace == 48 << 15)
    for _ in 0..<40 { heap.scavenge() }
    #expect(heap.sample.idleSpace == 0)
    let again = (0..<64).map { _ in heap.allocate(capacity: 32_768) }
    #expect(Set(again) == Set(blocks))
    for block in again {
      #expect(UnsafeRawBufferPointer(start: block, count: 32_768).allSatisfy { $0 == 0 })
      heap.deallocate(block, capacity: 32_768)
    }
  }

  @Test func aReleasedBlockIsZeroAndAUsedOneIsNot() {
    var arena = BlockArena()
    func take() -> UnsafeMutableRawPointer? {
      let taken = arena.take(32_768)
      isZero = taken?.isZero
      return taken?.address
    }
    var isZero: Bool?
    guard let block = take() else {
      Issue.record("no address space")
      return
    }
    #expect(isZero == true)
    arena.give(block, 32_768)
    let used = take()
    #expect(used == block && isZero == false)
    block.storeBytes(of: 1, as: UInt8.self)
    arena.give(block, 32_768)
    // The first look only notes what is idle.
    for expected in [[], [block]] {
      let idle = arena.takeIdle()
      #expect(idle.map(\.block) == expected)
      BlockArena.release(idle)
      arena.shelve(idle)
    }
    let released = take()
    #expect(released == block && isZero == true)
    #expect(block.load(as: UInt8.self) == 0)
  }

  /// Who has dropped far more than the collector has marked waits for it, and the time is counted.
  @Test func whoRunsFarAheadWaitsForTheCollector() throws {
    let heap = CollectedHeap(limit: 64 << 10)
    let looks = Atomic(0)
    heap.open(now: { .milliseconds(looks.add(1, ordering: .relaxed).newValue) })
    // The second reaches the goal, a cycle begins, and nobody marks; with the third, garbage is
    // above the limit.
    for _ in 0..<3 { heap.deallocate(heap.allocate(capacity: 32_768), capacity: 32_768) }
    #expect(looks.load(ordering: .relaxed) == 0 && heap.sample.collections == 0)
    let thread = try LabThread { _ = heap.allocate(capacity: 32_768) }
    // It looks at the clock before it waits.
    while looks.load(ordering: .relaxed) == 0 { sched_yield() }
    heap.collectIfAsked {}
    thread.join()
    #expect(heap.sample.collections == 1)
    #expect(heap.sample.assistNanoseconds == 1_000_000)
  }

  /// Go: goal = live × (1 + GOGC/100), at least 4 MiB × GOGC/100, at most the limit.
  @Test(
    arguments: [
      (100, 0, 4 << 20), (100, 10 << 20, 20 << 20), (50, 10 << 20, 15 << 20), (200, 0, 8 << 20),
      (100, 900 << 20, 1 << 30), (nil, 5, 1 << 30),
    ] as [(Int?, Int, Int)])
  func theGoalIsGos(percent: Int?, marked: Int, goal: Int) {
    var pacing = HeapPacing(percent: percent, limit: 1 << 30)
    pacing.mark(marked)
    #expect(pacing.goal == goal)
  }

  @Test func aboveTheLimitThereIsHeadroomLeft() {
    var pacing = HeapPacing(percent: 100, limit: 1 << 20)
    pacing.mark(16 << 20)
    #expect(pacing.goal == 17 << 20)
    pacing.allocate(1)
    #expect(!pacing.isDue)
    pacing = HeapPacing(percent: .max, limit: 1 << 20)
    pacing.mark(1 << 19)
    #expect(pacing.goal == 1 << 20)
  }

  /// What is allocated while the collector marks survives, even if it is dropped at once, and lets
  /// the next cycle begin later: as in Go's trace "2->29->26 MB, 4 MB goal".
  @Test func whatIsAllocatedWhileMarkingRaisesTheGoal() {
    let heap = CollectedHeap()
    func allocateAndDrop(_ count: Int) {
      for _ in 0..<count { heap.deallocate(heap.allocate(capacity: 32_768), capacity: 32_768) }
    }
    allocateAndDrop(128)
    heap.collect { allocateAndDrop(320) }
    #expect(heap.sample.inUseSpace == 321 << 15 && heap.sample.collections == 1)
    #expect(heap.sample.goal == 642 << 15)
    allocateAndDrop(320)
    heap.collectIfAsked {}
    #expect(heap.sample.collections == 1)
    allocateAndDrop(1)
    heap.collectIfAsked {}
    #expect(heap.sample.collections == 2 && heap.sample.goal == 4 << 20)
  }

  /// Go forces a cycle after two minutes without one.
  @Test func aCycleComesAfterTwoMinutesWithoutOne() {
    let heap = CollectedHeap()
    heap.deallocate(heap.allocate(capacity: 1000), capacity: 1000)
    var housekeeping = Housekeeping(of: heap, at: .seconds(10))
    housekeeping.tick(at: .seconds(129))
    heap.collectIfAsked {}
    #expect(heap.sample.collections == 0)
    housekeeping.tick(at: .seconds(130))
    heap.collectIfAsked {}
    #expect(heap.sample.collections == 1 && heap.sample.inUseSpace == 0)
    housekeeping.tick(at: .seconds(131))
    housekeeping.tick(at: .seconds(250))
    heap.collectIfAsked {}
    #expect(heap.sample.collections == 1)
    heap.model = .counted
    heap.collectIfAsked {}
    housekeeping.tick(at: .seconds(1000))
    heap.collectIfAsked {}
    #expect(heap.sample.collections == nil)
  }

  /// Random operations against a plain list of what is out.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func whatIsAllocatedAndNotFreedIsInUse(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let heap = CollectedHeap()
    var out: [(block: UnsafeMutableRawPointer, capacity: Int)] = []
    var garbage = 0
    for step in 0..<5000 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        let capacity = Int.random(in: 8...50_000, using: &random)
        out.append((heap.allocate(capacity: capacity), capacity))
      case 5..<9:
        guard let index = out.indices.randomElement(using: &random) else { continue }
        let (block, capacity) = out.remove(at: index)
        heap.deallocate(block, capacity: capacity)
        garbage += Growth.roundedUp(capacity)
      default:
        heap.collect {}
        heap.scavenge()
        garbage = 0
      }
      let live = out.reduce(0) { $0 + Growth.roundedUp($1.capacity) }
      #expect(heap.sample.liveSpace == live, "seed \(seed), step \(step)")
      #expect(heap.sample.garbageSpace == garbage, "seed \(seed), step \(step)")
    }
    #expect(Set(out.map(\.block)).count == out.count)
    for (block, capacity) in out { heap.deallocate(block, capacity: capacity) }
    heap.collect {}
    #expect(heap.sample.inUseSpace == 0 && heap.sample.allocObjects == heap.sample.freedObjects)
  }
}

import ByteBufferPool
import Glibc
import Synchronization
import Telemetry
import Testing
import Workloads

/// Workers, collector, housekeeper and a monitor on one heap and one pool, while everything that
/// can be switched is switched. For ThreadSanitizer too: see docs/DEVELOPING.md.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EngineStressTests {
  /// Time stands still and sleep only yields: nothing depends on how fast it goes.
  private let pacer = Pacer(now: { .zero }, sleep: { _ in sched_yield() }, cpuTime: { .zero })

  private func settings(leakLimit: Int = 0) -> WorkloadSettings {
    var settings = WorkloadSettings()
    settings.leakLimit = leakLimit
    settings.payloadBytes = 3000
    settings.forgottenShare = 0.5
    return settings
  }

  /// Runs `watch` again and again until the workers have done so many more operations.
  private func work(_ engine: WorkloadEngine, _ operations: Int, watch: () -> Void) {
    let goal = engine.operations + operations
    while engine.operations < goal {
      watch()
      sched_yield()
    }
  }

  /// What holds once all threads have gone: nothing is lost, nothing is counted twice.
  private func expectExactCounts(_ engine: WorkloadEngine) {
    let (heap, pool) = (engine.heap.sample, engine.pool.counters)
    #expect(heap.inUseSpace == pool.retainedBytes + (heap.garbageSpace ?? 0))
    #expect(pool.outstanding == 0 && pool.gets == pool.puts + pool.abandoned)
    engine.heap.collect {}
    let after = engine.heap.sample
    #expect(after.allocSpace - after.freedSpace == pool.retainedBytes)
    #expect(after.inUseObjects == pool.retainedObjects)
  }

  @Test(arguments: HeapModel.allCases)
  func aHeapThatSeveralWorkersUseLosesNothing(model: HeapModel) throws {
    let engine = WorkloadEngine(
      kind: WorkloadKind.all[0], settings: settings(), heap: CollectedHeap(model: model),
      workers: 3, mode: .noput)
    try engine.start(pacer: pacer)
    work(engine, 200_000) {
      let heap = engine.heap.sample
      #expect(heap.inUseSpace >= 0 && heap.liveSpace ?? 0 >= 0)
    }
    engine.stop()
    expectExactCounts(engine)
    #expect((engine.heap.sample.collections ?? 0 > 0) == (model == .collected))
  }

  @Test func whateverIsSwitchedWhileItRunsNothingIsLost() throws {
    let engine = WorkloadEngine(
      kind: WorkloadKind.all[0], settings: settings(), heap: CollectedHeap(), workers: 3,
      mode: .put)
    try engine.start(pacer: pacer)
    for round in 0..<3 {
      for kind in WorkloadKind.all {
        engine.kind = kind
        var looks = 0
        work(engine, 500) {
          looks += 1
          engine.mode = looks.isMultiple(of: 2) ? .put : .noput
          if looks.isMultiple(of: 5) { engine.heap.model = engine.heap.model.other }
          if looks.isMultiple(of: 7) { engine.heap.askForCycle() }
          if looks.isMultiple(of: 100) { engine.fireBurst() }
          engine.forgottenShare = Double(looks % 10) / 10
          _ = (engine.heap.sample, engine.pool.counters, engine.kind, round)
        }
      }
    }
    engine.stop()
    expectExactCounts(engine)
  }

  /// What is held is in use, and nothing else: in noput mode every buffer is of 3,000 bytes in a
  /// block of 3,072.
  @Test func whatALeakHoldsIsInUse() throws {
    let kind = try #require(WorkloadKind.named("leak"))
    let engine = WorkloadEngine(
      kind: kind, settings: settings(leakLimit: 1 << 20), heap: CollectedHeap(), workers: 3,
      mode: .noput)
    try engine.start(pacer: pacer)
    work(engine, 50_000) {}
    engine.stop()
    engine.heap.collect {}
    let held = engine.pool.counters.outstanding
    #expect(held > 0 && held * 3072 <= 1 << 20)
    #expect(engine.heap.sample.inUseSpace == held * 3072)
    #expect(engine.heap.sample.inUseObjects == held)
  }

  /// A heap that hardly may grow: workers run ahead of the collector, may wait for it, and go on.
  @Test func aHeapThatHardlyMayGrowGoesOn() throws {
    let engine = WorkloadEngine(
      kind: WorkloadKind.all[0], settings: settings(), heap: CollectedHeap(limit: 64 << 10),
      workers: 3, mode: .noput)
    try engine.start(pacer: pacer)
    work(engine, 100_000) {}
    engine.stop()
    expectExactCounts(engine)
  }
}

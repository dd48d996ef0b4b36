import ByteBufferPool
import Glibc
import Telemetry
import Testing
import Workloads

@Suite struct EngineTests {
  private func engine(mode: WorkloadMode, workers: Int = 1, payload: Int = 30_000) -> WorkloadEngine
  {
    var settings = WorkloadSettings()
    settings.payloadBytes = payload
    return WorkloadEngine(
      kind: WorkloadKind.all[0], settings: settings, heap: CollectedHeap(model: .counted),
      workers: workers, mode: mode)
  }

  @Test func putReusesOneBuffer() {
    let engine = engine(mode: .put)
    engine.step(1000)
    let counters = engine.pool.counters
    #expect(counters.misses == 1 && counters.hits == 999 && counters.kept == 1000)
    #expect(counters.outstanding == 0 && counters.abandoned == 0)
    let heap = engine.pool.allocator.counters
    #expect(heap.allocatedObjects == 1 && heap.allocatedBytes == 32_768)
  }

  @Test func noputAllocatesForEveryGet() {
    let engine = engine(mode: .noput)
    engine.step(1000)
    let counters = engine.pool.counters
    #expect(counters.misses == 1000 && counters.hits == 0 && counters.puts == 0)
    #expect(counters.abandoned == 1000)
    #expect(counters.calls.allSatisfy { $0 == 0 })
    let heap = engine.pool.allocator.counters
    #expect(heap.allocatedBytes == 32_768_000 && heap.freedBytes == 32_768_000)
  }

  @Test func theExperimentCalibratesAfter42001Puts() {
    let engine = engine(mode: .put)
    engine.step(42_000)
    #expect(engine.pool.counters.calibration == Calibration())
    engine.step(1)
    #expect(
      engine.pool.counters.calibration == Calibration(defaultSize: 32_768, maxSize: 32_768))
  }

  @Test func theModeCanBeSwitchedBetweenOperations() {
    let engine = engine(mode: .put)
    engine.step(10)
    engine.mode = .noput
    engine.step(10)
    #expect(engine.mode == .noput)
    #expect(engine.operations == 20)
    // The first let go is the one that the pool had kept.
    #expect(engine.pool.counters.abandoned == 10 && engine.pool.counters.misses == 10)
  }

  @Test func anyWorkloadCanRunWithAnyPolicy() throws {
    #expect(
      WorkloadEngine.policies.map(\.name)
        == ["calibrated", "unbounded", "hard cap 64 KiB", "strikes"])
    #expect(WorkloadEngine.policy(named: "soft cap") == nil)
    let engine = engine(mode: .put, payload: 100_000)
    engine.step(10)
    #expect(engine.policy.name == "calibrated" && engine.pool.counters.drops == 0)
    engine.policy = try #require(WorkloadEngine.policy(named: "hard cap 64 KiB"))
    engine.step(10)
    #expect(engine.policy.name == "hard cap 64 KiB" && engine.pool.counters.drops == 10)
    engine.kind = try #require(WorkloadKind.named("request-log"))
    #expect(engine.policy.name == "calibrated", "the workload's own")
    engine.kind = try #require(WorkloadKind.named("oversize"))
    #expect(engine.policy.name == "hard cap 64 KiB")
  }

  @Test(arguments: [1, 2, 3, 4, 100, 30_000, 98_304, 98_305, 1 << 20])
  func thePayloadIsLogOverAndOver(count: Int) {
    var buffer = BufferPool().get()
    Filler.shared.append(count, to: &buffer)
    let expected = repeatElement("log".utf8, count: count / 3 + 1).joined().prefix(count)
    #expect(buffer.withUnsafeBytes { $0.elementsEqual(expected) })
  }

  @Test func threadsCountWhatTheyDo() throws {
    let engine = engine(mode: .put, workers: 3, payload: 100)
    let pacer = Pacer(now: { .zero }, sleep: { _ in }, cpuTime: { .zero })
    try engine.start(pacer: pacer)
    while engine.operations == 0 { sched_yield() }
    engine.stop()
    #expect(engine.operations > 0)
    #expect(engine.operations == engine.pool.counters.gets)
    #expect(engine.pool.counters.outstanding == 0)
  }

  /// The dashboard cannot import the pool, so that the constant stands twice.
  @Test func theThresholdOnScreenIsThePools() {
    #expect(PoolSample.callsThreshold == Calibration.callsThreshold)
  }
}

import ByteBufferPool
import Glibc
import Synchronization
import Telemetry
import Testing

@testable import Workloads

@Suite struct StopwatchTests {
  /// A clock that goes on by 240 ns with each read.
  private final class Ticker: Sendable {
    let reads = Atomic(0)

    var now: Duration { .nanoseconds(reads.add(1, ordering: .relaxed).newValue * 240) }
  }

  private func worker(
    _ request: Request = Request(length: 100), mode: WorkloadMode = .put, keepLimit: Int = 0
  ) -> Worker {
    let kind = WorkloadKind("test", "", lookFor: "", story: Story([])) { _, _ in
      Repeated(request: request)
    }
    return Worker(
      index: 0, pool: BufferPool(),
      switches: EngineSwitches(kind: kind, settings: WorkloadSettings(), mode: mode),
      keepLimit: keepLimit)
  }

  private func sample(of worker: Worker) -> LatencySample {
    var counts = [Int](repeating: 0, count: LatencyBuckets.count)
    worker.latencies.add(to: &counts)
    return LatencySample(counts: counts)
  }

  private func sample(_ count: Int, of nanoseconds: Int) -> LatencySample {
    var counts = [Int](repeating: 0, count: LatencyBuckets.count)
    counts[LatencyBuckets.index(ofNanoseconds: nanoseconds)] = count
    return LatencySample(counts: counts)
  }

  @Test(arguments: [[64], [1, 63, 7], [256], [300]])
  func oneInSoManyIsMeasured(batches: [Int]) {
    var stopwatch = Stopwatch { .zero }
    var (done, measured): (Int, [Int]) = (0, [])
    for batch in 0..<100 {
      // A batch of more than 256 would measure one in each batch.
      let batch = min(batches[batch % batches.count], Stopwatch.stride)
      if stopwatch.untilNext < batch { measured.append(done + stopwatch.untilNext) }
      stopwatch.advance(by: batch)
      done += batch
    }
    #expect(measured == Array(stride(from: 0, to: done, by: 256)))
    #expect(Worker.longestBatch <= Stopwatch.stride)
  }

  @Test func afterASleepTheNextOneIsMeasured() {
    var stopwatch = Stopwatch { .zero }
    stopwatch.advance(by: 10)
    #expect(stopwatch.untilNext == 246)
    stopwatch.advance(by: 0)
    stopwatch.hasSlept()
    stopwatch.advance(by: 0)
    #expect(stopwatch.untilNext == 0)
    stopwatch.advance(by: 1)
    #expect(stopwatch.untilNext == 255)
  }

  /// Each read is 240 ns after the last one: 240 for a get, and 240 for its put.
  @Test(arguments: [
    (Request(length: 100), WorkloadMode.put, 480), (Request(length: 100), .noput, 240),
    (Request(length: 100, end: .forget), .put, 240),
    (Request(length: 100, end: .emptyAndPut), .put, 480),
    (Request(length: 100, end: .emptyAndPut), .noput, 240),
    (Request(length: 100, end: .keep), .put, 240),
    (Request(length: 1 << 20, end: .keep), .put, 480),
    (Request(length: 10, together: 64), .put, 480),
  ])
  func aGetAndItsPutCountWithoutWhatIsBetween(request: Request, mode: WorkloadMode, latency: Int) {
    let worker = worker(request, mode: mode, keepLimit: 1000)
    let ticker = Ticker()
    var shift = worker.takeShift()
    var stopwatch: Stopwatch? = Stopwatch { ticker.now }
    var done = 0
    while done < 256 { done += worker.work(256 - done, on: &shift, at: .zero, &stopwatch) }
    #expect(sample(of: worker) == sample(1, of: latency))
    // Two around a get, and two around a put.
    #expect(ticker.reads.load(ordering: .relaxed) == latency / 120)
    worker.rest(shift)
  }

  @Test func withoutAStopwatchNothingIsMeasured() {
    let engine = WorkloadEngine(kind: WorkloadKind.all[0])
    engine.step(1000)
    #expect(engine.latency == LatencySample())
  }

  @Test func workersAddUp() throws {
    let engine = WorkloadEngine(kind: WorkloadKind.all[0], workers: 3)
    try engine.start(
      pacer: Pacer(now: { .zero }, sleep: { _ in sched_yield() }, cpuTime: { .zero }))
    while engine.operations < 10_000 { sched_yield() }
    engine.stop()
    // Each of the three rounds up.
    let measured = engine.latency.buckets.reduce(0) { $0 + $1.count }
    #expect((engine.operations / 256...engine.operations / 256 + 3).contains(measured))
    #expect(engine.latency.buckets.map(\.index) == [0], "time stands still")
  }

  /// Ten a second, on a clock that only sleeping moves: every operation comes after a sleep. At a
  /// thousand a second twenty come after each.
  @Test(arguments: [(10.0, 51, 51), (1000, 5001, 251)])
  func atASlowRateTheFirstAfterASleepIsMeasured(rate: Double, operations: Int, measured: Int) {
    let kind = WorkloadKind.all[0]
    let switches = EngineSwitches(kind: kind, settings: WorkloadSettings(), mode: .put)
    let worker = Worker(index: 0, pool: BufferPool(), switches: switches, keepLimit: 0)
    let clock = SleepingClock()
    let pacer = Pacer(
      now: { clock.now },
      sleep: { duration in
        // A slow waker.
        clock.sleep(.milliseconds(20))
        #expect(duration <= .milliseconds(20))
        if clock.now > .seconds(5) { switches.isStopping.store(true, ordering: .relaxed) }
      }, cpuTime: { .zero })
    worker.run(rate: rate, pacer: pacer)
    #expect(worker.operations.load(ordering: .relaxed) == operations)
    #expect(sample(of: worker) == sample(measured, of: 0))
  }

  private final class SleepingClock: Sendable {
    private let nanoseconds = Atomic(0)

    var now: Duration { .nanoseconds(nanoseconds.load(ordering: .relaxed)) }

    func sleep(_ duration: Duration) {
      nanoseconds.add(duration.wholeNanoseconds, ordering: .relaxed)
    }
  }
}

import ByteBufferPool
import Telemetry
import Testing

@testable import Workloads

/// Each workload's end state, by steps, without threads or clocks. The figures are
/// bytebufferpool's: `calibrateCallsThreshold` 42,000, `maxPercentile` 0.95.
@Suite struct WorkloadTests {
  private func engine(
    _ name: String, heap: HeapModel = .counted,
    _ change: (inout WorkloadSettings) -> Void = { _ in }
  ) throws -> WorkloadEngine {
    var settings = WorkloadSettings()
    change(&settings)
    let kind = try #require(WorkloadKind.named(name))
    return WorkloadEngine(kind: kind, settings: settings, heap: CollectedHeap(model: heap))
  }

  @Test func forgettingFivePercentAllocatesFivePercent() throws {
    let engine = try engine("forgetful") { $0.payloadBytes = 1000 }
    engine.step(100_000)
    let counters = engine.pool.counters
    #expect(counters.abandoned == 5000 && counters.puts == 95_000)
    // The first get found nothing; the last buffer that was forgotten is not replaced yet.
    #expect(counters.misses == 5000)
    #expect(counters.calibration == Calibration(defaultSize: 1024, maxSize: 1024))
    #expect(engine.heap.sample.inUseSpace == 0)
  }

  @Test func theForgottenShareCanBeChanged() throws {
    let engine = try engine("forgetful") { $0.payloadBytes = 100 }
    engine.forgottenShare += 0.45
    engine.step(1000)
    #expect(engine.pool.counters.abandoned == 500)
    engine.forgottenShare = 7
    #expect(engine.forgottenShare == 1)
  }

  @Test func aBurstIsRetainedUntilCalibration() throws {
    let engine = try engine("burst")
    engine.step(1)
    #expect(engine.pool.counters.retainedBytes == 64 << 20)
    #expect(engine.pool.counters.retainedObjects == 64)
    engine.step(42_000)
    #expect(engine.pool.counters.retainedBytes == 64 << 20)
    engine.step(1)
    #expect(engine.pool.counters.calibration == Calibration(defaultSize: 1024, maxSize: 1024))
    // Each further get takes a large one, and its put drops it.
    engine.step(64)
    #expect(engine.pool.counters.retainedBytes == 1024)
    #expect(engine.pool.counters.drops == 64)
    engine.fireBurst()
    engine.step(1)
    #expect(engine.pool.counters.drops == 128)
  }

  @Test(arguments: [1, 3, 64, 100])
  func workersShareABurst(workers: Int) {
    var lengths = 0
    for worker in 0..<workers {
      var burst = Burst(worker: worker, of: workers)
      let first = burst.next(at: Moment())
      if first.length == Burst.large { lengths += first.together }
      #expect(burst.next(at: Moment()) == Burst.small)
    }
    #expect(lengths == 64)
  }

  @Test func whatDoesNotFitIsDroppedOnceCalibrated() throws {
    let engine = try engine("misfit")
    engine.step(42_000)
    #expect(engine.pool.counters.misses == 1)
    engine.step(1001)
    #expect(engine.pool.counters.calibration == Calibration(defaultSize: 512, maxSize: 512))
    // The put that calibrates is the first to be dropped.
    #expect(engine.pool.counters.drops == 1001)
    #expect(engine.pool.counters.retainedBytes == 0)
    #expect(engine.pool.counters.lengthBytesByClass[3] * 8 == engine.capacityBytes)
  }

  @Test func emptyBuffersPoisonTheCalibration() throws {
    let engine = try engine("reset-before-put") { $0.payloadBytes = 3000 }
    engine.step(43_001)
    #expect(engine.pool.counters.calibration == Calibration(defaultSize: 64, maxSize: 64))
    #expect(engine.pool.counters.drops == 1001)
    #expect(engine.pool.counters.retainedBytes == 0)
  }

  @Test(arguments: [(0.048, 1024, 480, 1024), (0.052, 1 << 20, 0, 1 << 20)])
  func theCliffLiesAtFivePercent(
    largeShare: Double, maxSize: Int, drops: Int, retained: Int
  ) throws {
    let engine = try engine("cliff") { $0.largeShare = largeShare }
    while engine.pool.counters.calibrations == 0 && engine.operations < 45_000 { engine.step(1) }
    #expect(engine.pool.counters.calibration == Calibration(defaultSize: 1024, maxSize: maxSize))
    let before = engine.pool.counters.drops
    engine.step(10_000)
    #expect(engine.pool.counters.drops - before == drops)
    #expect(engine.pool.counters.retainedBytes == retained)
  }

  @Test func tenEqualClassesDoNotCalibrate() throws {
    let engine = try engine("ten-classes")
    engine.step(400_000)
    #expect(engine.pool.counters.calibrations == 0)
    #expect(engine.pool.counters.kept == 400_000)
    #expect(engine.pool.counters.calls.prefix(10).allSatisfy { $0 == 40_000 })
  }

  @Test func nothingAboveTheCapIsReused() throws {
    let engine = try engine("oversize")
    engine.step(1000)
    #expect(engine.pool.counters.drops == 1000 && engine.pool.counters.misses == 1000)
    #expect(engine.pool.counters.retainedBytes == 0)
  }

  @Test func sizesDriftAndTheThresholdsFollow() throws {
    let engine = try engine("drift")
    engine.step(42_001)
    #expect(engine.pool.counters.calibration == Calibration(defaultSize: 1024, maxSize: 1024))
    engine.step(42_001, at: .seconds(60))
    #expect(engine.pool.counters.calibration.defaultSize == 65_536)
    let drift = Drift()
    let lengths = [0, 30, 60, 90, 120].map { drift.next(at: Moment(time: .seconds($0))).length }
    #expect(lengths == [1024, 8192, 65_536, 8192, 1024])
  }

  @Test func webBodiesAreLogNormalAndTheSameForASeed() {
    var (first, second) = (Web(seed: 7), Web(seed: 7))
    let lengths = (0..<20_000).map { _ in first.next(at: Moment()).length }
    #expect(lengths == (0..<20_000).map { _ in second.next(at: Moment()).length })
    let sorted = lengths.sorted()
    #expect((3900...4300).contains(sorted[10_000]))
    // exp(2.326 × 1.5) = 32.8 medians.
    #expect((115_000...155_000).contains(sorted[19_800]))
    #expect(sorted[0] >= 1)
  }

  /// The most popular classes that together pass 95 % of log-normal lengths go up to 64 KiB; what
  /// is larger, 3 % of all, is dropped.
  @Test func webIsCalibratedToAllButTheLargest() throws {
    let engine = try engine("web")
    while engine.pool.counters.calibrations == 0 && engine.operations < 300_000 { engine.step(1) }
    #expect(engine.pool.counters.calibration == Calibration(defaultSize: 8192, maxSize: 65_536))
    let before = engine.pool.counters
    engine.step(20_000)
    let drops = engine.pool.counters.drops - before.drops
    #expect((500...800).contains(drops))
    #expect(engine.pool.counters.retainedBytes <= 65_536)
  }

  @Test func aLeakHoldsWhatItMay() throws {
    let engine = try engine("leak") {
      $0.payloadBytes = 1000
      $0.leakLimit = 5000
    }
    engine.step(10_000)
    // Ten would be kept: 4 × 1,024 B fit.
    #expect(engine.pool.counters.abandoned == 0 && engine.pool.counters.outstanding == 4)
    #expect(engine.pool.counters.puts == 9996)
    #expect(engine.heap.sample.inUseSpace == 5 * 1024)
  }

  @Test func aPersonsLengthsComeInTurn() throws {
    let engine = try engine("request-log") { $0.lengths = [10, 100, 0] }
    engine.step(9)
    #expect(Array(engine.pool.counters.putsByClass.prefix(3)) == [6, 3, 0])
  }

  @Test func aSwitchedWorkloadBeginsAnew() throws {
    let engine = try engine("request-log")
    engine.step(42_001)
    engine.kind = try #require(WorkloadKind.named("oversize"))
    engine.step(10)
    #expect(engine.pool.counters.drops >= 9)
    #expect(engine.kind.name == "oversize")
    engine.kind = try #require(WorkloadKind.named("request-log"))
    engine.step(42_001)
    #expect(engine.pool.counters.calibration.maxSize == 32_768)
    // Of the thresholds nothing is left: a burst is kept whole; and what was asked for before is
    // not made up for.
    engine.fireBurst()
    engine.fireBurst()
    engine.kind = try #require(WorkloadKind.named("burst"))
    #expect(engine.pool.counters.calibration == Calibration())
    let large = engine.pool.counters.putsByClass[14]
    engine.step(3)
    #expect(engine.pool.counters.putsByClass[14] == large + 64)
    #expect(engine.pool.counters.retainedBytes >= 64 << 20)
  }

  @Test func everyKindSaysWhatItIsInOneLine() {
    for kind in WorkloadKind.all {
      #expect(kind.summary.count <= 56 && kind.lookFor.count <= 90, "\(kind.name)")
    }
    #expect(Set(WorkloadKind.all.map(\.name)).count == WorkloadKind.all.count)
  }
}

extension WorkloadEngine {
  fileprivate var capacityBytes: Int { pool.counters.capacityBytesByClass.reduce(0, +) }
}

import Testing

@testable import ByteBufferPool

@Suite struct RetentionTests {
  // MARK: Each policy by itself

  @Test func unboundedKeepsEverything() {
    #expect(Unbounded().initialThresholds == Calibration(defaultSize: 0, maxSize: 0))
    #expect(Unbounded().callsThreshold == nil)
  }

  @Test(arguments: [(65_536, 65_536), (1, 1)])
  func aHardCapIsAThreshold(bytes: Int, maxSize: Int) {
    let policy = HardCap(bytes: bytes)
    #expect(policy.initialThresholds == Calibration(defaultSize: 0, maxSize: maxSize))
    #expect(policy.judge(ReturnedBuffer(length: 9, capacity: maxSize + 1)) == .drop())
  }

  @Test func calibratedLearnsAsCalibrationDoes() {
    var calls = [Int](repeating: 0, count: 20)
    calls[4] = 42_001
    #expect(Calibrated().callsThreshold == 42_000)
    #expect(Calibrated().calibration(calls: calls) == Calibration(defaultSize: 1024, maxSize: 1024))
    #expect(Calibrated().judge(ReturnedBuffer(length: 9, capacity: 2048)) == .drop())
  }

  /// The switch in `putBufferedEncoder` of Go's encoding/json/jsontext, case by case.
  @Test(arguments: [
    (8192, 2048, 3, Judgement.keep(strikes: 0)), (8192, 2047, 0, .keep(strikes: 1)),
    (8192, 0, 3, .keep(strikes: 4)), (8192, 100, 4, .drop(defaultSize: 128)),
    (8192, 0, 4, .drop(defaultSize: 64)), (8192, 63, 4, .drop(defaultSize: 64)),
    (8192, 64, 4, .drop(defaultSize: 128)), (1 << 30, 1 << 26, 4, .drop(defaultSize: 1 << 27)),
    (1 << 20, 1 << 18, 4, .keep(strikes: 0)),
  ])
  func strikes(capacity: Int, length: Int, strikes: Int, judgement: Judgement) {
    let buffer = ReturnedBuffer(length: length, capacity: capacity, strikes: strikes)
    #expect(Strikes().judge(buffer) == judgement)
    #expect(Strikes().initialThresholds.keeps(capacity: 4096))
    #expect(!Strikes().initialThresholds.keeps(capacity: 4097))
  }

  @Test func everyPolicyHasAName() {
    let policies: [any RetentionPolicy] = [Calibrated(), Unbounded(), Strikes(), KeepsNothing()]
    #expect(policies.map(\.name) == ["calibrated", "unbounded", "strikes", "KeepsNothing"])
  }

  @Test(arguments: [
    (1, "1 B"), (1023, "1023 B"), (1024, "1 KiB"), (65_536, "64 KiB"), (65_537, "65537 B"),
    (1536, "1536 B"), (3 << 20, "3 MiB"), (1 << 30, "1 GiB"), (1 << 50, "1024 TiB"),
  ])
  func aHardCapIsCalledByItsSize(bytes: Int, name: String) {
    #expect(HardCap(bytes: bytes).name == "hard cap " + name)
  }

  // MARK: In a pool

  @Test func aBurstStaysInAnUnboundedPool() {
    let pool = BufferPool(retention: .unbounded)
    pool.use(length: 8 << 20)
    for _ in 0..<50_000 { pool.use(length: 100) }
    #expect(pool.counters.retainedBytes == 8 << 20)
    #expect(pool.counters.calibrations == 0)
    #expect(pool.counters.calls.allSatisfy { $0 == 0 }, "it never calibrates")
  }

  @Test func aBurstDoesNotStayUnderAHardCap() {
    let pool = BufferPool(retention: .hardCap(64 << 10))
    pool.use(length: 8 << 20)
    #expect(pool.counters.drops == 1)
    #expect(pool.counters.retainedBytes == 0)
    pool.use(length: 64 << 10)
    #expect(pool.counters.kept == 1)
  }

  @Test func aBurstIsForgivenFourTimesUnderStrikes() {
    let pool = BufferPool(retention: .strikes)
    pool.use(length: 1 << 20)
    for _ in 0..<4 { pool.use(length: 1000) }
    #expect(pool.counters.drops == 0)
    pool.use(length: 1000)
    #expect(pool.counters.drops == 1)
    #expect(pool.counters.retainedBytes == 0)
    let next = pool.get().capacity
    #expect(next == 1024, "as large as was last needed")
  }

  @Test func goodUseClearsTheStrikes() {
    let pool = BufferPool(retention: .strikes)
    pool.use(length: 1 << 20)
    for _ in 0..<20 {
      for _ in 0..<4 { pool.use(length: 1000) }
      pool.use(length: 1 << 18)
    }
    #expect(pool.counters.drops == 0)
  }

  @Test func aSwitchBeginsAnew() {
    let pool = BufferPool()
    for _ in 0..<42_000 { pool.use(length: 1000) }
    pool.switchRetention(to: .calibrated)
    #expect(pool.counters.calls[4] == 42_000, "it is in force already")
    pool.switchRetention(to: .hardCap(512))
    #expect(pool.retention is HardCap)
    pool.use(length: 1000)
    #expect(pool.counters.drops == 1)
    pool.switchRetention(to: .calibrated)
    #expect(pool.counters.calls.allSatisfy { $0 == 0 })
    #expect(pool.counters.calibration == Calibration())
    for _ in 0..<42_000 { pool.use(length: 1000) }
    #expect(pool.counters.calibrations == 0)
    pool.use(length: 1000)
    #expect(pool.counters.calibrations == 1)
    #expect(pool.counters.calibration.maxSize == 1024)
  }

  /// A policy of a user's own: nothing in the pool has to know it.
  struct KeepsNothing: RetentionPolicy {
    var initialThresholds: Calibration { Calibration(defaultSize: 256, maxSize: 1) }
  }

  @Test func anyoneCanWriteAPolicy() {
    let pool = BufferPool(retention: KeepsNothing())
    let capacity = pool.get().capacity
    #expect(capacity == 256)
    pool.use(length: 10)
    #expect(pool.counters.drops == 1)
  }

  /// Calibrates after every eleventh put of a class.
  struct Hasty: RetentionPolicy {
    var initialThresholds: Calibration { Calibration() }
    var callsThreshold: Int? { 10 }
    func calibration(calls: [Int]) -> Calibration { Calibration(calls: calls) }
  }

  @Test func aPolicysOwnThresholdHoldsFromTheSwitchOn() {
    let pool = BufferPool(retention: .unbounded)
    for _ in 0..<500 { pool.use(length: 100) }
    pool.switchRetention(to: Hasty())
    for _ in 0..<10 { pool.use(length: 100) }
    #expect(pool.counters.calibrations == 0)
    #expect(pool.counters.calls[1] == 10)
    pool.use(length: 100)
    #expect(pool.counters.calibrations == 1)
    #expect(pool.counters.calls[1] == 0)
  }

  /// Says what makes no sense.
  struct Absurd: RetentionPolicy {
    let size: Int
    var initialThresholds: Calibration { Calibration(defaultSize: size, maxSize: size) }
    var callsThreshold: Int? { size }
    func calibration(calls: [Int]) -> Calibration { initialThresholds }
    func judge(_ buffer: ReturnedBuffer) -> Judgement { .keep(strikes: size) }
  }

  @Test func anAbsurdPolicyBreaksNothing() {
    for size in [-1, .min] {
      let pool = BufferPool(retention: Absurd(size: size))
      for _ in 0..<100 { pool.use(length: 5000) }
      #expect(pool.counters.hits == 99)
      #expect(pool.counters.calibration == Calibration())
    }
    let patient = BufferPool(retention: Absurd(size: .max), allocator: TokenAllocator())
    patient.put(patient.get())
    #expect(patient.counters.calibration.defaultSize == 1 << 40)
    #expect(patient.counters.retainedBytes == 1 << 40)
  }
}

import ByteBufferPool
import TestSupport
import Testing
import WhatIf

/// Hands out small blocks, whatever is asked for, and counts what was asked for: only sizes matter.
final class CountingAllocator: BufferAllocator {
  // Of one test, on one thread.
  nonisolated(unsafe) private(set) var counters = AllocationCounters()
  /// A length is only said to be written, so that no byte is touched but the first eight.
  func allocate(capacity: Int) -> UnsafeMutableRawPointer {
    counters.allocatedBytes += capacity
    counters.allocatedObjects += 1
    return .allocate(byteCount: capacity, alignment: 64)
  }

  func deallocate(_ block: UnsafeMutableRawPointer, capacity: Int) {
    counters.freedBytes += capacity
    counters.freedObjects += 1
    block.deallocate()
  }
}

/// Real pools as a contender says, one or one for each size class, used for real.
struct RealPools {
  let allocator = CountingAllocator()
  let pools: [BufferPool]
  private(set) var peakBytes = 0

  init(_ policies: [any RetentionPolicy]) {
    let allocator = allocator
    func pool(_ policy: some RetentionPolicy) -> BufferPool {
      BufferPool(retention: policy, allocator: allocator)
    }
    pools = policies.map { pool($0) }
  }

  private func pool(for use: Use) -> BufferPool {
    let size = max(use.length, use.asked)
    return pools.count > 1 ? pools[SizeClass(length: size).index] : pools[0]
  }

  mutating func use(_ uses: [Use]) {
    perform(uses[...])
    peakBytes = max(peakBytes, retainedBytes)
  }

  /// Each is got and written, then those behind it are used, then it is put or let go.
  private func perform(_ uses: ArraySlice<Use>) {
    guard let use = uses.first else { return }
    let pool = pool(for: use)
    var buffer = pool.get()
    buffer.reserveCapacity(use.asked)
    if use.length > 0 {
      buffer.append(upTo: use.length) { output in
        output.withUnsafeMutableBytes { _, count in count = use.length }
      }
    }
    perform(uses.dropFirst())
    if use.isEmptied { buffer.removeAll() }
    if use.isPutBack { pool.put(buffer) }
  }

  func sweep() { for pool in pools { pool.sweep() } }

  var retainedBytes: Int { pools.reduce(0) { $0 + $1.counters.retainedBytes } }
  var calibrations: Int { pools.reduce(0) { $0 + $1.counters.calibrations } }

  var tally: Tally {
    var tally = Tally()
    for counters in pools.map(\.counters) {
      tally.gets += counters.gets
      tally.misses += counters.misses
      tally.puts += counters.puts
      tally.drops += counters.drops
      tally.evictions += counters.evictions
      tally.lengthBytes += counters.lengthBytesByClass.reduce(0, +)
      tally.capacityBytes += counters.capacityBytesByClass.reduce(0, +)
    }
    tally.allocatedBytes = allocator.counters.allocatedBytes
    return tally
  }
}

/// bytebufferpool's thresholds, sooner: a random walk reaches them.
struct SoonCalibrated<Base: RetentionPolicy>: RetentionPolicy {
  let base: Base
  let callsThreshold: Int?

  init(_ base: Base, after calls: Int) { (self.base, callsThreshold) = (base, calls) }

  var initialThresholds: Calibration { base.initialThresholds }
  func calibration(calls: [Int]) -> Calibration { base.calibration(calls: calls) }
}

/// Random uses, as a service's: mostly of a few sizes, sometimes many at once.
struct RandomUses {
  var random: SplitMix64
  private var usual: [Int]

  init(_ random: SplitMix64) {
    self.random = random
    usual = []
    usual = (0..<4).map { _ in length(upTo: 17) }
  }

  private mutating func length(upTo bits: Int) -> Int {
    Int.random(in: 0...(1 << Int.random(in: 0...bits, using: &random)), using: &random)
  }

  mutating func next() -> Use {
    if random.chance(0.001) { usual[Int.random(in: 0..<4, using: &random)] = length(upTo: 17) }
    let isUsual = random.chance(0.9)
    var use = Use(length: isUsual ? usual[Int.random(in: 0..<4, using: &random)] : 0)
    if !isUsual { use.length = length(upTo: 20) }
    if random.chance(0.05) { use.asked = length(upTo: 20) }
    use.isEmptied = random.chance(0.02)
    use.isPutBack = !random.chance(0.03)
    return use
  }

  /// One, or several that are out together.
  mutating func group() -> [Use] {
    let count = random.chance(0.97) ? 1 : Int.random(in: 2...30, using: &random)
    return (0..<count).map { _ in next() }
  }
}

@Suite struct TrialTests {
  static let policies: [any RetentionPolicy] = [
    .unbounded, .hardCap(64 << 10), .hardCap(1000), .strikes, .calibrated,
    SoonCalibrated(.calibrated, after: 300), SoonCalibrated(CalibratedBySize(), after: 300),
    SoonCalibrated(.calibrated, after: 0),
  ]

  private static func contender(_ policy: any RetentionPolicy) -> Contender {
    func make(_ policy: some RetentionPolicy) -> Contender { Contender(policy) }
    return make(policy)
  }

  /// What is told of a policy is what a pool of that policy does, to a byte.
  @Test(arguments: policies.indices)
  func isARealPoolOfThatPolicy(index: Int) throws {
    let policy = Self.policies[index]
    try compare(Self.contender(policy), RealPools([policy]), "policy \(index)")
  }

  @Test func tiersAreRealPoolsOfTheirSizes() throws {
    try compare(.tiers, RealPools(SizeClass.all.map { Tier($0) }), "tiers")
  }

  private func compare(_ contender: Contender, _ real: RealPools, _ name: String) throws {
    let seed = SplitMix64.seed(of: "TrialTests, \(name)")
    var (real, trial) = (real, Trial(contender))
    var uses = RandomUses(SplitMix64(state: seed))
    for step in 0..<SplitMix64.steps(usually: 3000) {
      if uses.random.chance(0.005) {
        real.sweep()
        trial.sweep()
      } else {
        let group = uses.group()
        real.use(group)
        trial.use(group)
      }
      guard step % 20 == 0 else { continue }
      try #require(trial.tally == real.tally, "\(name), seed \(seed), step \(step)")
      try #require(trial.retainedBytes == real.retainedBytes, "seed \(seed), step \(step)")
    }
    #expect(trial.tally == real.tally, "\(name), seed \(seed)")
    #expect(trial.peakBytes == real.peakBytes, "\(name), seed \(seed)")
    #expect(trial.calibrations == real.calibrations, "\(name), seed \(seed)")
    #expect(trial.tally.misses > 0 && trial.tally.gets > 1000)
  }

  /// What lies idle goes when a pool is swept every ten seconds.
  @Test func decayIsAPoolThatIsSweptByTheClock() throws {
    let seed = SplitMix64.seed(of: "TrialTests, decay")
    var (real, trial) = (RealPools([Unbounded()]), Trial(.decaying))
    var uses = RandomUses(SplitMix64(state: seed))
    var (time, swept, spaceTime) = (0, 0, 0)
    for step in 0..<2000 {
      // In seconds, so that the sum is exact.
      let pause = uses.random.chance(0.3) ? Int.random(in: 1...25, using: &uses.random) : 0
      for _ in 0..<pause {
        spaceTime += real.retainedBytes
        time += 1
        if time - swept == 10 {
          real.sweep()
          swept = time
        }
      }
      trial.advance(to: .seconds(time))
      let group = uses.group()
      real.use(group)
      trial.use(group)
      try #require(trial.tally == real.tally, "seed \(seed), step \(step)")
    }
    #expect(trial.meanRetainedBytes == Double(spaceTime) / Double(time), "seed \(seed)")
    #expect(trial.tally.evictions > 0)
  }

  /// Calibrations of a stretch are those of its uses, too: one a thousand calls.
  @Test(arguments: [SoonCalibrated(Calibrated(), after: 999), SoonCalibrated(.init(), after: 7)])
  func aStretchCalibratesAsItsUses(policy: SoonCalibrated<Calibrated>) {
    let contender = Contender(policy)
    var (quick, slow) = (Trial(contender), Trial(contender))
    for use in [
      Use(length: 3000), Use(length: 100, asked: 9000), Use(length: 70, isPutBack: false),
    ] {
      quick.use(use, times: 20_500)
      for _ in 0..<20_500 { slow.use(use, times: 1) }
      #expect(quick.tally == slow.tally && quick.retainedBytes == slow.retainedBytes)
      #expect(quick.calibrations == slow.calibrations)
    }
    #expect(quick.calibrations > 20)
  }

  /// Many times the same at a stretch is the same as one after the other, for every contender.
  @Test(arguments: Contender.all(caps: [1000]).indices)
  func aStretchIsItsUsesOneByOne(index: Int) throws {
    let contender = Contender.all(caps: [1000])[index]
    let seed = SplitMix64.seed(of: "TrialTests, \(contender.name)")
    var uses = RandomUses(SplitMix64(state: seed))
    var (quick, slow) = (Trial(contender), Trial(contender))
    for step in 0..<40 {
      let group = uses.group()
      quick.use(group)
      slow.use(group)
      let use = uses.next()
      let times = Int.random(in: 0...2000, using: &uses.random)
      let sweeps = uses.random.chance(0.2) ? Int.random(in: 1...2, using: &uses.random) : 0
      quick.use(use, times: times, sweeps: sweeps)
      for _ in 0..<times { slow.use(use, times: 1, sweeps: sweeps) }
      try #require(quick.tally == slow.tally, "\(contender.name), seed \(seed), step \(step)")
      try #require(quick.retainedBytes == slow.retainedBytes, "seed \(seed), step \(step)")
    }
    #expect(quick.calibrations == slow.calibrations, "seed \(seed)")
  }
}

import ByteBufferPool
import Scenarios
import Telemetry
import Testing
import Workloads

@testable import Diagnosis

/// Rules on samples made by hand: both sides of each threshold, and what is unknown.
@Suite struct RuleTests {
  private static func found(
    by rule: some Rule, seconds: Int = 6,
    _ change: (inout PoolSample, Double) -> Void = { _, _ in },
    more: (inout Snapshot, Double) -> Void = { _, _ in }
  ) -> Bool {
    findings(by: rule, seconds: seconds, change, more: more).map(\.name) == [rule.name]
  }

  /// Of a pool of a thousand gets and puts a second that all hit, ten samples a second, changed by
  /// `change`, which is told the seconds so far.
  private static func findings(
    by rule: some Rule, seconds: Int = 6, _ change: (inout PoolSample, Double) -> Void,
    more: (inout Snapshot, Double) -> Void = { _, _ in }
  ) -> [Finding] {
    var diagnostician = Diagnostician(sizeClasses: Simulation.sizeClasses, rules: [rule])
    for tenth in 0...(seconds * 10) {
      let time = Double(tenth) / 10
      var pool = PoolSample(name: "a")
      pool.policy = "calibrated"
      let gets = tenth * 100
      (pool.gets, pool.hits, pool.steals, pool.victimHits) = (gets, gets, 0, 0)
      (pool.misses, pool.puts, pool.kept, pool.drops) = (0, gets, gets, 0)
      (pool.abandoned, pool.evictions, pool.growths, pool.growthBytes) = (0, 0, 0, 0)
      (pool.defaultSize, pool.maxSize, pool.calibrations) = (64, 8192, 1)
      change(&pool, time)
      var snapshot = Snapshot(time: .milliseconds(tenth * 100), pools: [pool])
      more(&snapshot, time)
      diagnostician.add(snapshot)
    }
    return diagnostician.standing.map(\.finding)
  }

  @Test(arguments: [(250, true), (240, false), (1000, true), (0, false)])
  func contention(steals: Int, isFound: Bool) {
    #expect(Self.found(by: Contention()) { $0.steals = Int($1 * Double(steals)) } == isFound)
  }

  /// Half of the puts are of the 64 B class, the others of that of 4 KiB.
  private static func twoSizes(_ pool: inout PoolSample, growths: Int, drops: Int = 0) {
    let puts = pool.puts ?? 0
    pool.classPuts = ClassCounts((0..<20).map { $0 == 0 || $0 == 6 ? puts / 2 : 0 })
    pool.growths = puts * growths / 1000
    pool.drops = puts * drops / 1000
  }

  @Test(arguments: [
    (260, 0, 64, true), (240, 0, 64, false), (500, 490, 64, true), (500, 510, 64, false),
    // One that covers 95 % of puts could not be larger.
    (500, 0, 2048, true), (500, 0, 4096, false),
    // Not calibrated.
    (500, 0, 0, false),
  ])
  func defaultTooSmall(growths: Int, drops: Int, size: Int, isFound: Bool) {
    let found = Self.found(by: DefaultTooSmall()) { pool, _ in
      Self.twoSizes(&pool, growths: growths, drops: drops)
      pool.defaultSize = size
    }
    #expect(found == isFound)
  }

  /// How many growths a larger default would save is not known where some puts are longer.
  @Test func aBetterDefaultIsToldByWhatItHolds() {
    let findings = Self.findings(by: DefaultTooSmall()) { pool, _ in
      let puts = pool.puts ?? 0
      pool.classPuts = ClassCounts(
        (0..<20).map { [0: puts / 2, 6: puts * 46 / 100, 14: puts / 25][$0] ?? 0 })
      pool.growths = puts
    }
    let words = ["default is 64 B: 1.00 k/s growths; 4 KiB would hold 96.0 % of puts"]
    #expect(findings.map(\.sentence) == words)
  }

  @Test(arguments: [
    (300, 300, true), (240, 300, false), (300, 240, false), (1000, 1000, true), (0, 1000, false),
  ])
  func thrashedByCollection(evictions: Int, misses: Int, isFound: Bool) {
    let found = Self.found(by: ThrashedByCollection()) { pool, time in
      pool.evictions = Int(time * Double(evictions))
      pool.misses = Int(time * Double(misses))
    }
    #expect(found == isFound)
  }

  /// 100 MiB were in use for five seconds.
  private static func freed(
    to used: Int, resident: Int, idle: Int? = nil, goal: Int? = nil, collections: Int? = nil,
    seconds: Int = 20
  ) -> Bool {
    found(by: FreedButNotReturned(), seconds: seconds) { _, _ in
    } more: { snapshot, time in
      let isBefore = time < 5
      let space = (isBefore ? 100 : used) << 20
      var heap = HeapSample(allocSpace: space, allocObjects: 0, freedSpace: 0, freedObjects: 0)
      heap.idleSpace = idle.map { isBefore ? 0 : $0 << 20 }
      heap.goal = goal.map { $0 << 20 }
      heap.collections = collections
      snapshot.heap = heap
      let rss = (isBefore ? 110 : resident) << 20
      snapshot.process = ProcessSample(
        residentSpace: rss, peakResidentSpace: rss, cpuNanoseconds: 0, minorFaults: 0)
    }
  }

  @Test func freedButNotReturned() {
    #expect(Self.freed(to: 10, resident: 110))
    #expect(!Self.freed(to: 10, resident: 20), "RSS has fallen as well")
    #expect(Self.freed(to: 49, resident: 110))
    #expect(!Self.freed(to: 51, resident: 110), "as much is used as is held")
    #expect(!Self.freed(to: 10, resident: 110, seconds: 14), "not for ten seconds yet")
    #expect(!Self.freed(to: 10, resident: 110, goal: 60), "the heap may grow into it again")
    #expect(Self.freed(to: 10, resident: 110, goal: 40))
    // Go's, with GOGC=off: it may grow to a limit.
    #expect(!Self.freed(to: 10, resident: 110, collections: 3))
    #expect(Self.freed(to: 10, resident: 110, goal: 40, collections: 3))
  }

  @Test func whatTheHeapTellsToBeIdleIsHeldForLonger() {
    // The peak is more than half a minute ago.
    #expect(!Self.freed(to: 10, resident: 110, seconds: 50))
    #expect(Self.freed(to: 10, resident: 110, idle: 90, seconds: 50))
    #expect(!Self.freed(to: 10, resident: 110, idle: 15, seconds: 50))
  }

  @Test func whatIsOfTheProcessIsToldOnce() {
    var diagnostician = Diagnostician(sizeClasses: [], rules: [FreedButNotReturned()])
    for second in 0...30 {
      let space = second < 5 ? 100 << 20 : 1 << 20
      diagnostician.add(
        Snapshot(
          time: .seconds(second),
          process: ProcessSample(
            residentSpace: 120 << 20, peakResidentSpace: 120 << 20, cpuNanoseconds: 0,
            minorFaults: 0),
          heap: HeapSample(allocSpace: space, allocObjects: 0, freedSpace: 0, freedObjects: 0),
          pools: [PoolSample(name: "a"), PoolSample(name: "b")]))
    }
    #expect(diagnostician.standing.map(\.subject) == ["process"])
    #expect(diagnostician.verdict.sentence.hasPrefix("process: "))
    #expect(diagnostician.standing.map { FindingText($0, namesPool: true).pool } == [nil])
  }

  @Test func aPoolMayBeCalledAsTheProcessIs() {
    let finding = Finding(name: "busy", severity: .notice, sentence: "", evidence: [], advice: "")
    let span = FindingSpan(
      pool: 1, poolName: "process", isOfProcess: false, finding: finding, start: .zero, end: .zero)
    #expect(FindingText(span, namesPool: true).pool == "process" && span.subject == "process")
  }

  private static func rate(_ time: Double) -> Double { time * 1000 }

  /// Buffers in hand, and as much memory for each, as gets go on at a rate of their own.
  private static func leaks(
    seconds: Int, gets: (Double) -> Double = rate, held: (Double) -> Double
  ) -> Bool {
    found(by: TrueLeak(), seconds: seconds) { pool, time in
      pool.gets = Int(gets(time))
      pool.puts = Int(gets(time)) - Int(held(time))
    } more: { snapshot, time in
      snapshot.heap = HeapSample(
        allocSpace: 4096 * Int(held(time)), allocObjects: 0, freedSpace: 0, freedObjects: 0)
    }
  }

  @Test func aSlowLeakIsSeenOverMinutes() {
    // One in ten seconds: three of them in half a minute.
    #expect(!Self.leaks(seconds: 60) { $0 / 10 })
    #expect(Self.leaks(seconds: 120) { $0 / 10 })
    #expect(!Self.leaks(seconds: 120) { _ in 50 })
    #expect(!Self.leaks(seconds: 120) { time in time < 60 ? 10 : 30 }, "a step")
    // Beside much that is rightly held, or has leaked long ago.
    #expect(Self.leaks(seconds: 30) { 50_000 + $0 })
  }

  /// In the first minute it may be a queue. Nothing is called well before a leak would show,
  /// however rarely is sampled.
  @Test(arguments: [1, 2, 5, 10])
  func aLeakIsCalledOneOnceItLasts(secondsBetween: Int) {
    var diagnostician = Diagnostician(sizeClasses: Simulation.sizeClasses)
    var words: [String] = []
    for number in 0...(120 / secondsBetween) {
      let time = number * secondsBetween
      var pool = PoolSample(name: "a")
      (pool.gets, pool.puts, pool.abandoned) = (time * 1000, time * 990, 0)
      (pool.hits, pool.misses) = (time * 990, time * 10)
      let space = time * 10 * 4096
      diagnostician.add(
        Snapshot(
          time: .seconds(time),
          heap: HeapSample(allocSpace: space, allocObjects: 0, freedSpace: 0, freedObjects: 0),
          pools: [pool]))
      let severity = diagnostician.standing.first?.finding.severity.name
      let word = severity ?? diagnostician.verdict.word
      if words.last != word { words.append(word) }
    }
    let isSeenSoon = secondsBetween * (TrueLeak.fewestSamples + 2) <= 60
    #expect(
      words == (isSeenSoon ? ["learning", "warning", "critical"] : ["learning", "critical"]))
  }

  /// A request that is cancelled once in an hour.
  @Test func oneBufferIsNoFinding() {
    for count in [1, 2] {
      let found = Self.found(by: NotPutBack(), seconds: 10) { pool, time in
        pool.gets = Int(time * 60)
        pool.abandoned = time < 8.5 ? 0 : count
      }
      #expect(found == (count == 2))
    }
  }

  /// Emptied before the put, but for one in a thousand that is not.
  @Test func oneLengthMakesNoMisfit() {
    func change(_ pool: inout PoolSample, _ time: Double) {
      let (emptied, other) = (Int(time * 1000), Int(time))
      pool.puts = emptied + other
      pool.classPuts = ClassCounts((0..<20).map { $0 == 0 ? emptied + other : 0 })
      pool.classLengthBytes = ClassCounts((0..<20).map { $0 == 0 ? 20 * other : 0 })
      pool.classCapacityBytes = ClassCounts(
        (0..<20).map { $0 == 0 ? 4864 * (emptied + other) : 0 })
    }
    #expect(Self.found(by: CalibrationPoisoned(), change))
    #expect(!Self.found(by: Misfit(), change))
  }

  /// 300 requests at once into a cold pool, and then nothing: nobody wants what is collected.
  @Test func oneBurstIsNotThrashed() {
    for goesOn in [false, true] {
      let found = Self.found(by: ThrashedByCollection(), seconds: 3) { pool, time in
        let count = goesOn ? Int(time * 300) : time < 1 ? 0 : 300
        (pool.gets, pool.misses, pool.puts) = (count, count, count)
        pool.evictions = time < 2 && !goesOn ? 0 : count
      }
      #expect(found == goesOn)
    }
  }

  @Test func aBusierServiceHasMoreInHand() {
    // So many more gets a second, each second.
    func gets(rising: Double) -> (Double) -> Double { { 1000 * $0 + rising / 2 * $0 * $0 } }
    // Four times as busy after a minute, and a hundredth of a second's gets in hand.
    let isFoundInLoad = Self.leaks(seconds: 60, gets: gets(rising: 50)) { 10 + $0 / 2 }
    #expect(!isFoundInLoad)
    // As busy, nearly, and buffers are kept.
    let isFoundInLeak = Self.leaks(seconds: 60, gets: gets(rising: 10)) { 10 + 5 * $0 }
    #expect(isFoundInLeak)
  }

  /// 64 buffers of 1 MiB lie in the pool; one of a hundred puts is long, or none.
  @Test(arguments: [(14, false), (12, false), (10, true), (4, true)])
  func buffersThatRareLargeMessagesNeedAreNotHoarded(largestClass: Int, isFound: Bool) {
    let found = Self.found(by: Hoarding()) { pool, time in
      let (small, large) = (Int(time * 990), Int(time * 10))
      let counts = (0..<20).map { $0 == 4 ? small : $0 == largestClass ? large : 0 }
      pool.classPuts = ClassCounts(counts)
      pool.classLengthBytes = ClassCounts(
        counts.enumerated().map { index, count in index == 4 ? 1000 * count : 1100 * count })
      pool.classCapacityBytes = ClassCounts(counts.map { $0 << 20 })
      (pool.retainedSpace, pool.retainedObjects) = (64 << 20, 64)
    }
    #expect(found == isFound)
  }

  /// They may be of a burst: after ten seconds they are usual, and what is retained is of use.
  @Test(arguments: [(6, true), (15, true), (17, false)])
  func largeLengthsThatStayEndHoarding(seconds: Int, isFound: Bool) {
    let found = Self.found(by: Hoarding(), seconds: seconds) { pool, time in
      let (small, large) = (Int(min(time, 6) * 1000), Int(max(time - 6, 0) * 1000))
      let counts = (0..<20).map { $0 == 4 ? small : $0 == 14 ? large : 0 }
      pool.classPuts = ClassCounts(counts)
      pool.classLengthBytes = ClassCounts(counts.enumerated().map { $1 * (64 << $0) })
      pool.classCapacityBytes = ClassCounts(counts.map { $0 << 20 })
      (pool.retainedSpace, pool.retainedObjects) = (64 << 20, 64)
    }
    #expect(found == isFound)
  }

  /// A source that lacks one figure hears nothing, whatever the others are.
  @Test func whatIsUnknownIsSilent() {
    #expect(!Self.found(by: Contention()) { pool, _ in pool.steals = nil })
    #expect(!Self.found(by: DefaultTooSmall()) { pool, _ in pool.growths = nil })
    #expect(
      !Self.found(by: ThrashedByCollection()) { pool, time in
        (pool.misses, pool.evictions) = (Int(time * 1000), nil)
      })
    #expect(!Self.found(by: FreedButNotReturned(), seconds: 20) { _, _ in })
  }

  /// What never will be told is kept apart from what is well: for a run whose source knows all, a
  /// pool of Go that counts calls, and one that counts nothing.
  @Test func silenceIsNotOk() throws {
    let names = RuleList.all.map(\.name)
    let kind = try #require(WorkloadKind.named("request-log"))
    var lab = Simulation(kind)
    lab.run(seconds: 4)
    #expect(lab.diagnostician.silent(pool: 0) == ["freed but not returned"])
    #expect(
      GoProgram(puts: [6: 100], objects: [24: 1]).diagnosed(8).silent(pool: 0) == [
        "true leak", "thrashed by collection", "calibration behind",
        "default too small", "contention", "freed but not returned",
      ])
    #expect(
      GoProgram(puts: [6: 100], objects: [24: 1]).diagnosed(8).missing(pool: 0).contains {
        $0 == ("not put back", "a calibration")
      })
    var unknown = Diagnostician(sizeClasses: Simulation.sizeClasses)
    for second in 0...12 {
      var pool = PoolSample(name: "main.pool")
      (pool.retainedSpace, pool.retainedObjects) = (64 << 20, 64)
      unknown.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    #expect(unknown.silent(pool: 0) == names)
    #expect(unknown.missing(pool: 0).isEmpty && unknown.silent(pool: 1).isEmpty)
  }

  /// A pool of another policy has no calibration that could go wrong.
  @Test func anotherPolicyIsNoSilence() throws {
    let kind = try #require(WorkloadKind.named("request-log"))
    var lab = Simulation(kind)
    lab.engine.policy = HardCap()
    lab.run(seconds: 4)
    #expect(lab.diagnostician.silent(pool: 0) == ["freed but not returned"])
  }
}

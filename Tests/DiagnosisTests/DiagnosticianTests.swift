import Telemetry
import Testing

@testable import Diagnosis

@Suite struct DiagnosticianTests {
  private static let sizeClasses = (0..<20).map { 64 << $0 }

  /// Stands while a pool has at least so many gets.
  private struct Busy: Rule {
    let name = "busy"

    func judge(_ view: PoolView) -> Judgement {
      guard let gets = view.sample.gets else { return .learning("gets") }
      guard gets >= 10 else { return .ok }
      return .finding(
        Finding(name: name, severity: .notice, sentence: "busy", evidence: [], advice: "rest"))
    }
  }

  private func snapshot(_ milliseconds: Int, gets: Int?) -> Snapshot {
    var pool = PoolSample(name: "a")
    pool.gets = gets
    return Snapshot(time: .milliseconds(milliseconds), pools: [pool])
  }

  private func diagnostician() -> Diagnostician {
    Diagnostician(sizeClasses: Self.sizeClasses, rules: [Busy()])
  }

  @Test func aFindingHasToHold() {
    var subject = diagnostician()
    subject.add(snapshot(0, gets: 10))
    #expect(subject.standing.isEmpty)
    subject.add(snapshot(400, gets: 11))
    #expect(subject.standing.isEmpty)
    subject.add(snapshot(800, gets: 12))
    #expect(subject.standing.map(\.start) == [.zero])
    #expect(subject.standing.map(\.end) == [.milliseconds(800)])
  }

  @Test func whatCannotBeToldEndsInTheEnd() {
    var subject = diagnostician()
    for tenth in 0..<10 { subject.add(snapshot(tenth * 200, gets: 10 + tenth)) }
    for second in 2..<11 { subject.add(snapshot(second * 1000, gets: nil)) }
    #expect(subject.standing.count == 1)
    #expect(subject.missing(pool: 0).map(\.what) == ["gets"])
    subject.add(snapshot(12_000, gets: nil))
    #expect(subject.standing.isEmpty && subject.past.count == 1)
  }

  /// What a pool of another program is called becomes known later.
  @Test func aPoolMayGetItsNameLater() {
    func named(_ name: String, _ milliseconds: Int, address: Int) -> Snapshot {
      var pool = PoolSample(name: name)
      (pool.gets, pool.address) = (10 + milliseconds, address)
      return Snapshot(time: .milliseconds(milliseconds), pools: [pool])
    }
    var subject = diagnostician()
    for tenth in 0..<10 { subject.add(named("pool at 0x10", tenth * 200, address: 16)) }
    subject.add(named("main.pool", 2000, address: 16))
    #expect(subject.standing.count == 1 && subject.past.isEmpty)
    subject.add(named("main.pool", 2200, address: 32))
    #expect(subject.standing.isEmpty && subject.past.count == 1)
  }

  @Test func aJumpBackOrARestartBeginsAnew() {
    var subject = diagnostician()
    for tenth in 0..<10 { subject.add(snapshot(tenth * 200, gets: 10 + tenth)) }
    subject.add(snapshot(1000, gets: 12))
    #expect(subject.standing.isEmpty && subject.past.count == 1)
    subject.add(snapshot(1600, gets: 13))
    #expect(subject.standing.count == 1)
    subject.add(snapshot(1800, gets: 11))
    #expect(subject.standing.isEmpty && subject.past.count == 2)
  }

  /// A busy machine samples late, four intervals after the sample before: that loses nothing. After
  /// a minute without one it is another time.
  @Test func aLateSampleEndsNothing() {
    func sampled(_ milliseconds: Int) -> Snapshot {
      var sample = snapshot(milliseconds, gets: 10 + milliseconds)
      sample.monitor = MonitorSample(
        cpuNanoseconds: 0, frames: 0, lateSamples: 0, intervalNanoseconds: 100_000_000)
      return sample
    }
    var subject = diagnostician()
    for number in 0..<20 { subject.add(sampled(number * 400)) }
    #expect(subject.standing.count == 1 && subject.past.isEmpty)
    subject.add(sampled(70_000))
    #expect(subject.standing.isEmpty && subject.past.count == 1)
  }

  /// A policy that becomes known, or could not be read once, is no other policy.
  @Test func whatIsUnknownOnceEndsNothing() {
    func sampled(_ tenth: Int, policy: String?) -> Snapshot {
      var sample = snapshot(tenth * 100, gets: 10 + tenth)
      sample.pools[0].policy = policy
      return sample
    }
    var subject = diagnostician()
    for tenth in 0..<40 { subject.add(sampled(tenth, policy: tenth % 5 == 0 ? nil : "unbounded")) }
    #expect(subject.standing.count == 1 && subject.past.isEmpty)
    subject.add(sampled(50, policy: "strikes"))
    #expect(subject.standing.isEmpty && subject.past.count == 1)
  }

  @Test func tooLittleTellsNothing() {
    for (perSecond, word) in [(40, "no finding"), (60, "healthy")] {
      var subject = Diagnostician(sizeClasses: Self.sizeClasses)
      for second in 0...20 {
        var pool = PoolSample(name: "a")
        let gets = second * perSecond
        (pool.gets, pool.puts, pool.hits, pool.misses) = (gets, gets, gets, 0)
        pool.abandoned = 0
        let heap = HeapSample(allocSpace: 0, allocObjects: 0, freedSpace: 0, freedObjects: 0)
        subject.add(Snapshot(time: .seconds(second), heap: heap, pools: [pool]))
      }
      #expect(subject.verdict.word == word)
    }
  }

  @Test func theLogIsBounded() {
    var subject = diagnostician()
    for round in 0..<150 {
      subject.add(snapshot(1000, gets: 20 + round))
      subject.add(snapshot(2000, gets: 20 + round))
      subject.add(snapshot(500, gets: 20))
    }
    #expect(subject.past.count == Diagnostician.logLimit)
  }

  /// A pool of which nothing but its name is known, as of a Go program.
  @Test func whatIsUnknownIsSilent() {
    var subject = Diagnostician(sizeClasses: Self.sizeClasses)
    for second in 0..<60 {
      var pool = PoolSample(name: "main.pool")
      pool.retainedSpace = 100 << 20
      pool.retainedObjects = 100
      subject.add(Snapshot(time: .seconds(second), pools: [pool, PoolSample(name: "other")]))
    }
    #expect(subject.standing.isEmpty && subject.past.isEmpty)
    #expect(subject.verdict.word == "no finding")
    #expect(subject.missing(pool: 0).isEmpty)
  }

  /// Gets at the edge of what is healthy do not turn the verdict over and over, and nothing is
  /// called healthy before a leak would have shown.
  @Test func theVerdictIsSteadyAndWaits() {
    var subject = Diagnostician(sizeClasses: Self.sizeClasses)
    var (gets, misses, words) = (0, 0, [String]())
    for tenth in 0...400 {
      gets += 100
      // 88 to 92 of 100 are answered, for a while 80.
      misses += (300..<350).contains(tenth) ? 20 : tenth / 30 % 2 == 0 ? 8 : 12
      var pool = PoolSample(name: "default")
      (pool.gets, pool.puts, pool.hits, pool.misses) = (gets, gets, gets - misses, misses)
      pool.abandoned = 0
      let heap = HeapSample(allocSpace: gets, allocObjects: gets, freedSpace: 0, freedObjects: 0)
      subject.add(Snapshot(time: .milliseconds(tenth * 100), heap: heap, pools: [pool]))
      let word = subject.verdict.word
      if words.last != word { words.append(word) }
      if word == "healthy" { #expect(tenth >= 100) }
    }
    #expect(words == ["learning", "healthy", "no finding", "healthy"])
  }

  /// A file may say anything of any number of pools.
  @Test func hugeCountsAreTaken() {
    var subject = Diagnostician(sizeClasses: Self.sizeClasses)
    for tenth in 0...300 {
      var pool = PoolSample(name: "a")
      let count = tenth < 20 ? 0 : (1 << 60) - 1000 + tenth
      (pool.gets, pool.misses, pool.puts, pool.abandoned) = (count, count, 0, 0)
      let heap = HeapSample(
        allocSpace: tenth << 20, allocObjects: tenth, freedSpace: 0, freedObjects: 0)
      subject.add(
        Snapshot(
          time: .milliseconds(tenth * 100), heap: heap,
          pools: (0..<20).map { number in
            var pool = pool
            pool.name = "\(number)"
            return pool
          }))
      let verdict = subject.verdict.word
      #expect(!verdict.isEmpty && (tenth > 30 || verdict != "healthy"))
    }
    #expect(subject.hits == 0)
  }

  @Test func withoutASampleItLearns() {
    let subject = Diagnostician(sizeClasses: [])
    #expect(subject.verdict.word == "learning")
  }

  @Test func everyRuleHasItsName() {
    let names = RuleList.all.map(\.name)
    #expect(Set(names).count == names.count)
  }
}

import Testing

@testable import Telemetry

extension History {
  init(_ snapshots: [Snapshot]) {
    self.init()
    for snapshot in snapshots { append(snapshot) }
  }
}

@Suite struct HistoryTests {
  @Test func isBoundedAndKeepsTheLatest() {
    let history = History((0..<300_000).map { snapshot(at: $0 * 100) })
    #expect(history.snapshots.count <= History.snapshotLimit)
    #expect(history.snapshots.count > History.recentLimit + 6 * History.levelLimit)
    #expect(history.latest?.time == .milliseconds(29_999_900))
  }

  /// The last two minutes are whole; before them the distance grows with the age, to a twentieth of
  /// it; and time goes only forward.
  @Test(arguments: [100, 1300, 5000, 40_000])
  func thinsOutWithAge(count: Int) {
    let history = History((0..<count).map { snapshot(at: $0 * 100) })
    let times = history.snapshots.map { $0.timeNanoseconds / 100_000_000 }
    let recent = times.suffix(History.recentLimit)
    #expect(recent.elementsEqual(max(count - History.recentLimit, 0)..<count))
    for (earlier, later) in zip(times, times.dropFirst()) {
      #expect(earlier < later)
      #expect(later - earlier <= max((count - earlier) / 20, 1))
    }
  }

  /// Of two snapshots the one with the higher RSS stays.
  @Test func thinningKeepsPeaks() {
    let history = History(
      (0..<10_000).map { snapshot(at: $0 * 100, rss: $0 == 1001 ? 9000 : 100 + $0 % 7) })
    #expect(history.snapshots.contains { $0.process?.residentSpace == 9000 })
  }

  @Test func aGapStaysWhenItsNeighboursAreGone() throws {
    let times = Array(0..<2000) + Array(3000..<20_000)
    let history = History(times.map { snapshot(at: $0 * 100, interval: 100) })
    let gaps = zip(history.snapshots, history.snapshots.dropFirst()).filter {
      history.hasGap(from: $0.timeNanoseconds, to: $1.timeNanoseconds)
    }
    let gap = try #require(gaps.first)
    #expect(gaps.count == 1)
    #expect(gap.0.time < .seconds(200) && gap.1.time >= .seconds(300))
  }

  @Test func aMomentIsTheSnapshotBeforeIt() {
    let history = History((1...50).map { snapshot(at: $0 * 100) })
    #expect(history.snapshot(at: .milliseconds(99)) == nil)
    #expect(history.snapshot(at: .milliseconds(100))?.time == .milliseconds(100))
    #expect(history.snapshot(at: .milliseconds(199))?.time == .milliseconds(100))
    #expect(history.snapshot(at: .seconds(60))?.time == .seconds(5))
    let middle = history.snapshot(at: .seconds(3))
    #expect(history.start(ofSpan: .seconds(1), endingAt: middle)?.time == .seconds(2))
  }

  @Test func refusesWhatIsNotLater() {
    var history = History([snapshot(at: 100)])
    history.append(snapshot(at: 100, rss: 1))
    history.append(snapshot(at: 50))
    #expect(history.snapshots.count == 1)
    #expect(history.latest?.process == nil)
  }

  @Test func aSpanStartsInsideOrAtTheNeighbour() {
    let history = History((0...20).map { snapshot(at: $0 * 100, interval: 100) })
    #expect(history.start(ofSpan: .seconds(1))?.time == .milliseconds(1000))
    #expect(history.start(ofSpan: .milliseconds(1))?.time == .milliseconds(1900))
    #expect(history.start(ofSpan: .seconds(60))?.time == .zero)
  }

  @Test func aSpanDoesNotCrossAGap() {
    let times = [0, 100, 200, 5000, 5100]
    let history = History(times.map { snapshot(at: $0, interval: 100) })
    #expect(history.start(ofSpan: .seconds(10))?.time == .milliseconds(5000))
    let alone = History([0, 5000].map { snapshot(at: $0, interval: 100) })
    #expect(alone.start(ofSpan: .seconds(10)) == nil)
  }

  @Test func theSnapshotsOfATimeHaveOneBeforeAndOneAfterThem() {
    let history = History((0...50).map { snapshot(at: $0 * 100) })
    #expect(
      history.moments(from: .milliseconds(4800), to: .seconds(5)).map(\.time)
        == [4700, 4800, 4900, 5000].map(Duration.milliseconds))
    #expect(
      history.moments(from: .milliseconds(150), to: .milliseconds(250)).map(\.time)
        == [100, 200, 300].map(Duration.milliseconds))
    #expect(history.moments(from: .zero, to: .seconds(60)).count == 51)
    #expect(History().moments(from: .zero, to: .seconds(1)).isEmpty)
    #expect(history.moments(from: .seconds(70), to: .seconds(60)).count <= 1)
  }

  @Test func nothingCanBeReadFromLessThanTwo() {
    #expect(History().start(ofSpan: .seconds(1)) == nil)
    #expect(History([snapshot(at: 1)]).start(ofSpan: .seconds(1)) == nil)
  }

  @Test func aSlowerIntervalIsNoGap() {
    let slow = snapshot(at: 10_000, interval: 10_000)
    #expect(!snapshot(at: 20_000, interval: 100).isAfterGap(since: slow))
    #expect(snapshot(at: 50_000, interval: 100).isAfterGap(since: slow))
    #expect(!snapshot(at: 50_000).isAfterGap(since: snapshot(at: 0)))
  }

  @Test func switchesAndThresholdsAreMarked() {
    var calibrated = snapshot(at: 300, mode: .noput)
    calibrated.pools[0].defaultSize = 1024
    calibrated.pools[0].maxSize = 2048
    var before = snapshot(at: 200, mode: .noput)
    before.pools[0].defaultSize = 0
    before.pools[0].maxSize = 0
    let history = History([snapshot(at: 100, mode: .put), before, calibrated])
    #expect(
      Array(history.marks) == [
        Mark(time: .milliseconds(200), event: .modeSwitched(to: .noput)),
        Mark(
          time: .milliseconds(300),
          event: .thresholdsChanged(pool: "default", defaultSize: 1024, maxSize: 2048)),
      ])
  }

  @Test func aPolicyIsMarkedWhenItsNameChangesAndNotWhenItIsFirstKnown() {
    let names = [nil, "calibrated", "calibrated", "strikes", nil, "unbounded"]
    let snapshots = names.enumerated().map { index, name in
      var snapshot = snapshot(at: index * 100)
      snapshot.pools[0].policy = name
      return snapshot
    }
    #expect(
      Array(History(snapshots).marks) == [
        Mark(time: .milliseconds(300), event: .policySwitched(to: "strikes"))
      ])
  }

  @Test func aNoteIsMarkedAfterWhatItIsAbout() {
    var later = snapshot(at: 200, mode: .noput)
    later.note = "forgot it"
    #expect(
      Array(History([snapshot(at: 100, mode: .put), later, snapshot(at: 300)]).marks) == [
        Mark(time: .milliseconds(200), event: .modeSwitched(to: .noput)),
        Mark(time: .milliseconds(200), event: .note("forgot it")),
      ])
  }

  @Test func marksAreBounded() {
    let history = History(
      (0..<1000).map { snapshot(at: $0, mode: $0.isMultiple(of: 2) ? .put : .noput) })
    #expect(history.marks.count == History.markLimit)
    #expect(history.marks.last?.time == .milliseconds(999))
  }
}

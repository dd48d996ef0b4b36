import Telemetry
import TestSupport
import Testing

@testable import Sessions

@Suite struct ReplayerTests {
  private static func log(_ bytes: [UInt8]...) throws -> SessionLog {
    let log = try SessionLog(parts: bytes.map(MemoryLog.init))
    try log.readThrough()
    return log
  }

  @Test func aReplayIsTheSessionAgain() throws {
    var session = RandomSession(.seeded("ReplayerTests"))
    let snapshots = session.snapshots(500)
    let log = try Self.log(RandomSession.bytes(snapshots))
    var replayer = Replayer(log)
    var replayed: [Snapshot] = []
    var time = Duration.zero
    while replayed.count < snapshots.count {
      time += .milliseconds(Int.random(in: 1...1000, using: &session.random))
      replayed += try replayer.snapshots(upTo: time)
      #expect(replayed.last?.time ?? .zero <= time)
    }
    #expect(replayed == snapshots)
    #expect(try replayer.nextTime() == nil)
    #expect(log.index.sampleCount == snapshots.count)
    #expect(log.damage == Damage())
  }

  @Test func theIndexHasTheMarksOfAHistory() throws {
    var session = RandomSession(.seeded("ReplayerTests"))
    let snapshots = session.snapshots(300)
    let log = try Self.log(RandomSession.bytes(snapshots))
    let marks = zip(snapshots, snapshots.dropFirst()).flatMap(Mark.between)
    #expect(log.index.marks == marks)
  }

  /// Wherever one goes, what is shown of the last minutes is what was seen there at first.
  @Test func wheneverOneGoesThereTheHistoryIsTheSame() throws {
    var session = RandomSession(.seeded("ReplayerTests"))
    let snapshots = session.snapshots(4200)
    let log = try Self.log(RandomSession.bytes(snapshots))
    var replayer = Replayer(log)
    for _ in 0..<6 {
      let place = Int.random(in: 0..<snapshots.count, using: &session.random)
      let history = try replayer.seek(to: snapshots[place].time)
      var seen = History()
      for snapshot in snapshots[...place] { seen.append(snapshot) }
      #expect(history.snapshots.suffix(1200).elementsEqual(seen.snapshots.suffix(1200)))
      let (first, end) = (history.moments.first?.time ?? .zero, snapshots[place].time)
      #expect(first - snapshots[0].time <= max((end - first) / 15, .seconds(1)))
      #expect(history.marks == seen.marks)
      #expect(history.moments.count <= History.snapshotLimit)
      #expect(zip(history.moments, history.moments.dropFirst()).allSatisfy { $0.time < $1.time })
      let next = place + 1 < snapshots.count ? snapshots[place + 1].time : nil
      #expect(try replayer.nextTime() == next)
      #expect(try replayer.previousTime() == (place > 0 ? snapshots[place - 1].time : nil))
    }
  }

  /// Whenever it was noted: its mark is where the sample is that shows it.
  @Test(arguments: [0, 26, 99])
  func aNoteIsMarkedWhereItIsShown(place: Int) throws {
    let snapshots = (0..<100).map { Snapshot(time: .milliseconds($0 * 100)) }
    var lines = try RandomSession.bytes(snapshots).split(separator: 10)
    let remark = #"{"note":"deployed","t_ns":2550000000}"#
    lines.insert(Array(remark.utf8)[...], at: place + 1)
    let log = try Self.log(Array(lines.joined(separator: [10])) + [10])
    #expect(log.index.marks == [Mark(time: .milliseconds(2600), event: .note("deployed"))])
    var replayer = Replayer(log)
    #expect(try replayer.seek(to: .milliseconds(2600)).latest?.note == "deployed")
    #expect(log.index.mark(.before, .milliseconds(2600)) == nil)
  }

  /// A stream that goes on within the first of two sessions finds the second one where it was.
  @Test func sessionsThatFollowEachOtherStayApart() throws {
    let snapshots = (0..<2500).map { Snapshot(time: .milliseconds($0 * 100)) }
    let first = try RandomSession.bytes(snapshots)
    let text = String(decoding: first, as: UTF8.self)
    let later = text.replacing(
      "2026-01-31T12:00:00Z", with: "2026-01-31T13:00:00Z", maxReplacements: 1)
    let log = try Self.log(first, Array(later.utf8))
    #expect(log.index.sampleCount == 5000 && log.damage == Damage())
    var replayer = Replayer(log)
    _ = try replayer.seek(to: .seconds(249))
    var times: [Duration] = []
    while let snapshot = try replayer.next() { times.append(snapshot.time) }
    #expect(times.count == 9 + 2500)
    #expect(times.dropFirst(9).first == .seconds(3600))
    #expect(try replayer.previousTime() == .seconds(3600) + .milliseconds(249_800))
    _ = try replayer.seek(to: .seconds(3600))
    #expect(try replayer.previousTime() == .milliseconds(249_900))
    #expect(log.damage == Damage())
  }

  /// Remarks and pools without end, and times that no run reaches, cost no more than their lines.
  @Test func whatAFileSaysHasBounds() throws {
    let header = try RandomSession.bytes([])
    let remarks = String(repeating: #"{"note":"n","t_ns":5}"# + "\n", count: 12_000)
    let sample = Array(#"{"pools":[],"t_ns":7}"#.utf8) + [10]
    let log = try Self.log(header + Array(remarks.utf8) + sample)
    #expect(log.index.marks.count == SessionIndex.remarkLimit)
    #expect(log.index.unlistedMarks == 2000)
    #expect(Duration.seconds(Int64.max).wholeNanoseconds > 0)
    var snapshot = Snapshot(time: .zero)
    snapshot.pools = (0..<9).map { PoolSample(name: "\($0)") }
    for place in snapshot.pools.indices { snapshot.pools[place].retainedSpace = 1 << 60 }
    #expect(snapshot.retainedSpace == nil)
  }

  /// Where the overview is coarser than the blocks.
  @Test func betweenTheLatestAndTheOverviewIsNoHole() throws {
    var random = SplitMix64.seeded("ReplayerTests")
    let snapshots = (0..<8000).map { Snapshot(time: .milliseconds($0 * 100)) }
    let log = try SessionLog(
      parts: [MemoryLog(RandomSession.bytes(snapshots))], index: SessionIndex(overviewLimit: 200))
    try log.readThrough()
    #expect(log.index.stride > SessionIndex.blockLength)
    var replayer = Replayer(log)
    for _ in 0..<5 {
      let place = Int.random(in: 5000..<8000, using: &random)
      let history = try replayer.seek(to: snapshots[place].time)
      var seen = History()
      for snapshot in snapshots[...place] { seen.append(snapshot) }
      #expect(history.snapshots.suffix(1200).elementsEqual(seen.snapshots.suffix(1200)))
      let end = snapshots[place].time
      for (earlier, later) in zip(history.moments, history.moments.dropFirst()) {
        #expect(earlier.time < later.time)
        #expect(later.time - earlier.time <= max((end - earlier.time) / 15, .milliseconds(100)))
      }
    }
  }

  @Test func aLongSessionIsKnownFromItsBeginOn() throws {
    let snapshots = (0..<30_000).map { number in
      Snapshot(time: .milliseconds(number * 100), pools: [])
    }
    let log = try Self.log(RandomSession.bytes(snapshots))
    var replayer = Replayer(log)
    let history = try replayer.seek(to: .seconds(3000))
    #expect(history.latest == snapshots.last)
    // A fortieth of its age apart, at least.
    let times = history.moments.map(\.time)
    let end = Duration.seconds(3000)
    for (earlier, later) in zip(times, times.dropFirst()) {
      #expect(later - earlier <= max((end - earlier) / 15, .milliseconds(100)))
    }
    #expect(times[0] <= .seconds(300))
  }

  @Test func furtherFilesOfASessionGoOn() throws {
    var session = RandomSession(.seeded("ReplayerTests"))
    let snapshots = session.snapshots(100)
    let parts = try [snapshots[..<30], snapshots[30..<31], snapshots[31...]]
      .map { try RandomSession.bytes(Array($0)) }
    let log = try SessionLog(parts: parts.map(MemoryLog.init))
    try log.readThrough()
    var replayer = Replayer(log)
    #expect(try replayer.snapshots(upTo: .seconds(10_000)) == snapshots)
    // As one file: a header among the samples.
    let joined = try Self.log(parts.flatMap { $0 })
    var other = Replayer(joined)
    #expect(try other.snapshots(upTo: .seconds(10_000)) == snapshots)
    #expect(joined.damage == Damage())
  }

  @Test func damageCostsWhatIsDamaged() throws {
    var session = RandomSession(.seeded("ReplayerTests"))
    let snapshots = session.snapshots(50)
    var lines = try RandomSession.bytes(snapshots).split(separator: 10).map(Array.init)
    lines[10] = Array(lines[10].dropLast(5))
    lines.insert(Array("hello".utf8), at: 20)
    lines.insert(lines[5], at: 30)
    lines.insert(Array(#"{"note":"later","t_ns":1000000}"#.utf8), at: 40)
    let text = Array(lines.joined(separator: [10])).dropLast(3)
    let log = try Self.log(Array(text))
    #expect(log.damage.unreadable == 2)
    #expect(log.damage.disordered == 1)
    #expect(log.damage.hasTornEnd)
    #expect(log.damage.lines == 4)
    var replayer = Replayer(log)
    let replayed = try replayer.snapshots(upTo: .seconds(10_000))
    var expected = snapshots
    expected.removeLast()
    expected.remove(at: 9)
    // What was noted afterwards is on the first sample from its time on.
    #expect(replayed.map(\.time) == expected.map(\.time))
    #expect(replayed.filter { $0.note?.contains("later") == true }.count == 1)
    #expect(log.index.marks.contains { $0.event == .note("later") })
  }

  @Test func aSessionThatIsBeingWrittenIsReadOn() throws {
    var session = RandomSession(.seeded("ReplayerTests"))
    let snapshots = session.snapshots(40)
    let bytes = try RandomSession.bytes(snapshots)
    let memory = MemoryLog(Array(bytes.prefix(bytes.firstIndex(of: 10) ?? 0) + [10]))
    let log = try SessionLog(parts: [memory])
    var replayer = Replayer(log)
    var replayed: [Snapshot] = []
    while memory.bytes.count < bytes.count {
      memory.bytes = Array(bytes.prefix(memory.bytes.count + 700))
      while try log.readOn(mayGrow: true) {}
      replayed += try replayer.snapshots(upTo: .seconds(10_000))
      #expect(replayed.count == log.index.sampleCount)
    }
    #expect(replayed == snapshots)
    #expect(log.damage == Damage())
  }

  @Test(arguments: [
    ("2026-01-31T12:00:00Z", 1_769_860_800), ("1970-01-01T00:00:00Z", 0),
    ("2024-02-29T23:59:59.123Z", 1_709_251_199), ("2026-01-31T13:30:00+01:30", 1_769_860_800),
  ])
  func readsWhenASessionBegan(text: String, seconds: Int) {
    #expect(UTCTime.seconds(text) == seconds)
  }
}

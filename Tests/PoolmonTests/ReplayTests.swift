import Dashboard
import Drawing
import Foundation
import Sessions
import Telemetry
import TestSupport
import Testing

@testable import poolmon

/// A recording that is replayed is the run again.
@Suite struct ReplayTests {
  private static let sizeClasses = (0..<20).map { 64 << $0 }

  /// A recording of random samples in a folder that goes with it.
  private final class Recorded {
    let snapshots: [Snapshot]
    let path: String
    private let folder: URL

    init(_ count: Int, _ random: inout SplitMix64, as name: String = "run.ndjson") throws {
      folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      path = folder.appending(path: name).path
      var session = RandomSession(random)
      snapshots = session.snapshots(count)
      random = session.random
      let header = SessionHeader(
        tool: "poolmon 0", started: "2026-01-31T12:00:00Z", intervalNanoseconds: 100_000_000,
        source: SessionHeader.Source(kind: "lab"), sizeClasses: ReplayTests.sizeClasses,
        host: SessionHeader.Host(name: "h", system: "Linux", cpus: 2, memoryBytes: 1))
      let writer = try SessionWriter(path: path, header: header)
      for snapshot in snapshots { try writer.append(snapshot) }
      try writer.finish()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
  }

  private static func model() -> DashboardModel {
    DashboardModel(subject: ["lab"], sizeClasses: sizeClasses, interval: .milliseconds(100))
  }

  /// Frame by frame, cell for cell, whatever a person looks at.
  @Test(arguments: ["run.ndjson", "run.ndjson.gz"])
  func everyFrameIsTheSame(name: String) throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(250, &random, as: name)
    var replayer = Replayer(try SessionLog(paths: [recorded.path]))
    try replayer.log.readThrough()
    var (live, replayed) = (Self.model(), Self.model())
    let keys: [Key] = [.left, .right, "e", .escape, .tab, "z", "Z", "l", "t", "y", "1", "4", "M"]
    for snapshot in recorded.snapshots {
      let again = try replayer.snapshots(upTo: snapshot.time)
      #expect(again == [snapshot])
      _ = live.handle(.snapshots([snapshot]))
      _ = replayed.handle(.snapshots(again))
      let size = Size(
        width: .random(in: 1...160, using: &random), height: .random(in: 1...50, using: &random))
      let key = random.chance(0.3) ? keys.randomElement(using: &random) : nil
      for event in [.time(snapshot.time), .size(size)] + (key.map { [Event.key($0)] } ?? []) {
        _ = live.handle(event)
        _ = replayed.handle(event)
      }
      let frame = DashboardView.draw(replayed, size: size)
      #expect(frame == DashboardView.draw(live, size: size))
    }
    #expect(try replayer.next() == nil)
  }

  /// Whatever is asked for, what is shown last is the last sample at or before where it is.
  @Test func whatIsShownIsWhatWasThen() throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(300, &random)
    let feed = ReplayFeed(
      try SessionLog(paths: [recorded.path]), name: "run", bounds: ReplayBounds(), speed: 0,
      follows: false)
    var (model, run) = (Self.model(), Duration.zero)
    let (first, last) = (recorded.snapshots[0].time, recorded.snapshots[299].time)
    for _ in 0..<SplitMix64.steps(usually: 400) {
      run += .milliseconds(Int.random(in: 0...300, using: &random))
      var events = try feed.events(upTo: run)
      if random.chance(0.3) {
        let request = Self.request(upTo: last, &random)
        events += try feed.carryOut(.replay(request), at: run)
        events += try feed.events(upTo: run)
      }
      for event in events { _ = model.handle(event) }
      let position = feed.clock(at: run)
      #expect(first <= position && position <= last)
      #expect(model.history.latest == recorded.snapshots.last { $0.time <= position })
      #expect(feed.nextDue >= run)
    }
  }

  private static func request(
    upTo last: Duration, _ random: inout SplitMix64
  ) -> ReplayRequest {
    let seconds = Int.random(in: 0...Int(last.components.seconds), using: &random)
    let requests: [ReplayRequest] = [
      .togglePlaying, .step(1), .step(-1), .changeSpeed(by: 1), .changeSpeed(by: -1),
      .move(by: .seconds(3)), .move(by: .seconds(-5)), .nextMark, .previousMark, .begin, .end,
      .goTo(.seconds(seconds)), .seek("\(seconds)s"), .seek("-\(seconds)s"), .seek("nonsense"),
    ]
    return requests.randomElement(using: &random) ?? .begin
  }

  @Test func itStandsStillAtTheEndAndBeginsAgain() throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(20, &random)
    let feed = ReplayFeed(
      try SessionLog(paths: [recorded.path]), name: "run", bounds: ReplayBounds(), speed: 10,
      follows: false)
    var status: ReplayStatus?
    var seen: [Snapshot] = []
    func take(_ events: [Event]) {
      for event in events {
        switch event {
        case .replay(let now): status = now
        case .snapshots(let snapshots): seen += snapshots
        case .history(let history): seen = Array(history.snapshots)
        default: break
        }
      }
    }
    take(try feed.events(upTo: .zero))
    #expect(status?.isPlaying == true && status?.speedText == "×1024")
    take(try feed.events(upTo: .seconds(60)))
    #expect(status?.isPlaying == false && status?.isGrowing == false)
    #expect(seen == recorded.snapshots)
    #expect(feed.nextDue >= .seconds(3600))
    take(try feed.carryOut(.replay(.togglePlaying), at: .seconds(61)))
    #expect(status?.isPlaying == true)
    #expect(feed.clock(at: .seconds(61)) == recorded.snapshots[0].time)
  }

  /// What is chosen from a list is to be looked at.
  @Test func itStandsStillAtWhatIsChosen() throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(50, &random)
    let feed = ReplayFeed(
      try SessionLog(paths: [recorded.path]), name: "run", bounds: ReplayBounds(), speed: 0,
      follows: false)
    var model = Self.model()
    let chosen = recorded.snapshots[20]
    for event in try feed.events(upTo: .zero) { _ = model.handle(event) }
    #expect(model.replay?.isPlaying == true)
    let events = try feed.carryOut(.replay(.goTo(chosen.time)), at: .milliseconds(100))
    for event in events + (try feed.events(upTo: .seconds(60))) { _ = model.handle(event) }
    #expect(model.replay?.isPlaying == false && model.history.latest == chosen)
    #expect(feed.clock(at: .seconds(60)) == chosen.time)
  }

  @Test func onlyThePartThatIsAskedForIsShown() throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(300, &random)
    let (from, to) = (recorded.snapshots[100].time, recorded.snapshots[200].time)
    let feed = ReplayFeed(
      try SessionLog(paths: [recorded.path]), name: "run",
      bounds: ReplayBounds(from: .offset(from), to: .offset(to)), speed: 10, follows: false)
    var model = Self.model()
    for event in try feed.events(upTo: .zero) { _ = model.handle(event) }
    #expect(model.history.latest == recorded.snapshots[100])
    for event in try feed.events(upTo: .seconds(3600)) { _ = model.handle(event) }
    #expect(model.history.latest == recorded.snapshots[200])
    for event in try feed.carryOut(.replay(.begin), at: .seconds(3601)) { _ = model.handle(event) }
    #expect(model.history.latest == recorded.snapshots[100])
  }

  /// All that the reader has found, whatever has been shown.
  @Test func allMarksAreListed() throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(300, &random)
    let log = try SessionLog(paths: [recorded.path])
    let feed = ReplayFeed(log, name: "run", bounds: ReplayBounds(), speed: 0, follows: false)
    _ = try feed.events(upTo: .zero)
    let events = try feed.carryOut(.replay(.listMarks), at: .zero)
    let marks = events.compactMap { if case .marks(let marks) = $0 { marks } else { nil } }
    #expect(
      marks.last
        == zip(recorded.snapshots, recorded.snapshots.dropFirst())
        .flatMap { Mark.between($0, $1) })
    #expect(try Self.notices(feed.events(upTo: .zero)) == [])
  }

  private static func notices(_ events: [Event]) -> [String] {
    events.compactMap { if case .notice(let words) = $0 { words } else { nil } }
  }

  /// What is asked for and is not there is said once.
  @Test func timesBeyondTheSessionAreTold() throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(300, &random)
    let last = recorded.snapshots[299].time
    let end = Quantity.preciseClock(last)
    func told(_ bounds: ReplayBounds, follows: Bool = false) throws -> [String] {
      let feed = ReplayFeed(
        try SessionLog(paths: [recorded.path]), name: "run", bounds: bounds, speed: 0,
        follows: follows)
      let events = try feed.events(upTo: .zero) + feed.events(upTo: .milliseconds(1))
      return Self.notices(events)
    }
    let beyond = SessionTime.offset(last + .seconds(1))
    #expect(try told(ReplayBounds(at: beyond)) == ["--at is behind the end, \(end)"])
    #expect(
      try told(ReplayBounds(from: beyond, to: beyond))
        == ["--from is behind the end, \(end); --to is behind the end, \(end)"])
    let before = try told(ReplayBounds(at: .beforeEnd(last + .seconds(9))))
    #expect(before.count == 1 && before[0].hasPrefix("--at is before the begin, "))
    #expect(try told(ReplayBounds(to: beyond), follows: true) == [], "it may come")
    #expect(
      try told(ReplayBounds(from: .offset(.zero), to: .offset(last + .milliseconds(900)))) == [])
  }

  /// A session may take seconds to be read through, and the wish for an end does not wait for it.
  @Test(arguments: [false, true])
  func readingToTheEndCanBeEnded(isEndAsked: Bool) throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(30, &random)
    let url = URL(filePath: recorded.path)
    let lines = try Data(contentsOf: url).split(separator: 10)
    // More than is read at a time, behind each tenth sample.
    let filler = Data(repeating: 0x78, count: 5 << 20)
    let parts = lines.enumerated().flatMap {
      $0.offset % 10 == 9 ? [$0.element, filler] : [$0.element]
    }
    try Data(parts.joined(separator: [10]) + [10]).write(to: url)
    let log = try SessionLog(paths: [recorded.path])
    let feed = ReplayFeed(
      log, name: "run", bounds: ReplayBounds(at: .beforeEnd(.zero)), speed: 0, follows: false,
      isEndAsked: { isEndAsked })
    _ = try feed.events(upTo: .zero)
    #expect(log.isIndexed == !isEndAsked)
    #expect((log.index.sampleCount == 30) == !isEndAsked)
  }

  /// While the other end of a pipe is open, more may come.
  @Test func whatArrivesIsStillToCome() throws {
    var random = SplitMix64.seeded("ReplayTests")
    let recorded = try Recorded(30, &random)
    let bytes = try Data(contentsOf: URL(filePath: recorded.path))
    let pipe = Pipe()
    let log = try PipeLog(reading: dup(pipe.fileHandleForReading.fileDescriptor))
    // Less than a pipe holds.
    try pipe.fileHandleForWriting.write(contentsOf: bytes.prefix(60_000))
    try log.take()
    let feed = ReplayFeed(
      try SessionLog(parts: [log]), name: "stdin", bounds: ReplayBounds(), speed: 0,
      follows: false, pipe: log)
    func status(_ events: [Event]) -> ReplayStatus? {
      events.compactMap { if case .replay(let status) = $0 { status } else { nil } }.last
    }
    #expect(status(try feed.events(upTo: .zero))?.isGrowing == true)
    _ = try feed.carryOut(.replay(.end), at: .zero)
    #expect(
      Self.notices(try feed.carryOut(.replay(.nextMark), at: .zero))
        == ["there is no later mark so far"])
    try pipe.fileHandleForWriting.close()
    #expect(status(try feed.events(upTo: .milliseconds(1)))?.isGrowing == false)
    #expect(
      Self.notices(try feed.carryOut(.replay(.nextMark), at: .milliseconds(2)))
        == ["there is no later mark"])
  }

  @Test(arguments: [(0, 5, 5), (3, 5, 40), (-3, 8, 1), (10, 1, 1024)])
  func timePassesAtASpeed(speed: Int, run: Int, session: Int) {
    let playback = Playback(at: .seconds(7), run: .seconds(2), speed: speed)
    let position = playback.position(at: .seconds(2 + run))
    #expect(position == .seconds(7 + session))
    #expect(playback.run(at: position) == .seconds(2 + run))
  }

  @Test func aChangeOfSpeedBeginsWhereItIs() {
    var playback = Playback(at: .zero, run: .zero, speed: 0)
    playback.changeSpeed(by: 2, run: .seconds(10))
    #expect(playback.position(at: .seconds(11)) == .seconds(14))
    playback.setPlaying(false, run: .seconds(11))
    #expect(playback.position(at: .seconds(99)) == .seconds(14))
    #expect(playback.run(at: .seconds(15)) == nil)
    playback.setPlaying(true, run: .seconds(100))
    #expect(playback.position(at: .seconds(101)) == .seconds(18))
    playback.changeSpeed(by: 99, run: .seconds(101))
    #expect(playback.speed == ReplayStatus.speeds.upperBound)
  }

  @Test(arguments: [("1/8", -3), ("1", 0), ("×4", 2), ("x1024", 10)])
  func speedsAreWritten(text: String, power: Int) throws {
    #expect(try SpeedArgument.parse(text).power == power)
  }

  @Test(arguments: ["3", "0", "", "2048", "1/16", "fast"])
  func otherSpeedsAreRefused(text: String) {
    #expect(throws: (any Error).self) { try SpeedArgument.parse(text) }
  }
}

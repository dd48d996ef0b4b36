import Dashboard
import Sessions
import Telemetry

/// A session that is replayed.
final class ReplayFeed: Feed {
  /// How often a file that is being written is looked at.
  private static let followInterval = Duration.milliseconds(100)
  /// While it stands still, nothing is due.
  private static let never = Duration.seconds(3600)

  private let log: SessionLog
  private let name: String
  private let bounds: ReplayBounds
  private let follows: Bool
  /// What arrives on stdin, if that is what is replayed.
  private let pipe: PipeLog?
  /// Whether the end of the run is asked for, while a long session is read.
  private let isEndAsked: () -> Bool
  private var replayer: Replayer
  private var playback: Playback
  private var told: ReplayStatus?
  private var interval: Int?
  private var workload: String?
  private var hasToldDamage = false
  private var hasToldBounds = false
  /// How many marks have been told, while a person wants a list of them.
  private var toldMarks: Int?
  private var lastLook = Duration.zero
  /// The run's time at which something is due.
  private(set) var nextDue = Duration.zero

  /// - Parameter bounds: what of the session is replayed, and from where on.
  init(
    _ log: SessionLog, name: String, bounds: ReplayBounds, speed: Int, follows: Bool,
    pipe: PipeLog? = nil, isEndAsked: @escaping () -> Bool = { false }
  ) {
    self.log = log
    self.name = name
    self.bounds = bounds
    self.follows = follows
    self.pipe = pipe
    self.isEndAsked = isEndAsked
    replayer = Replayer(log)
    playback = Playback(at: .zero, run: .zero, speed: speed)
  }

  var input: Int32? { pipe?.input }

  /// Whether more may come.
  private var isGrowing: Bool { !log.isIndexed || follows || pipe?.isOpen == true }

  /// The session times that can be gone to, as far as they are known.
  private var span: ClosedRange<Duration> { bounds.span(in: log.index.span) }

  func start() {}

  func clock(at time: Duration) -> Duration {
    min(playback.position(at: time), max(span.upperBound, playback.position(at: .zero)))
  }

  func goOn(at time: Duration) {
    // The clock went on while the process was stopped; the replay did not.
    let isPlaying = playback.isPlaying
    playback.setPlaying(false, run: lastLook)
    playback.setPlaying(isPlaying, run: time)
  }

  func finish(at time: Duration) -> [Event] { [] }

  func events(upTo time: Duration) throws -> [Event] {
    var events: [Event] = []
    let isFirst = told == nil
    try readOn(at: time)
    if isFirst {
      // A place that is far in is known once all before it has been read.
      try read(until: bounds.start)
      events += try go(to: bounds.resolvedStart(in: log.index.span), at: time)
    }
    try keepWithin(at: time)
    events += describe(try replayer.snapshots(upTo: playback.position(at: time)))
    events += status()
    lastLook = time
    try plan(at: time)
    return events
  }

  // MARK: - Reading

  private func readOn(at time: Duration) throws {
    let hadAll = log.isIndexed
    try pipe?.pump()
    guard !hadAll || isGrowing else { return }
    _ = try log.readOn(mayGrow: follows || pipe?.isOpen == true)
  }

  /// Reads on until an instant is known, or all there is.
  private func read(until start: SessionTime?) throws {
    switch start {
    case nil, .offset(.zero): break
    case .offset(let time): try read(until: time)
    case .beforeEnd, .clock: try read(until: Duration.seconds(1 << 32))
    }
  }

  private func read(until time: Duration) throws {
    while !isEndAsked(), !log.isIndexed || log.index.last ?? .zero < time {
      guard try log.readOn(mayGrow: follows || pipe?.isOpen == true) else { break }
    }
  }

  /// At the end it stands still, or waits for more.
  private func keepWithin(at time: Duration) throws {
    let position = playback.position(at: time)
    if position > span.upperBound { try read(until: position) }
    guard position >= span.upperBound else { return }
    playback.go(to: span.upperBound, run: time)
    let hasEnded = !isGrowing || bounds.hasEnd(at: span.upperBound)
    if hasEnded && playback.isPlaying { playback.setPlaying(false, run: time) }
  }

  /// When there is something to do next.
  private func plan(at time: Duration) throws {
    var due = time + Self.never
    if !log.isIndexed { due = time }
    if follows { due = min(due, time + Self.followInterval) }
    if playback.isPlaying, let next = try replayer.nextTime(), next <= span.upperBound,
      let run = playback.run(at: next)
    {
      due = min(due, run)
    }
    nextDue = due
  }

  // MARK: - Telling

  private func status() -> [Event] {
    var events: [Event] = []
    let status = ReplayStatus(
      name: name, begin: span.lowerBound, end: span.upperBound, isGrowing: isGrowing,
      isPlaying: playback.isPlaying,
      speed: playback.speed)
    if status != told { events.append(.replay(status)) }
    if told == nil { events.append(.subject(log.header.subject(workload: nil))) }
    told = status
    events += notices()
    if let toldMarks, toldMarks != log.index.marks.count {
      self.toldMarks = log.index.marks.count
      events.append(.marks(Array(log.index.marks(in: span))))
    }
    return events
  }

  /// What there is to say once all has been read: as one line, since the last one stands.
  private func notices() -> [Event] {
    var words: [String] = []
    if log.isIndexed, !hasToldBounds, pipe?.isOpen != true {
      hasToldBounds = true
      words += bounds.words(in: log.index.span, mayGrow: follows)
    }
    if log.isIndexed, !hasToldDamage { words += [log.damage.words].compactMap { $0 } }
    hasToldDamage = log.isIndexed
    return words.isEmpty ? [] : [.notice(words.joined(separator: "; "))]
  }

  /// Snapshots, and what else they tell.
  private func describe(_ snapshots: [Snapshot]) -> [Event] {
    guard let latest = snapshots.last else { return [] }
    return describe(latest) + [.snapshots(snapshots)]
  }

  private func describe(_ latest: Snapshot) -> [Event] {
    var events: [Event] = []
    if let now = latest.monitor?.intervalNanoseconds, now != interval, now > 0 {
      interval = now
      // As much as a header may say.
      let interval = min(max(.nanoseconds(now), .milliseconds(1)), Duration.seconds(86_400))
      events.append(.interval(interval))
    }
    if let now = latest.workload?.name, now != workload {
      workload = now
      events.append(.subject(log.header.subject(workload: now)))
    }
    return events
  }

  // MARK: - Commands

  func carryOut(_ command: Command, at time: Duration) throws -> [Event] {
    guard case .replay(let command) = command else { return [] }
    let events = try carryOut(command, at: time)
    try plan(at: time)
    return events + status()
  }

  private func carryOut(_ command: ReplayRequest, at time: Duration) throws -> [Event] {
    let position = clock(at: time)
    toldMarks = nil
    switch command {
    case .listMarks:
      toldMarks = -1
      return []
    case .togglePlaying:
      let isAtEnd = !playback.isPlaying && position >= span.upperBound && !isGrowing
      let events = isAtEnd ? try go(to: span.lowerBound, at: time) : []
      playback.setPlaying(!playback.isPlaying, run: time)
      return events
    case .changeSpeed(let steps):
      playback.changeSpeed(by: steps, run: time)
      return []
    case .step(let count): return try step(count, at: time)
    case .move(let length): return try go(to: position + length, at: time)
    case .goTo(let instant):
      playback.setPlaying(false, run: time)
      return try go(to: instant, at: time)
    case .begin: return try go(to: span.lowerBound, at: time)
    case .end:
      try read(until: Duration.seconds(1 << 32))
      return try go(to: span.upperBound, at: time)
    case .nextMark, .previousMark: return try goToMark(command, from: position, at: time)
    case .seek(let text):
      guard let instant = SessionTime(text) else {
        return [.notice("'\(text)' is no time; write \(SessionTime.forms)")]
      }
      try read(until: instant)
      return try go(
        to: instant.resolved(in: log.index.span, startOfDay: bounds.startOfDay), at: time)
    }
  }

  private func step(_ count: Int, at time: Duration) throws -> [Event] {
    playback.setPlaying(false, run: time)
    if count > 0 {
      guard let next = try replayer.nextTime(), next <= span.upperBound else { return [] }
      playback.go(to: next, run: time)
      return describe(try replayer.snapshots(upTo: next))
    }
    guard let previous = try replayer.previousTime(), previous >= span.lowerBound else { return [] }
    return try go(to: previous, at: time)
  }

  private func goToMark(
    _ command: ReplayRequest, from position: Duration, at time: Duration
  ) throws -> [Event] {
    var mark = log.index.mark(command == .nextMark ? .after : .before, position)
    if mark == nil && command == .nextMark && !log.isIndexed {
      try read(until: Duration.seconds(1 << 32))
      mark = log.index.mark(.after, position)
    }
    guard let mark, span.contains(mark.time) else {
      guard command == .nextMark else { return [.notice("there is no earlier mark")] }
      let sofar = isGrowing && !bounds.hasEnd(at: span.upperBound) ? " so far" : ""
      return [.notice("there is no later mark" + sofar)]
    }
    return try go(to: mark.time, at: time)
  }

  /// Goes to an instant, or to the end that is nearest to it.
  private func go(to instant: Duration, at time: Duration) throws -> [Event] {
    if instant > span.upperBound { try read(until: instant) }
    let instant = min(max(instant, span.lowerBound), span.upperBound)
    playback.go(to: instant, run: time)
    let history = try replayer.seek(to: instant)
    return (history.latest.map(describe) ?? []) + [.history(history), .time(instant)]
  }
}

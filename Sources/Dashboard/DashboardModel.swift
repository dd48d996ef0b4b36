import Drawing
package import Telemetry

/// Everything that the screen shows, as a value. Events change it; effects leave it as commands.
package struct DashboardModel: Sendable {
  /// What is watched, in words, most important first: "lab", "request-log", "30,000 B".
  package let subject: [String]
  /// Upper bounds of the size classes in bytes.
  package let sizeClasses: [Int]

  package private(set) var interval: Duration
  /// Time since the session began, paused or not.
  package private(set) var elapsed = Duration.zero
  package private(set) var recording = Recording.off
  package private(set) var showsHelp = false
  /// Something to tell until the next key: an error, the end of a recording.
  package private(set) var notice: String?

  private var live = History()
  private var held: History?

  package init(subject: [String], sizeClasses: [Int], interval: Duration) {
    self.subject = subject
    self.sizeClasses = sizeClasses
    self.interval = interval
  }

  /// What the panels show: all that was seen, or, while paused, all that had been seen then.
  package var history: History { held ?? live }

  package var isPaused: Bool { held != nil }

  /// The mode now, paused or not, since the keys act on what runs now.
  package var mode: WorkloadMode? { live.latest?.workload?.mode }

  /// Takes an event in and says what is to be done about it.
  package mutating func handle(_ event: Event) -> Command? {
    switch event {
    case .key(let key): return press(key)
    case .snapshots(let snapshots): for snapshot in snapshots { live.append(snapshot) }
    case .recording(let recording): show(recording)
    case .interval(let interval): self.interval = interval
    case .time(let time): elapsed = time
    }
    return nil
  }

  private mutating func press(_ key: Key) -> Command? {
    notice = nil
    if key == .escape { showsHelp = false }
    guard let action = KeyBinding.action(for: key) else { return nil }
    return perform(action)
  }

  private mutating func perform(_ action: Action) -> Command? {
    switch action {
    case .put: return .setMode(.put)
    case .noput: return .setMode(.noput)
    case .toggleMode: return mode.map { .setMode($0.other) }
    case .pause: held = isPaused ? nil : live
    case .record: if case .on = recording { return .stopRecording } else { return .startRecording }
    case .faster: return Interval.next(below: interval).map { .setInterval($0) }
    case .slower: return Interval.next(above: interval).map { .setInterval($0) }
    case .help: showsHelp.toggle()
    case .quit: return .quit
    }
    return nil
  }

  private mutating func show(_ new: Recording) {
    guard new != recording else { return }
    recording = new
    switch new {
    case .failed(let message): notice = message
    case .ended(let path, let bytes): notice = "recorded \(Quantity.bytes(bytes)) to \(path)"
    case .on, .off: break
    }
  }
}

/// The sampling intervals that the keys step through.
package enum Interval {
  /// Bounds of what a person may ask for.
  package static let allowed: ClosedRange<Duration> = .milliseconds(10) ... .seconds(60)

  private static let steps: [Duration] = [
    .milliseconds(10), .milliseconds(20), .milliseconds(50), .milliseconds(100),
    .milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10),
    .seconds(30), .seconds(60),
  ]

  static func next(below interval: Duration) -> Duration? { steps.last { $0 < interval } }
  static func next(above interval: Duration) -> Duration? { steps.first { $0 > interval } }
}

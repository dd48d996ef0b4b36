import Drawing
package import Telemetry

/// Everything that the screen shows, as a value. Events change it; effects leave it as commands.
package struct DashboardModel: Sendable {
  /// The workloads that can be chosen. Empty where none runs.
  package let workloads: [WorkloadEntry]
  /// Upper bounds of the size classes in bytes.
  package let sizeClasses: [Int]

  package private(set) var interval: Duration
  /// Time since the session began, paused or not.
  package private(set) var elapsed = Duration.zero
  package private(set) var recording = Recording.off
  package private(set) var showsHelp = false
  /// Lines of the help that are above its first one in sight.
  package private(set) var helpOffset = 0
  /// The list of workloads, while it is open.
  package private(set) var menu: WorkloadMenu?
  /// Something to tell until the next key: an error, the end of a recording.
  package private(set) var notice: String?

  /// What a demonstration tells, beside or below the mode. Empty without one.
  package private(set) var caption = ""

  private var live = History()
  private var held: History?

  private let firstSubject: [String]

  package init(
    subject: [String], workloads: [WorkloadEntry] = [], sizeClasses: [Int], interval: Duration
  ) {
    firstSubject = subject
    self.workloads = workloads
    self.sizeClasses = sizeClasses
    self.interval = interval
  }

  /// What is watched, in words, most important first: "lab", "request-log", "30,000 B".
  package var subject: [String] {
    let name = live.latest?.workload?.name
    return workloads.first { $0.name == name }?.subject ?? firstSubject
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
    case .notice(let text): notice = text
    case .caption(let text): caption = text
    }
    return nil
  }

  private mutating func press(_ key: Key) -> Command? {
    notice = nil
    if menu != nil { return choose(with: key) }
    if key == .escape { showsHelp = false }
    if showsHelp, let step = HelpView.step(key) {
      helpOffset = min(max(helpOffset + step, 0), HelpView.lineCount - 1)
      return nil
    }
    guard let action = KeyBinding.action(for: key) else { return nil }
    return perform(action)
  }

  private mutating func perform(_ action: Action) -> Command? {
    switch action {
    case .put: return .setMode(.put)
    case .noput: return .setMode(.noput)
    case .toggleMode: return mode.map { .setMode($0.other) }
    case .workloads: openMenu()
    case .heapModel: return live.latest?.heap?.model.map { .setHeapModel($0.other) }
    case .collect: return .collect
    case .burst: return .fireBurst
    case .forgetMore: return .changeForgotten(byPercent: 1)
    case .forgetLess: return .changeForgotten(byPercent: -1)
    case .pause: held = isPaused ? nil : live
    case .record: if case .on = recording { return .stopRecording } else { return .startRecording }
    case .faster: return Interval.next(below: interval).map { .setInterval($0) }
    case .slower: return Interval.next(above: interval).map { .setInterval($0) }
    case .help:
      showsHelp.toggle()
      helpOffset = 0
    case .quit: return .quit
    }
    return nil
  }

  private mutating func openMenu() {
    guard !workloads.isEmpty else { return }
    let name = live.latest?.workload?.name
    menu = WorkloadMenu(
      count: workloads.count, selected: workloads.firstIndex { $0.name == name } ?? 0)
    showsHelp = false
  }

  /// While the list is open, keys are the list's.
  private mutating func choose(with key: Key) -> Command? {
    switch menu?.press(key) {
    case .chosen(let index):
      menu = nil
      return .setWorkload(name: workloads[index].name)
    case .left: menu = nil
    case .open, nil: break
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

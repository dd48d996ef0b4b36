package import Diagnosis
package import Drawing
package import Telemetry
package import WhatIf

/// Everything that the screen shows, as a value. Events change it; effects leave it as commands.
package struct DashboardModel: Sendable {
  package let choices: DashboardChoices
  /// The panels there are. A panel's index is its name in the view.
  package let panels: [any Panel]
  package let keyTable: KeyTable
  /// Upper bounds of the size classes in bytes.
  package let sizeClasses: [Int]

  package private(set) var interval: Duration
  /// Time since the session began, paused or not.
  package private(set) var elapsed = Duration.zero
  package private(set) var recording = Recording.off
  package internal(set) var view: ViewState
  package internal(set) var showsHelp = false
  /// Lines of the help that are above its first one in sight.
  package private(set) var helpOffset = 0
  /// A list to choose from, while it is open.
  package internal(set) var menu: ListMenu?
  /// The list of findings, while it is open.
  package internal(set) var findings: FindingList?
  /// A line that is typed, while it is open.
  package internal(set) var prompt: Prompt?
  /// Something to tell until the next key: an error, the end of a recording.
  package internal(set) var notice: String?
  /// The name of the theme in force.
  package private(set) var theme: String
  package private(set) var size = Size(width: 0, height: 0)

  /// What a demonstration tells, beside or below the mode. Empty without one.
  package private(set) var caption = ""

  /// How the replay stands, if it is one.
  package private(set) var replay: ReplayStatus?

  /// What is seen, and what is found of it.
  private var live: Watched
  /// What other policies would have come to, worked on while it is in sight.
  package private(set) var whatIf = LiveComparison()
  /// Whether somebody waits for it, so that time should be told again as soon as may be.
  package private(set) var isAtWork = false
  private var held: Watched?

  /// Samples of one pool that are judged where a history takes the place of another, some 10 ms,
  /// and the fewest however many pools there are: half a minute at ten a second.
  private static let judgedAtOnce = 2000
  private static let fewestJudged = 300

  private struct Watched: Sendable {
    var history = History()
    var diagnosis: Diagnostician
  }

  private var toldSubject: [String]

  package init(
    subject: [String], choices: DashboardChoices = DashboardChoices(), sizeClasses: [Int],
    interval: Duration, view: ViewState = ViewState(), keyTable: KeyTable = KeyTable(),
    theme: String = "", panels: [any Panel] = PanelList.all
  ) {
    toldSubject = subject
    live = Watched(diagnosis: Diagnostician(sizeClasses: sizeClasses))
    self.choices = choices
    self.sizeClasses = sizeClasses
    self.interval = interval
    self.view = view
    self.keyTable = keyTable
    self.theme = theme
    self.panels = panels
  }

  package var workloads: [WorkloadEntry] { choices.workloads }

  /// What is watched, in words, most important first: "lab", "request-log", "30,000 B".
  package var subject: [String] {
    let name = now?.workload?.name
    return workloads.first { $0.name == name }?.subject ?? toldSubject
  }

  /// What the panels show: all that was seen, or, while paused, all that had been seen then.
  package var history: History { (held ?? live).history }

  /// What is found of it.
  package var diagnosis: Diagnostician { (held ?? live).diagnosis }

  /// What happens now, paused or not, since the keys act on it.
  var now: Snapshot? { live.history.latest }

  /// How it stands with what was watched, wherever the cursor is. nil without pools.
  package var conclusion: String? {
    now?.pools.isEmpty == false ? live.diagnosis.conclusion : nil
  }

  package var isPaused: Bool { held != nil }

  package var mode: WorkloadMode? { now?.workload?.mode }

  /// Takes an event in and says what is to be done about it.
  package mutating func handle(_ event: Event) -> Command? {
    switch event {
    case .key(let key): return press(key)
    case .snapshots(let snapshots):
      for snapshot in snapshots { take(snapshot) }
      chooseMainPool()
    case .recording(let recording): show(recording)
    case .interval(let interval): self.interval = interval
    case .time(let time):
      elapsed = time
      compare()
    case .size(let size): self.size = size
    case .notice(let text): notice = text
    case .caption(let text): caption = text
    case .history(let history): show(history)
    case .replay(let status): show(status)
    case .marks(let marks): menu?.take(marks)
    case .subject(let subject): toldSubject = subject
    }
    return nil
  }

  private mutating func take(_ snapshot: Snapshot) {
    live.history.append(snapshot)
    live.diagnosis.add(snapshot)
  }

  /// Goes on with what other policies would have come to, if that is in sight.
  private mutating func compare() {
    isAtWork = false
    guard menu == nil, findings == nil, !showsHelp,
      let panel = panels.firstIndex(where: { $0 is WhatIfPanel }),
      !view.hidden.contains(panels[panel].title), !view.isExpanded || view.selected == panel
    else { return }
    let scene = Scene(self)
    guard let pool = scene.poolSample, panels[panel].hasContent(scene),
      ScreenPlan(self, scene, size: size).shows(panel)
    else { return }
    whatIf.advance(pool, scene.seen)
    isAtWork = whatIf.isAwaited
  }

  /// Looks at the main pool first, once there is one, which is reports' choice, too. What kind of
  /// pools a Go program has becomes known a moment after it is attached to, and which of them is
  /// the fullest once one holds something.
  private mutating func chooseMainPool() {
    guard !view.keepsPool, let pools = now?.pools, let index = pools.mainIndex else { return }
    view.poolIndex = index
    view.keepsPool = pools[index].countsItsUse && pools[index].retainedSpace ?? 0 > 0
  }

  private mutating func press(_ key: Key) -> Command? {
    notice = nil
    if prompt != nil { return type(key) }
    if menu != nil { return choose(with: key) }
    if findings != nil { return browse(with: key) }
    if case .mouse(let mouse) = key { return handle(mouse) }
    if showsHelp, let step = HelpView.step(key) {
      let last = HelpView.lastOffset(keyTable, in: plan.body.size)
      helpOffset = min(max(helpOffset + step, 0), last)
      return nil
    }
    guard let action = keyTable.action(for: key) else {
      notice = refusal(of: key)
      return nil
    }
    return perform(action, key)
  }

  /// Does what a key or a command asks for. The key tells which panel.
  mutating func perform(_ action: Action, _ key: Key? = nil) -> Command? {
    if let command = replayRequest(for: action) { return .replay(command) }
    if look(action) || arrange(action, key) { return nil }
    return command(for: action)
  }

  /// What leaves the model.
  private mutating func command(for action: Action) -> Command? {
    switch action {
    case .put: return .setMode(.put)
    case .noput: return .setMode(.noput)
    case .toggleMode: return mode.map { .setMode($0.other) }
    case .policy: return nextPolicy.map { .setPolicy(name: $0) }
    case .heapModel: return now?.heap?.model.map { .setHeapModel($0.other) }
    case .collect: return .collect
    case .burst: return .fireBurst
    case .forgetMore: return .changeForgotten(byPercent: 1)
    case .forgetLess: return .changeForgotten(byPercent: -1)
    case .record: return recordOrStop()
    case .faster: return Interval.next(below: interval).map { .setInterval($0) }
    case .slower: return Interval.next(above: interval).map { .setInterval($0) }
    case .theme: return takeTheme(after: theme)
    case .saveScreen: return .saveScreen
    case .repaint: return .repaint
    case .quit: return .quit
    case .pause: held = isPaused ? nil : live
    case .workloads: openWorkloads()
    case .marks: return openMarks()
    case .findings: (findings, showsHelp) = (FindingList(), false)
    case .note: prompt = Prompt(.note)
    case .palette: prompt = Prompt(.command)
    case .seek: prompt = replay.map { _ in Prompt(.time) }
    case .help:
      showsHelp.toggle()
      helpOffset = 0
    default: break
    }
    return nil
  }

  private var nextPolicy: String? {
    let policies = choices.policies
    let index = policies.firstIndex { $0 == now?.pools.first?.policy }
    return policies.isEmpty ? nil : policies[((index ?? -1) + 1) % policies.count]
  }

  private mutating func takeTheme(after name: String) -> Command? {
    let names = choices.themes.map(\.name)
    guard !names.isEmpty else { return nil }
    return take(theme: names[((names.firstIndex(of: name) ?? -1) + 1) % names.count])
  }

  mutating func take(theme name: String) -> Command? {
    theme = name
    notice = "theme \(name)"
    return .setTheme(name: name)
  }

  private mutating func recordOrStop() -> Command? {
    switch recording {
    case .on: return .stopRecording
    case .ending(let path):
      notice = "the last of \(path) is still being written"
      return nil
    case .off, .ended, .failed: return .startRecording
    }
  }

  /// A cursor stays only where something has been seen.
  private mutating func show(_ history: History) {
    live = Watched(history: history, diagnosis: Diagnostician(sizeClasses: sizeClasses))
    // As far back as it costs no more than a jump may: of many pools less.
    let pools = max(history.latest?.pools.count ?? 0, 1)
    for moment in history.moments.suffix(max(Self.judgedAtOnce / pools, Self.fewestJudged)) {
      live.diagnosis.add(moment.snapshot)
    }
    chooseMainPool()
    if let cursor = view.cursor { putCursor(at: cursor) }
    if history.latest == nil { view.cursor = nil }
  }

  /// Once it is known how long a recording is, the time axis is no longer than a short one needs.
  private mutating func show(_ status: ReplayStatus) {
    if replay?.isGrowing != false, !status.isGrowing, view.zoom == 0 {
      view.zoom(toFit: status.end - status.begin, interval: interval)
    }
    replay = status
  }

  private mutating func show(_ new: Recording) {
    guard new != recording else { return }
    let loss = recording.loss
    recording = new
    switch new {
    case .failed(let message): notice = message
    case .ended(let path, let bytes, _):
      let words = ["recorded \(Quantity.bytes(bytes)) to \(path)", new.loss]
      notice = words.compactMap { $0 }.joined(separator: ", ")
    // The first loss; the header goes on counting.
    case .on: if loss == nil, let first = new.loss { notice = first }
    case .ending, .off: break
    }
  }
}

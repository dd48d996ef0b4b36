import ArgumentParser
import ByteBufferPool
import Dashboard
import Glibc
import GoProcess
import Sessions

/// A run of `poolmon attach` from its begin to its summary.
struct AttachRun {
  /// A program that was just started may have to find its libraries, or run another in its place.
  private static let longestStart = Duration.seconds(1)

  /// A program has to stop for a moment to count its memory for its pages: it is not asked all the
  /// time.
  private static let usualPageInterval = DurationArgument(.seconds(1))

  let target: AttachTarget
  let watch: WatchOptions
  let onlooker: Onlooker
  private let signals: SignalPipe

  /// - Parameter signals: where signals are looked at, if they are already.
  init(
    target: AttachTarget, watch: WatchOptions, onlooker: Onlooker, signals: SignalPipe? = nil
  ) throws {
    var watch = watch
    if case .pages = target {
      watch.askedInterval = watch.askedInterval ?? Self.usualPageInterval
    }
    (self.target, self.watch, self.onlooker) = (target, watch, onlooker)
    self.signals = try signals ?? SignalPipe()
  }

  /// Returns how a program that was started for the run ended by itself; nil where it did not.
  @discardableResult
  func run() throws -> AttachChild.Ending? {
    let clock = SessionClock()
    let meter = MonitorMeter()
    if case .pages(let address) = target {
      let source = try PageSource.reaching(
        address, interval: watch.interval.duration, signals, monitorCost: meter.cost)
      try show(source, Self.origin(source), nil, clock, meter)
      return nil
    }
    let child = try start()
    // Whatever happens, it does not outlive us.
    defer { child?.end() }
    let source = try attach(child, meter)
    let names = NameFinder(pid: source.pid, cache: UserFolder.cache.map(NameCache.init))
    source.newVariables = { names.take() }
    let limit = MemoryLimitProbe(pid: source.pid)
    source.memoryLimit = { limit.limit(at: $0) }
    try show(source, Self.origin(source), child, clock, meter)
    return child?.ownEnding
  }

  private func show(
    _ source: some AttachSource, _ origin: SessionHeader.Source, _ child: AttachChild?,
    _ clock: SessionClock, _ meter: MonitorMeter
  ) throws {
    let terminal = Terminal.current
    let settings = try onlooker.settings(on: terminal)
    let bindings = KeyBinding.watching
    let keys =
      try settings?.keyTable(of: bindings, in: "'attach'") ?? KeyTable(of: bindings)
    let recording = RecordingPlan(
      header: watch.header(of: origin, started: clock.started), overwrites: watch.force,
      rotation: watch.rotation, isEndAsked: { signals.isEndAsked })
    let output = try watch.record.map { try recording.output(path: $0) }
    let text = TextOutput(isUnicode: terminal.isUnicode, isEndAsked: { signals.isEndAsked })
    let front = onlooker.front(
      recording.header, watch, terminal, settings, text, signals
    ) { settings, theme in
      model(recording.header, settings, keys, theme: theme)
    }
    let feed = AttachFeed(
      recorder: Recorder(source, output: output), recording: recording, signals: signals,
      child: child, staysOpen: front is DashboardFront)
    let loop = RunLoop(
      feed: feed, front: front, signals: signals, clock: clock, meter: meter,
      duration: watch.duration?.duration)
    defer { front.close() }
    let ending = try loop.run()
    front.close()
    try onlooker.sumUp(recording.header.subject(workload: nil), loop, watch, to: text)
    if let code = ending.exitCode { throw ExitCode(code) }
  }

  private func start() throws -> AttachChild? {
    guard case .program(let words, let output) = target else { return nil }
    let usual: AttachChild.Output =
      onlooker.wantsDashboard(on: Terminal.current, watch) ? .nowhere : .errors
    return try AttachChild(words, output: output ?? usual)
  }

  /// Finds its way around in the process. One that was just started is given a moment.
  private func attach(_ child: AttachChild?, _ meter: MonitorMeter) throws -> GoProcessSource {
    let begin = ContinuousClock.now
    while true {
      do throws(AttachError) {
        return try attachOnce(child, meter)
      } catch {
        let isEarly = [.notGo, .noPools, .notBegun].contains(error.reason)
        guard let child, isEarly, ContinuousClock.now - begin < Self.longestStart, !child.hasEnded
        else { throw Failure(description: reason(error, child)) }
        child.waitAMoment()
      }
    }
  }

  private func reason(_ error: AttachError, _ child: AttachChild?) -> String {
    guard let child, child.hasEnded, case .program(let words, _) = target else {
      return error.description
    }
    return "\(words[0]) ended at once" + (child.ending?.failure.map { ", \($0)" } ?? "")
  }

  private func attachOnce(
    _ child: AttachChild?, _ meter: MonitorMeter
  ) throws(AttachError) -> GoProcessSource {
    do {
      let pid: Int32
      if case .running(let name) = target {
        pid = try AttachTarget.pid(of: name, own: getpid())
      } else {
        pid = child?.pid ?? 0
      }
      return try GoProcessSource(
        pid: pid, interval: watch.interval.duration,
        monitorCost: meter.cost)
    } catch let error as AttachError {
      throw error
    } catch {
      throw AttachError(.noSuchProcess, "\(error)")
    }
  }

  private func model(
    _ header: SessionHeader, _ settings: Settings, _ keys: KeyTable, theme: String
  ) -> DashboardModel {
    DashboardModel(
      subject: header.subject(workload: nil),
      choices: DashboardChoices(themes: DashboardChoices.allThemes),
      sizeClasses: SizeClass.sizes, interval: watch.interval.duration, view: settings.view,
      keyTable: keys, theme: theme)
  }

  private static func origin(_ source: GoProcessSource) -> SessionHeader.Source {
    var origin = SessionHeader.Source(kind: "attach")
    origin.program = source.programName
    origin.pid = Int(source.pid)
    origin.goVersion = source.goVersion
    return origin
  }

  private static func origin(_ source: PageSource) -> SessionHeader.Source {
    var origin = SessionHeader.Source(kind: "attach")
    origin.program = source.programName
    origin.url = source.address.text
    return origin
  }
}

extension MonitorMeter {
  /// What the monitor knows of itself.
  var cost: GoProcessSource.MonitorCost {
    { (cpuNanoseconds: CPUClock.thread.nanoseconds, frames: self.frames) }
  }
}

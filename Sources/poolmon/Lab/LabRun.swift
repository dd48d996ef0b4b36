import ArgumentParser
import ByteBufferPool
import Dashboard
import Sessions
import Telemetry
import Workloads

/// A run of the lab from its begin to its summary.
struct LabRun {
  let lab: LabOptions
  let watch: WatchOptions
  /// Whether the workload's story is told.
  var isDemonstration = false

  func run() throws {
    // First, since a recording may meet a limit on its first line.
    let signals = try SignalPipe()
    let clock = SessionClock()
    let engine = lab.engine()
    let meter = MonitorMeter()
    // Before the peak begins to count.
    StartupMemory.release()
    let probe = SelfProbe()
    let source = LiveSource(
      engine: engine, interval: watch.interval.duration,
      processSample: { probe.sample() },
      monitorCost: { (cpuNanoseconds: CPUClock.thread.nanoseconds, frames: meter.frames) })
    let recording = RecordingPlan(
      header: header(started: clock.started), overwrites: watch.force, rotation: watch.rotation,
      isEndAsked: { signals.isEndAsked })
    let terminal = Terminal.current
    // Before a file is made: what is wrong with the settings leaves nothing behind.
    let isNamed = watch.appearance.config != nil
    let settings =
      try terminal.isInteractive || isNamed ? watch.appearance.effective(terminal) : nil
    let output = try watch.record.map { try recording.output(path: $0) }

    let text = TextOutput(
      isUnicode: terminal.isUnicode, isEndAsked: { signals.isEndAsked })
    let front = makeFront(terminal, settings, text, signals)
    let feed = LabFeed(
      engine: engine, recorder: Recorder(source, output: output), recording: recording,
      story: isDemonstration ? StoryTeller(lab.workload) : nil, signals: signals,
      start: { try engine.start(rate: lab.rate, pacer: clock.pacer()) })
    let loop = RunLoop(
      feed: feed, front: front, signals: signals, clock: clock, meter: meter,
      duration: watch.duration?.duration)
    // Whatever happens, no terminal is left behind that is not as it was.
    defer { front.close() }
    let ending = try loop.run()
    front.close()
    if !watch.recordsToStandardOutput {
      let summary = Summary(subject: lab.subject(of: engine.kind), seen: loop.seen)
      try text.write(lines: summary.lines)
    }
    if let code = ending.exitCode { throw ExitCode(code) }
  }

  /// The dashboard where there is a terminal for it, else rows of text; nothing beside a session on
  /// stdout.
  private func makeFront(
    _ terminal: Terminal, _ settings: Settings?, _ output: TextOutput, _ signals: SignalPipe
  ) -> any Front {
    if watch.recordsToStandardOutput { return SilentFront(isEndAsked: { signals.isEndAsked }) }
    if !watch.plain, terminal.isInteractive, let settings {
      do throws(Terminal.Unusable) {
        return try DashboardFront(
          terminal, settings, TerminalOutput(isEndAsked: { signals.isEndAsked }), model: model)
      } catch {
        complain(error.description)
      }
    }
    return TextFront(output: output)
  }

  private func model(_ settings: Settings, theme: String) -> DashboardModel {
    DashboardModel(
      subject: lab.subject(of: lab.workload),
      choices: DashboardChoices(
        workloads: lab.entries, policies: WorkloadEngine.policies.map(\.name),
        themes: Theme.all.map { .init(name: $0.name, summary: $0.summary) }),
      sizeClasses: SizeClass.sizes, interval: watch.interval.duration, view: settings.view,
      // Checked when the settings were made.
      keyTable: (try? settings.keyTable()) ?? KeyTable(), theme: theme)
  }

  private func header(started: String) -> SessionHeader {
    SessionHeader(
      tool: "poolmon \(Poolmon.version)", started: started,
      intervalNanoseconds: watch.interval.duration.wholeNanoseconds,
      source: lab.source,
      sizeClasses: SizeClass.sizes, host: Machine.host())
  }
}

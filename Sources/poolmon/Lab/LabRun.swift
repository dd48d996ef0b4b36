import ArgumentParser
import ByteBufferPool
import Dashboard
import Sessions
import Workloads

/// A run of the lab from its begin to its summary.
struct LabRun {
  let lab: LabOptions
  let watch: WatchOptions
  let onlooker: Onlooker
  /// Where signals are looked at, if they are already.
  var signals: SignalPipe?
  /// Whether the workload's story is told.
  var isDemonstration = false

  func run() throws {
    // First, since a recording may meet a limit on its first line.
    let signals = try signals ?? SignalPipe()
    let clock = SessionClock()
    let engine = lab.engine()
    let meter = MonitorMeter()
    // Before the peak begins to count.
    StartupMemory.release()
    let probe = SelfProbe()
    let source = LiveSource(
      engine: engine, interval: watch.interval.duration,
      processSample: { probe.sample(at: $0) },
      monitorCost: { (cpuNanoseconds: CPUClock.thread.nanoseconds, frames: meter.frames) })
    let recording = RecordingPlan(
      header: watch.header(of: lab.source, started: clock.started), overwrites: watch.force,
      rotation: watch.rotation,
      isEndAsked: { signals.isEndAsked })
    let terminal = Terminal.current
    // Before a file is made: what is wrong with the settings leaves nothing behind.
    let settings = try onlooker.settings(on: terminal)
    let output = try watch.record.map { try recording.output(path: $0) }

    let text = TextOutput(
      isUnicode: terminal.isUnicode, isEndAsked: { signals.isEndAsked })
    let front = onlooker.front(
      recording.header, watch, terminal, settings, text, signals, model: model)
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
    try onlooker.sumUp(lab.subject(of: engine.kind), loop, watch, to: text)
    if let code = ending.exitCode { throw ExitCode(code) }
  }

  private func model(_ settings: Settings, theme: String) -> DashboardModel {
    DashboardModel(
      subject: lab.subject(of: lab.workload),
      choices: DashboardChoices(
        workloads: lab.entries, policies: WorkloadEngine.policies.map(\.name),
        themes: DashboardChoices.allThemes),
      sizeClasses: SizeClass.sizes, interval: watch.interval.duration, view: settings.view,
      // Checked when the settings were made.
      keyTable: (try? settings.keyTable()) ?? KeyTable(), theme: theme)
  }
}

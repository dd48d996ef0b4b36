import ArgumentParser
import ByteBufferPool
import Dashboard
import Sessions
import Telemetry
import Workloads

/// `poolmon lab`, the default: runs a workload on poolmon's own pool and shows it.
struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Run a workload on a pool and watch it (the default).")

  private static let defaultInterval = DurationArgument(.milliseconds(100))
  @OptionGroup var lab: LabOptions

  @Option(
    help: ArgumentHelp(
      "Time between samples, 10ms to 60s; + and - change it. (default: \(defaultInterval.text))",
      valueName: "t"),
    transform: DurationArgument.parse)
  var interval = defaultInterval

  @Option(
    help: ArgumentHelp("End after this time: 5s, 2m, 1h. (default: never)", valueName: "t"),
    transform: DurationArgument.parse)
  var duration: DurationArgument?

  @Option(help: ArgumentHelp("Record the session to a new file (NDJSON).", valueName: "file"))
  var record: String?

  @Flag(help: "Let --record overwrite a file that exists.")
  var force = false

  @Flag(help: "Print rows of text instead of the dashboard, as without a terminal.")
  var plain = false

  func validate() throws {
    try require(
      Interval.allowed.contains(interval.duration),
      "--interval is \(interval.text); it has to be from 10ms to 60s")
    if let duration {
      try require(duration.duration > .zero, "--duration is 0; it has to be longer, such as 5s")
    }
    if let record { try require(!record.isEmpty, "--record needs a file name") }
    try require(!force || record != nil, "--force is of use only with --record")
  }

  func run() throws {
    // First, since a recording may meet a limit on its first line.
    let signals = try SignalPipe()
    let clock = SessionClock()
    let engine = lab.engine()
    let meter = MonitorMeter()
    let probe = SelfProbe()
    let source = LiveSource(
      engine: engine, interval: interval.duration,
      processSample: { probe.sample() },
      monitorCost: { (cpuNanoseconds: CPUClock.thread.nanoseconds, frames: meter.frames) })
    let recording = RecordingPlan(header: header(started: clock.started), overwrites: force)
    let writer = try record.map { try recording.writer(path: $0) }

    let terminal = Terminal.current
    let output = TextOutput(
      isUnicode: terminal.isUnicode, isEndAsked: { signals.isEndAsked })
    let front = makeFront(terminal, output)
    let loop = RunLoop(
      engine: engine, recorder: Recorder(source, writer: writer), recording: recording,
      front: front, signals: signals, clock: clock, meter: meter, duration: duration?.duration)
    let ending = try runToEnd(loop, engine, clock)
    front.close()
    try output.write(lines: Summary(subject: lab.subject(of: engine.kind), seen: loop.seen).lines)
    if let code = ending.exitCode { throw ExitCode(code) }
  }

  /// Starts the workload, runs the loop, and leaves no terminal behind that is not as it was.
  private func runToEnd(
    _ loop: RunLoop, _ engine: WorkloadEngine, _ clock: SessionClock
  ) throws -> RunLoop.Ending {
    do {
      return try loop.run { try engine.start(rate: lab.rate, pacer: clock.pacer) }
    } catch {
      engine.stop()
      loop.front.close()
      throw error
    }
  }

  /// The dashboard where there is a terminal for it, else rows of text.
  private func makeFront(_ terminal: Terminal, _ output: TextOutput) -> any Front {
    if !plain && terminal.isInteractive {
      do throws(Terminal.Unusable) {
        let screen = try NcursesScreen(terminal)
        return DashboardFront(
          screen: screen,
          model: DashboardModel(
            subject: lab.subject(of: lab.workload), workloads: lab.entries,
            sizeClasses: SizeClass.sizes, interval: interval.duration))
      } catch {
        complain(error.description)
      }
    }
    return TextFront(output: output)
  }

  private func header(started: String) -> SessionHeader {
    SessionHeader(
      tool: "poolmon \(Poolmon.version)", started: started,
      intervalNanoseconds: interval.duration.wholeNanoseconds,
      source: lab.source,
      sizeClasses: SizeClass.sizes, host: Machine.host())
  }
}

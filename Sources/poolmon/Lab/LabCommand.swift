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

  private static let defaultPayload = ByteArgument(30_000)
  private static let defaultInterval = DurationArgument(.milliseconds(100))
  private static let largestPayload = 1 << 30
  private static let mostWorkers = 256
  private static let rates = 0.001...1e9

  @Option(help: "Whether buffers are put back: put or noput. Keys switch it while running.")
  var mode = WorkloadMode.put

  @Option(
    help: ArgumentHelp(
      """
      Bytes that an operation writes, to 1 GiB; KiB, MiB and GiB are understood. \
      (default: \(defaultPayload.count))
      """, valueName: "bytes"),
    transform: ByteArgument.parse)
  var payload = defaultPayload

  @Option(help: ArgumentHelp("Worker threads, 1 to 256.", valueName: "n"))
  var workers = 1

  @Option(
    help: ArgumentHelp(
      "Operations per second of all workers together. (default: as fast as it goes)",
      valueName: "ops"))
  var rate: Double?

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
      (1...Self.largestPayload).contains(payload.count),
      "--payload is \(payload.count) bytes; it has to be from 1 byte to 1 GiB")
    try require(
      (1...Self.mostWorkers).contains(workers),
      "--workers is \(workers); it has to be from 1 to \(Self.mostWorkers)")
    if let rate {
      try require(
        Self.rates.contains(rate),
        "--rate is \(rate); it has to be from 0.001 to a billion operations per second")
    }
    try require(
      Interval.allowed.contains(interval.duration),
      "--interval is \(interval.text); it has to be from 10ms to 60s")
    if let duration {
      try require(duration.duration > .zero, "--duration is 0; it has to be longer, such as 5s")
    }
    if let record { try require(!record.isEmpty, "--record needs a file name") }
    try require(!force || record != nil, "--force is of use only with --record")
    try requireMemory()
  }

  /// Each worker may hold a payload, and they share one to copy from.
  private func requireMemory() throws {
    guard let available = Machine.availableMemory() else { return }
    let needed = payload.count * (workers + 1)
    try require(
      needed <= available,
      """
      \(workers) workers with \(Quantity.bytes(payload.count)) each need \
      \(Quantity.bytes(needed)), and \(Quantity.bytes(available)) are free; \
      lower --workers or --payload
      """)
  }

  private func require(_ condition: Bool, _ message: String) throws {
    if !condition { throw ValidationError(message) }
  }

  func run() throws {
    // First, since a recording may meet a limit on its first line.
    let signals = try SignalPipe()
    let clock = SessionClock()
    let pool = BufferPool()
    let engine = WorkloadEngine(
      workload: RequestLog(payloadBytes: payload.count), pool: pool, workers: workers, mode: mode)
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
    try output.write(lines: Summary(subject: subject, seen: loop.seen).lines)
    if let code = ending.exitCode { throw ExitCode(code) }
  }

  /// Starts the workload, runs the loop, and leaves no terminal behind that is not as it was.
  private func runToEnd(
    _ loop: RunLoop, _ engine: WorkloadEngine, _ clock: SessionClock
  ) throws -> RunLoop.Ending {
    do {
      return try loop.run { try engine.start(rate: rate, pacer: clock.pacer) }
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
            subject: subject, sizeClasses: SizeClass.sizes, interval: interval.duration))
      } catch {
        complain(error.description)
      }
    }
    return TextFront(output: output)
  }

  private var subject: [String] {
    var words = ["lab", RequestLog.name, "\(Quantity.count(payload.count)) B"]
    words.append(workers == 1 ? "1 worker" : "\(workers) workers")
    if let rate { words.append("at \(Quantity.perSecond(rate))") }
    return words
  }

  private func header(started: String) -> SessionHeader {
    SessionHeader(
      tool: "poolmon \(Poolmon.version)", started: started,
      intervalNanoseconds: interval.duration.wholeNanoseconds,
      source: SessionHeader.Source(
        kind: "lab", workload: RequestLog.name, payloadBytes: payload.count, workers: workers,
        rate: rate),
      sizeClasses: SizeClass.sizes, host: Machine.host())
  }
}

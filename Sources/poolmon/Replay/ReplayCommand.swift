import ArgumentParser
import Dashboard
import Glibc
import Sessions

/// `poolmon replay`: shows a recorded session as it was shown when it ran.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Show a recorded session again, in the same screen.",
    discussion: """
      A folder, a series that --rotate made (by the name that --record had) or several files are \
      replayed as one session; '-' reads one from stdin. A TIME is written as 1:30, 90s, -5m \
      (before the end) or 14:05:12. Without a terminal, every sample is a row of text.
      """)

  /// A path that stands for stdin, as in other programs.
  private static let standardInput = "-"

  @Argument(help: "The session's file or files, a folder, or - for stdin.")
  var files: [String]

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Begin at this time.", valueName: "time"),
    transform: SessionTime.parse)
  var at: SessionTime?

  @OptionGroup var part: TimeOptions

  @Option(
    help: ArgumentHelp(
      "How fast: 1/8, 1/4, 1/2, 1, 2, 4 and so on up to 1024; > and < change it.",
      valueName: "times"),
    transform: SpeedArgument.parse)
  var speed = SpeedArgument(power: 0)

  @Flag(help: "Go on with what is still being written, from its end on.")
  var follow = false

  @Flag(help: "Print rows of text instead of the dashboard, as without a terminal.")
  var plain = false

  @OptionGroup(title: "How the dashboard looks") var appearance: AppearanceOptions

  func validate() throws {
    try require(!files.contains(""), "a file has a name")
    try require(
      files == [Self.standardInput] || !files.contains(Self.standardInput),
      "'-' stands for stdin and is replayed alone")
    if case (.offset(let from)?, .offset(let to)?) = (part.from, part.to) {
      try require(from <= to, "--from is behind --to")
    }
  }

  func run() throws {
    let signals = try SignalPipe()
    let clock = SessionClock()
    let pipe = try files == [Self.standardInput] ? PipeLog(reading: takeStandardInput()) : nil
    let log = try open(pipe, signals)
    let terminal = Terminal.current
    let settings = try appearance.effective(whereShownOn: terminal)
    let bounds = ReplayBounds(
      from: part.from, to: part.to, at: at ?? (follow ? .beforeEnd(.zero) : nil),
      startOfDay: UTCTime.seconds(log.header.started).map(SessionClock.secondsOfDay))
    let text = TextOutput(isUnicode: terminal.isUnicode, isEndAsked: { signals.isEndAsked })
    guard let settings, terminal.isInteractive, !plain else {
      return try ReplayText(
        log: log, bounds: bounds, output: text, pipe: pipe, stop: StopRequest(signals)
      ).write()
    }
    let keys = try settings.keyTable(of: KeyBinding.replay, in: "a replay")
    let front = try DashboardFront(
      terminal, settings, TerminalOutput(isEndAsked: { signals.isEndAsked })
    ) { settings, theme in
      DashboardModel(
        subject: log.header.subject(workload: nil),
        choices: DashboardChoices(themes: DashboardChoices.allThemes),
        sizeClasses: log.header.sizeClasses,
        interval: .nanoseconds(max(log.header.intervalNanoseconds, 1_000_000)),
        view: settings.view, keyTable: keys, theme: theme)
    }
    defer { front.close() }
    let feed = ReplayFeed(
      log, name: name, bounds: bounds, speed: speed.power, follows: follow, pipe: pipe,
      isEndAsked: { signals.isEndAsked })
    let loop = RunLoop(
      feed: feed, front: front, signals: signals, clock: clock, meter: MonitorMeter(),
      duration: nil)
    if let code = try loop.run().exitCode {
      front.close()
      throw ExitCode(code)
    }
  }

  private var name: String {
    if files == [Self.standardInput] { return "stdin" }
    return files.count == 1 ? files[0] : "\(files.count) files"
  }

  /// Of a pipe the header has to have arrived.
  private func open(_ pipe: PipeLog?, _ signals: SignalPipe) throws -> SessionLog {
    guard let pipe else { return try SessionLog(paths: files) }
    let stop = StopRequest(signals)
    while pipe.isOpen, try !pipe.hasLine() {
      try pipe.take()
      try stop.check()
    }
    return try SessionLog(parts: [try pipe.unpacked()])
  }

  /// stdin moves away, and the terminal takes its place, where there is one: keys come from there.
  private func takeStandardInput() throws -> Int32 {
    let pipe = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard pipe >= 0 else {
      throw Failure(description: "cannot read stdin: \(String(cString: strerror(errno)))")
    }
    let terminal = Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC)
    if terminal >= 0 {
      dup2(terminal, STDIN_FILENO)
      close(terminal)
    }
    return pipe
  }
}

/// A speed on the command line, as a power of two.
struct SpeedArgument {
  let power: Int

  static func parse(_ text: String) throws -> SpeedArgument {
    let names = ReplayStatus.speeds.map { power in
      (power: power, name: power < 0 ? "1/\(1 << -power)" : "\(1 << power)")
    }
    let plain = text.hasPrefix("x") || text.hasPrefix("×") ? String(text.dropFirst()) : text
    guard let found = names.first(where: { $0.name == plain }) else {
      throw ValidationError("a speed is one of \(names.map(\.name).joined(separator: ", "))")
    }
    return SpeedArgument(power: found.power)
  }
}

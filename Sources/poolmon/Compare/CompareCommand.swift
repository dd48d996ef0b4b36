import ArgumentParser
import Glibc
import Sessions
import Telemetry
import Workloads

/// `poolmon compare`: the experiment, as a table.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Run put and noput, or any two ways, in turn, and print what each costs.",
    discussion: """
      Each run is a process of its own, so that RSS and its peak are its own. All options of the \
      lab apply to both; --a and --b hold options of one side, which come last and win:

        poolmon compare --a "--heap counted" --b "--heap collected" --mode noput
      """)

  private static let runLimits = 1...1000

  @OptionGroup var lab: LabOptions

  // Unconditional, since what follows begins with a dash.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Options of the one side. (default: --mode put)", valueName: "options"))
  var a: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Options of the other side. (default: --mode noput)", valueName: "options"))
  var b: String?

  @Option(
    help: ArgumentHelp("How long each run takes: 5s, 2m. (default: 5s)", valueName: "t"),
    transform: DurationArgument.parse)
  var duration = DurationArgument(.seconds(5))

  @Option(help: ArgumentHelp("How often each side runs, 1 to 1000.", valueName: "n"))
  var runs = 3

  @Option(help: "How the result is printed: table, markdown, json or csv.")
  var format = ComparisonFormat.table

  func validate() throws {
    try require(
      duration.duration >= .milliseconds(500),
      "--duration is \(duration.text); it has to be 500ms or longer")
    try require(
      Self.runLimits.contains(runs), "--runs is \(runs); it has to be from 1 to 1000")
    try require((a == nil) == (b == nil), "--a and --b go together")
    if a != nil { _ = try (way(a, or: "put", of: "--a"), way(b, or: "noput", of: "--b")) }
  }

  /// One way to run.
  private struct Way {
    let label: String
    /// What comes after the options of both.
    let words: [String]
    let lab: LabOptions
  }

  private func way(_ options: String?, or usual: String, of name: String) throws -> Way {
    let line = options ?? "--mode \(usual)"
    guard let words = shellWords(line) else {
      throw ValidationError("\(name) has an open quote: \(line)")
    }
    do {
      let label = options.map { $0.isEmpty ? "(no options)" : $0 } ?? usual
      return Way(label: label, words: words, lab: try LabOptions.parse(lab.arguments + words))
    } catch {
      let asksForHelp = LabOptions.exitCode(for: error).isSuccess
      throw ValidationError(
        asksForHelp ? "\(name) asks for help" : "\(name): \(LabOptions.message(for: error))")
    }
  }

  func run() throws {
    let signals = try SignalPipe()
    let terminal = Terminal.current
    let ways = try (way(a, or: "put", of: "--a"), way(b, or: "noput", of: "--b"))
    let progress = Progress(runs: 2 * runs, duration: duration.duration)
    let (ours, theirs) = (ways.0.lab.subject, ways.1.lab.subject)
    var comparison = Comparison(
      subject: ours.filter(theirs.contains), duration: duration.duration,
      a: Comparison.Side(ways.0.label), b: Comparison.Side(ways.1.label))
    for run in 0..<runs {
      comparison.a.runs.append(try measure(ways.0, number: 2 * run + 1, progress, signals))
      comparison.b.runs.append(try measure(ways.1, number: 2 * run + 2, progress, signals))
    }
    progress.clear()
    // What programs read has its own characters, whatever the locale's are.
    let output = TextOutput(
      isUnicode: terminal.isUnicode || format.isForPrograms, isEndAsked: { signals.isEndAsked })
    try output.write(lines: format.lines(of: comparison))
  }

  private func measure(
    _ side: Way, number: Int, _ progress: Progress,
    _ signals: SignalPipe
  ) throws -> RunReading {
    let options = lab.arguments + side.words + ["--duration", duration.text]
    do {
      let child = try LabChild(options: options)
      let (reading, signal) = try child.run(signals: signals) { snapshot in
        progress.show(number, side.label, snapshot)
      }
      if let signal {
        progress.clear()
        throw ExitCode(128 + signal)
      }
      guard reading.duration != nil else { throw LabChild.Failed(reason: "it sent no samples") }
      return reading
    } catch let failed as LabChild.Failed {
      progress.clear()
      throw Failure(description: "\(side.label) failed: \(failed.reason)")
    }
  }
}

/// A line on stderr that says how far a comparison is. Nothing where stderr is no terminal.
private struct Progress {
  let runs: Int
  let duration: Duration
  private let isShown = isatty(STDERR_FILENO) == 1

  init(runs: Int, duration: Duration) {
    self.runs = runs
    self.duration = duration
  }

  func show(_ number: Int, _ label: String, _ snapshot: Snapshot) {
    let memory = snapshot.process.map { ", RSS \(Quantity.bytes($0.residentSpace))" } ?? ""
    let time = Quantity.clock(min(snapshot.time, duration))
    let all = Quantity.clock(duration)
    write("run \(number) of \(runs): \(label.prefix(30)), \(time) of \(all)\(memory)")
  }

  func clear() { write("") }

  /// In place of what stood there: from the line's begin, and the rest of it cleared (ECMA-48, EL).
  private func write(_ text: String) {
    guard isShown else { return }
    // A line that wraps would stay.
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
    let shown = text.prefix(isKnown ? Int(size.ws_col) - 1 : 79)
    let bytes = Array("\r\(shown)\u{1B}[K".utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}

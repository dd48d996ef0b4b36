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
    for (name, options) in [("--a", a), ("--b", b)] {
      if let options { _ = try words(options, of: name) }
    }
  }

  /// The options of one side, once they are known to be some.
  private func words(_ options: String, of name: String) throws -> [String] {
    guard let words = shellWords(options) else {
      throw ValidationError("\(name) has an open quote: \(options)")
    }
    do {
      _ = try LabOptions.parse(lab.arguments + words)
    } catch {
      throw ValidationError("\(name): \(LabOptions.message(for: error))")
    }
    return words
  }

  func run() throws {
    let signals = try SignalPipe()
    let terminal = Terminal.current
    let sides = try [
      (a ?? "put", words(a ?? "--mode put", of: "--a")),
      (b ?? "noput", words(b ?? "--mode noput", of: "--b")),
    ]
    let progress = Progress(runs: 2 * runs, duration: duration.duration)
    var comparison = Comparison(
      subject: lab.subject(of: lab.workload), duration: duration.duration,
      a: Comparison.Side(sides[0].0), b: Comparison.Side(sides[1].0))
    for run in 0..<runs {
      comparison.a.runs.append(try measure(sides[0], number: 2 * run + 1, progress, signals))
      comparison.b.runs.append(try measure(sides[1], number: 2 * run + 2, progress, signals))
    }
    progress.clear()
    let output = TextOutput(isUnicode: terminal.isUnicode, isEndAsked: { signals.isEndAsked })
    try output.write(lines: format.lines(of: comparison))
  }

  private func measure(
    _ side: (label: String, words: [String]), number: Int, _ progress: Progress,
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
    let bytes = Array("\r\(text)\u{1B}[K".utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}

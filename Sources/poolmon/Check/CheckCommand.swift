import ArgumentParser
import Diagnosis
import Reports
import Sessions

/// `poolmon check`: what is wrong with pools: of a recorded session, or of something that runs.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what is wrong with pools, and on what that rests.",
    usage: """
      poolmon check [<options>] <file>
      poolmon check [<options>] --duration <t>
      poolmon check [<options>] --attach <pid|name|url>
      poolmon check [<options>] -- <program> [<arguments> ...]
      """,
    discussion: """
      A recorded session is read: a file, a folder, or a series that --rotate made, by the name \
      that --record had. Or something is watched, for --duration or until it ends, or ^C: the \
      lab, a Go program that runs, or one that is started, whose output passes through.

      Exits with 3 if there was a finding at least as severe as --fail-on says, at any time; \
      else with 1 if a program that was started failed by itself, or nothing could be checked. \
      Times are written as 1:30, 90s, -5m (before the end) or 14:05:12.
      """)

  /// How severe a finding has to be to fail the check.
  enum Threshold: String, CaseIterable, ExpressibleByArgument {
    case notice, warning, critical, never

    var severity: Finding.Severity? {
      switch self {
      case .notice: .notice
      case .warning: .warning
      case .critical: .critical
      case .never: nil
      }
    }
  }

  @Argument(help: "A recorded session's file or folder.")
  var file: String?

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("A Go program to start, with its arguments.", valueName: "program"))
  var program: [String] = []

  @Option(
    help: ArgumentHelp(
      "Watch a Go program that runs, as 'poolmon attach' does.", valueName: "pid|name|url"))
  var attach: String?

  @Option(help: "Exit with 3 from this severity on: notice, warning, critical or never.")
  var failOn = Threshold.warning

  @Option(help: "text, json or junit.")
  var format = CheckFormat.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to this file instead of stdout.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Which part of a recorded session") var part: TimeOptions

  @OptionGroup(title: "How something is watched") var watch: WatchOptions

  @OptionGroup(title: "Options of the lab, which --duration alone checks") var lab: LabOptions

  func validate() throws {
    let subjects = [file != nil, attach != nil, !program.isEmpty].count { $0 }
    try require(subjects <= 1, "check one thing: a session, --attach, or -- and a program")
    try require(
      subjects == 1 || watch.duration != nil,
      "say what to check: a session's file, --duration for the lab, --attach, or -- and a program")
    try require(file != "" && program.first != "" && attach != "", "what is checked has a name")
    try require(file != "-", "'-' cannot be read here; name a file")
    if let attach { _ = try AttachTarget(running: attach) }
    try require(output != "", "--output needs the name of a file")
    try require(
      !watch.force || output != nil || watch.record != nil,
      "--force goes with --output or --record")
    try validateOptions()
  }

  /// What is of use only with something else.
  private func validateOptions() throws {
    try require(file != nil || !part.time.isPart, "--from and --to are of a recorded session")
    let isWatched =
      watch.duration != nil || watch.askedInterval != nil || watch.record != nil
    try require(
      file == nil || !isWatched,
      "--duration, --interval and --record are for something that runs, not for a session")
    try require(
      !watch.recordsToStandardOutput, "stdout has the findings; give --record a file's name")
    let isLab = file == nil && attach == nil && program.isEmpty
    let isUsual = try isLab || lab.arguments == LabOptions.parse([]).arguments
    try require(isUsual, "--workload and its like are for the lab, with --duration alone")
  }

  func run() throws {
    let signals = try SignalPipe()
    let stop = StopRequest(signals)
    guard let file else {
      let place = try output.map { try OutputFile($0, overwriting: watch.force, stop: stop) }
      return try watchAndTell(in: place, signals)
    }
    try readAndTell(file, signals, stop)
  }

  // MARK: A recorded session

  private func readAndTell(
    _ file: String, _ signals: SignalPipe, _ stop: StopRequest
  ) throws {
    let session = SessionPart(path: file, time: part.time)
    let reader = Result { try SessionReader(path: file) }
    let files = (try? reader.get().files) ?? [file]
    // Before a long session is read: whether what it comes to has a place.
    let place = try output.map {
      try OutputFile($0, overwriting: watch.force, apartFrom: files, stop: stop)
    }
    let digest: SessionDigest
    do {
      digest = try session.digest(reader.get(), pool: nil, judges: true, stop)
    } catch {
      let unread = header(of: SessionHeader.Source(kind: session.name))
      let header = (try? reader.get().header) ?? unread
      tell(of: error, seen: Examination(sizeClasses: []), header, in: place, signals)
      throw error
    }
    if let words = digest.damage.words { complain(words) }
    try tell(
      CheckOutcome(
        examination: digest.examination, header: digest.header, threshold: failOn.severity),
      in: place, signals)
  }

  // MARK: Something that runs

  private func watchAndTell(in place: OutputFile?, _ signals: SignalPipe) throws {
    let front = CheckFront()
    var programFailure: String?
    var code: ExitCode?
    do {
      programFailure = try watch(front, signals)?.failure
    } catch let asked as ExitCode {
      // A signal. What was seen until then is told.
      code = asked
    } catch {
      tell(of: error, seen: front.examination, front.header ?? unseen, in: place, signals)
      throw error
    }
    guard let header = front.header else {
      // Nothing was seen yet.
      if let code { throw code }
      return
    }
    let outcome = CheckOutcome(
      examination: front.examination, header: header, threshold: failOn.severity,
      programFailure: programFailure)
    guard let code else { return try tell(outcome, in: place, signals) }
    try write(outcome, in: place, signals)
    throw code
  }

  /// Returns how a program that was started ended by itself, if it did.
  private func watch(_ front: CheckFront, _ signals: SignalPipe) throws -> AttachChild.Ending? {
    let target: AttachTarget
    if let attach {
      target = try AttachTarget(running: attach)
    } else if !program.isEmpty {
      // stdout belongs to programs if what is told on it is for them.
      let isMixed = format == .text || output != nil
      target = .program(program, output: isMixed ? .through : .errors)
    } else {
      try LabRun(lab: lab, watch: watch, onlooker: .check(front), signals: signals).run()
      return nil
    }
    return try AttachRun(
      target: target, watch: watch, onlooker: .check(front), signals: signals
    ).run()
  }

  // MARK: What is told

  private func tell(
    _ outcome: CheckOutcome, in place: OutputFile?, _ signals: SignalPipe
  ) throws {
    try write(outcome, in: place, signals)
    // A document that is green because nothing could be told yet is not read by a person.
    if format != .text, outcome.emptiness == nil,
      case .learning(let words) = outcome.examination.verdict
    {
      complain("too short to tell: \(words)")
    }
    if outcome.isFailed { throw ExitCode(3) }
    if let words = outcome.emptiness {
      throw Failure(description: "\(words): nothing is checked")
    }
    // Said when it ended.
    if outcome.programFailure != nil { throw ExitCode(1) }
  }

  /// What was seen before an error, if anything was. Else programs that read documents, and who
  /// looks for a file, see why there is nothing; a person has it on stderr.
  private func tell(
    of error: any Error, seen: Examination, _ header: SessionHeader, in place: OutputFile?,
    _ signals: SignalPipe
  ) {
    // The end was asked for, or something that cannot be.
    guard !(error is ExitCode), !(error is UsageError) else { return }
    let isSeen = seen.span != nil
    guard isSeen || format != .text || place != nil else { return }
    let outcome = CheckOutcome(
      examination: seen, header: header, threshold: failOn.severity,
      failure: isSeen ? nil : "\(error)")
    do {
      try write(outcome, in: place, signals)
    } catch is TextOutput.Closed {
    } catch is OutputFile.Closed {
    } catch {
      complain("\(error)")
    }
  }

  /// Of what was to be watched, and was not seen.
  private var unseen: SessionHeader {
    let isLab = attach == nil && program.isEmpty
    var source = isLab ? lab.source : SessionHeader.Source(kind: "attach")
    source.program = program.first ?? attach
    return header(of: source)
  }

  private func header(of source: SessionHeader.Source) -> SessionHeader {
    watch.header(of: source, started: SessionClock().started)
  }

  private func write(
    _ outcome: CheckOutcome, in place: OutputFile?, _ signals: SignalPipe
  ) throws {
    var lines = try format.lines(of: outcome)
    if let place { return try place.finish(with: lines.map { $0.harmless + "\n" }.joined()) }
    let isUnicode = format != .text || Terminal.current.isUnicode
    if format == .text, let width = Terminal.outputWidth {
      lines = lines.flatMap { $0.wrapped(to: width) }
    }
    try TextOutput(isUnicode: isUnicode, isEndAsked: { signals.isEndAsked }).write(lines: lines)
  }
}

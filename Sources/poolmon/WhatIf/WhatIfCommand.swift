import ArgumentParser
import Reports
import Sessions
import Telemetry
import WhatIf

/// `poolmon whatif`: what a recorded session, or the lab, would have cost under other retention
/// policies.
struct WhatIfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif",
    abstract: "Say what other retention policies would have retained and allocated.",
    usage: """
      poolmon whatif [<options>] <file> ...
      poolmon whatif [<options>] --duration <t>
      """,
    discussion: """
      The uses of a pool, as far as a session tells them, run through each policy on sizes alone. \
      A session counts by size class, so that figures are ranges. With --duration the uses are \
      those of the lab, gone through in steps and not in real time: each size is known, and \
      figures are exact. A folder, a series that --rotate made or several files are read as one \
      session. A TIME is written as 1:30, 90s, -5m (before the end) or 14:05:12.
      """)

  /// More would be a table that nobody reads.
  private static let mostCaps = 16

  @Argument(help: "The session's file or files, or a folder.")
  var files: [String] = []

  @OptionGroup var part: TimeOptions

  @Option(
    help: ArgumentHelp("Go through so much of the lab's time: 60s, 10m.", valueName: "t"),
    transform: DurationArgument.parse)
  var duration: DurationArgument?

  @OptionGroup(title: "What the lab does (20,000 operations a second without --rate)")
  var lab: LabOptions

  @Option(help: ArgumentHelp("The pool in question. (default: the fullest bytebufferpool)"))
  var pool: String?

  @Option(
    help: ArgumentHelp(
      "A hard cap to try beside 64KiB; may be given several times.", valueName: "size"),
    transform: ByteArgument.parse)
  var cap: [ByteArgument] = []

  @Option(help: "text or json.")
  var format = WhatIfFormat.text

  func validate() throws {
    if duration == nil {
      try require(!files.isEmpty, "name a session's file, or give --duration for the lab")
      try requireFiles(files)
      let isUsual = try lab.arguments == LabOptions.parse([]).arguments
      try require(isUsual, "--workload and its like are for the lab, with --duration")
    } else {
      try validateLab()
    }
    try require(cap.count <= Self.mostCaps, "--cap can be given \(Self.mostCaps) times at most")
    try require(
      cap.allSatisfy { (1...1 << 40).contains($0.count) }, "--cap is from 1 to 1024GiB")
  }

  private func validateLab() throws {
    try require(files.isEmpty, "give a session's file or --duration, not both")
    try require(!part.time.isPart, "--from and --to are of a recorded session")
    try require(pool == nil, "--pool is of a recorded session: the lab has one pool")
    try require(lab.workers == 1, "--workers is 1 here: uses are gone through one by one")
    let operations = (duration?.duration.inSeconds ?? 0) * rate
    try require(
      operations >= 1 && operations <= Double(LabComparison.mostOperations),
      "--duration at that --rate has to be from 1 to "
        + "\(Quantity.count(LabComparison.mostOperations)) operations")
  }

  private var rate: Double { lab.rate ?? LabComparison.usualRate }

  private var contenders: [Contender] { Contender.all(caps: cap.map(\.count)) }

  func run() throws {
    if let duration { return try runLab(duration.duration) }
    let reader = try SessionReader(paths: files)
    let stop = try StopRequest()
    let session = SessionPart(path: files.joined(separator: " "), time: part.time)
    let digest = try session.digest(reader, pool: pool, judges: false, stop)
    guard let sample = digest.run.poolSample else {
      throw Failure(description: "'\(session.path)' has no pools")
    }
    guard ClassStream.knows(sizeClasses: digest.header.sizeClasses) else {
      throw Failure(
        description: "'\(session.path)' has size classes that are not bytebufferpool's: what "
          + "policies would do with them is not known")
    }
    let stream = try session.stream(of: sample, reader, stop)
    try requirePuts(stream, of: sample, in: session)
    let comparison = PolicyComparison(
      stream, contenders, isEndAsked: { stop.isAsked })
    guard let comparison else { return try stop.check() }
    let outcome = WhatIfOutcome(
      session: session.name, pool: sample.name, stream: stream, comparison: comparison)
    reader.damage.words.map(complain)
    try tell(outcome, stop)
  }

  private func runLab(_ duration: Duration) throws {
    let stop = try StopRequest()
    var run = LabComparison(lab.engine(), rate: rate, contenders)
    guard run.run(duration, isEndAsked: { stop.isAsked }) else { return try stop.check() }
    guard run.stream.puts > 0 else {
      throw Failure(description: "nothing was put in that time: every policy does the same")
    }
    try tell(
      WhatIfOutcome(
        session: lab.subject.joined(separator: ", "), pool: run.stream.pool.name,
        stream: run.stream, comparison: run.comparison), stop)
  }

  private func tell(_ outcome: WhatIfOutcome, _ stop: StopRequest) throws {
    let output = TextOutput(
      isUnicode: format == .json || Terminal.current.isUnicode, isEndAsked: { stop.isAsked })
    try output.write(lines: try format.lines(of: outcome))
  }

  /// What is not known, or what no policy changes, has no table.
  private func requirePuts(
    _ stream: ClassStream, of sample: PoolSample, in session: SessionPart
  ) throws {
    guard stream.span != nil else {
      throw Failure(
        description: sample.classPuts == nil && sample.calls == nil
          ? "'\(session.path)' does not tell what was put into '\(sample.name)': only a "
            + "bytebufferpool counts it; choose one with --pool"
          : "'\(session.path)' has fewer than two samples of '\(sample.name)' in that time")
    }
    guard stream.puts > 0 else {
      throw Failure(
        description: "nothing was put into '\(sample.name)' of '\(session.path)' in that time: "
          + "every policy does the same")
    }
  }
}

enum WhatIfFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json

  func lines(of outcome: WhatIfOutcome) throws -> [String] {
    switch self {
    case .text: outcome.lines(width: Terminal.outputWidth)
    case .json: [try FigureJSON.text(WhatIfDocument(outcome))]
    }
  }
}

/// What `whatif --format json` writes. A figure is its least and its most; unknown is null.
private struct WhatIfDocument: Encodable {
  struct Policy: Encodable {
    let name: String
    let isBest: Bool
    let retainedMean, retainedPeak, misses, allocated, utilisation: [Double]?

    init(_ estimate: Estimate) {
      name = estimate.name
      isBest = estimate.isBest
      func ends(_ bounds: Bounds?) -> [Double]? { bounds.map { [$0.low, $0.high] } }
      retainedMean = ends(estimate.retainedMean)
      retainedPeak = ends(estimate.retainedPeak)
      misses = ends(estimate.misses)
      allocated = ends(estimate.allocated)
      utilisation = ends(estimate.utilisation)
    }

    private enum CodingKeys: String, CodingKey {
      case name
      case isBest = "best"
      case retainedMean = "retained_mean_bytes"
      case retainedPeak = "retained_peak_bytes"
      case misses = "misses_per_1000_gets"
      case allocated = "allocated_bytes"
      case utilisation
    }

    /// By hand, since what is unknown would be left out else.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(isBest, forKey: .isBest)
      try container.encode(retainedMean, forKey: .retainedMean)
      try container.encode(retainedPeak, forKey: .retainedPeak)
      try container.encode(misses, forKey: .misses)
      try container.encode(allocated, forKey: .allocated)
      try container.encode(utilisation, forKey: .utilisation)
    }
  }

  let session: String
  let pool: String
  let isExact: Bool
  let notes: [String]
  let policies: [Policy]
  let actual: Policy?

  init(_ outcome: WhatIfOutcome) {
    session = outcome.session
    pool = outcome.pool
    isExact = outcome.comparison.isExact
    notes = outcome.notes
    policies = outcome.comparison.policies.map(Policy.init)
    actual = outcome.comparison.actual.map(Policy.init)
  }

  private enum CodingKeys: String, CodingKey {
    case session, pool
    case isExact = "exact"
    case notes, policies
    case actual = "as_it_ran"
  }
}

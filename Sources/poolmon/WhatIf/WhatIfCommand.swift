import ArgumentParser
import ByteBufferPool
import Reports
import Sessions
import Telemetry
import WhatIf

/// `poolmon whatif`: what a recorded session would have cost under other retention policies.
struct WhatIfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif",
    abstract: "Say what other retention policies would have retained and allocated.",
    discussion: """
      The uses of a pool, as far as a session tells them, run through each policy on sizes alone. \
      A session counts by size class, so that figures are ranges. A folder, a series that \
      --rotate made or several files are read as one session. A TIME is written as 1:30, 90s, \
      -5m (before the end) or 14:05:12.
      """)

  /// More would be a table that nobody reads.
  private static let mostCaps = 16

  @Argument(help: "The session's file or files, or a folder.")
  var files: [String]

  @OptionGroup var part: TimeOptions

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
    try requireFiles(files)
    try require(cap.count <= Self.mostCaps, "--cap can be given \(Self.mostCaps) times at most")
    try require(
      cap.allSatisfy { (1...1 << 40).contains($0.count) }, "--cap is from 1 to 1024GiB")
  }

  func run() throws {
    let reader = try SessionReader(paths: files)
    let stop = try StopRequest()
    let session = SessionPart(path: files.joined(separator: " "), time: part.time)
    let digest = try session.digest(reader, pool: pool, judges: false, stop)
    guard let sample = digest.run.poolSample else {
      throw Failure(description: "'\(session.path)' has no pools")
    }
    guard digest.header.sizeClasses == SizeClass.sizes else {
      throw Failure(
        description: "'\(session.path)' has size classes that are not bytebufferpool's: what "
          + "policies would do with them is not known")
    }
    let stream = try stream(of: sample, reader, stop)
    try requirePuts(stream, of: sample, in: session)
    let comparison = PolicyComparison(
      stream, Contender.all(caps: cap.map(\.count)),
      actualName: (["as it ran"] + (sample.policy.map { [$0] } ?? [])).joined(separator: ": "),
      isEndAsked: { stop.isAsked })
    guard let comparison else { return try stop.check() }
    let outcome = WhatIfOutcome(
      session: session.name, pool: sample.name, stream: stream, comparison: comparison)
    reader.damage.words.map(complain)
    let output = TextOutput(
      isUnicode: format == .json || Terminal.current.isUnicode, isEndAsked: { stop.isAsked })
    try output.write(lines: try format.lines(of: outcome))
  }

  private func stream(
    of sample: PoolSample, _ reader: SessionReader, _ stop: StopRequest
  ) throws -> ClassStream {
    let span = try part.time.resolved(in: reader)
    var stream = ClassStream(pool: sample)
    reader.rewind()
    while let snapshot = try reader.next() {
      try stop.check()
      guard snapshot.time <= span.upperBound else { break }
      if snapshot.time >= span.lowerBound { stream.add(snapshot) }
    }
    return stream
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
    case .text: outcome.lines
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

import ArgumentParser
import Diagnosis
import Sessions
import Telemetry

/// `poolmon check`: what is wrong with the pools of a recorded session.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what is wrong with the pools of a recorded session, and on what that rests.",
    discussion: """
      Exits with 3 if there is a finding that is at least as severe as --fail-on says, at any time \
      of the session. A folder, a series that --rotate made (by the name that --record had) or \
      several files are read as one session.
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

  @Argument(help: "The session's file or files, or a folder.")
  var files: [String]

  @Option(help: "Exit with 3 from this severity on.")
  var failOn = Threshold.warning

  func validate() throws { try requireFiles(files) }

  func run() throws {
    let reader = try SessionReader(paths: files)
    let stop = try StopRequest()
    var diagnostician = Diagnostician(sizeClasses: reader.header.sizeClasses)
    var pools = 0
    while let snapshot = try reader.next() {
      try stop.check()
      diagnostician.add(snapshot)
      pools = max(pools, snapshot.pools.count)
    }
    let text = CheckText(diagnostician: diagnostician, namesPools: pools > 1)
    let output = TextOutput(
      isUnicode: Terminal.current.isUnicode, isEndAsked: { stop.isAsked })
    try output.write(lines: text.lines)
    guard let threshold = failOn.severity else { return }
    if text.spans.contains(where: { $0.finding.severity >= threshold }) { throw ExitCode(3) }
  }
}

/// Findings as lines of text.
struct CheckText {
  /// In the order in which they began.
  let spans: [FindingSpan]
  private let verdict: Verdict
  private let namesPools: Bool

  init(diagnostician: Diagnostician, namesPools: Bool) {
    let all = diagnostician.past + diagnostician.standing
    spans = all.sorted { ($0.start, $0.pool) < ($1.start, $1.pool) }
    verdict = diagnostician.verdict
    self.namesPools = namesPools
  }

  var lines: [String] {
    spans.isEmpty ? ["\(verdict.word): \(verdict.sentence)"] : spans.flatMap(lines(of:))
  }

  private func lines(of span: FindingSpan) -> [String] {
    let finding = span.finding
    let times = "\(Quantity.clock(span.start))–\(Quantity.clock(span.end))"
    let pool = namesPools ? ["pool \(span.poolName)"] : []
    let heading = ([finding.severity.name, finding.name] + pool + [times]).joined(separator: "  ")
    let evidence = finding.evidence.map { evidence in
      "  \(evidence.name): \(evidence.figure)"
        + (evidence.span.map { ", over \(Quantity.interval(tenths($0)))" } ?? "")
    }
    return [heading, "  \(finding.sentence)"] + evidence
      + ["  do: \(finding.advice)", "  more: docs/\(finding.anchor)"]
  }

  /// To tenths of a second: more means nothing here.
  private func tenths(_ span: Duration) -> Duration {
    .milliseconds((span.inSeconds * 10).rounded() * 100)
  }
}

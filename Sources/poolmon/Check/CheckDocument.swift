import Diagnosis
import Telemetry

/// What `check --format json` writes. What is not known is null.
struct CheckDocument: Encodable {
  struct Verdict: Encodable {
    /// The worst that stands at the end, or "healthy", "no finding", "learning".
    let name: String
    let sentence: String
  }

  struct Item: Encodable {
    let name: String
    let severity: String
    let pool: String
    let begin: Int
    let end: Int
    /// Whether it is at least as severe as what fails the check.
    let fails: Bool
    let sentence: String
    let evidence: [Figure]
    let advice: String
    let docs: String

    private enum CodingKeys: String, CodingKey {
      case name, severity, pool
      case begin = "begin_ns"
      case end = "end_ns"
      case fails, sentence, evidence, advice, docs
    }
  }

  struct Figure: Encodable {
    let name: String
    let figure: String
    let over: Int?

    private enum CodingKeys: String, CodingKey {
      case name, figure
      case over = "over_ns"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(figure, forKey: .figure)
      // As null where it is true now, and not left out.
      try container.encode(over, forKey: .over)
    }
  }

  struct Learning: Encodable {
    let pool: String
    let rule: String
    let missing: String
  }

  struct Silent: Encodable {
    let pool: String
    let rule: String
  }

  private let outcome: CheckOutcome

  init(_ outcome: CheckOutcome) { self.outcome = outcome }

  private enum CodingKeys: String, CodingKey {
    case watched
    case begin = "begin_ns"
    case end = "end_ns"
    case verdict
    case failOn = "fail_on"
    case fails, findings
    case omitted = "omitted_findings"
    case learning, silent
    case programFailure = "program_failure"
    case failure
  }

  func encode(to encoder: any Encoder) throws {
    let examination = outcome.examination
    let verdict = examination.verdict
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(outcome.watched, forKey: .watched)
    try container.encode(examination.span?.lowerBound.wholeNanoseconds, forKey: .begin)
    try container.encode(examination.span?.upperBound.wholeNanoseconds, forKey: .end)
    try container.encode(
      Verdict(name: verdict.word, sentence: verdict.sentence), forKey: .verdict)
    try container.encode(outcome.threshold?.name, forKey: .failOn)
    try container.encode(outcome.isFailed, forKey: .fails)
    try container.encode(examination.findings.map(item), forKey: .findings)
    try container.encode(examination.omitted, forKey: .omitted)
    try container.encode(learning, forKey: .learning)
    try container.encode(silent, forKey: .silent)
    try container.encode(outcome.programFailure, forKey: .programFailure)
    try container.encode(outcome.emptiness, forKey: .failure)
  }

  private func item(_ span: FindingSpan) -> Item {
    let finding = span.finding
    return Item(
      name: finding.name, severity: finding.severity.name, pool: span.subject,
      begin: span.start.wholeNanoseconds, end: span.end.wholeNanoseconds,
      fails: outcome.fails(finding.severity), sentence: finding.sentence,
      evidence: finding.evidence.map {
        Figure(name: $0.name, figure: $0.figure, over: $0.span?.wholeNanoseconds)
      },
      advice: finding.advice, docs: finding.place)
  }

  private var learning: [Learning] {
    let examination = outcome.examination
    return examination.missing.map {
      Learning(
        pool: examination.subject(of: $0.rule, pool: $0.pool), rule: $0.rule, missing: $0.what)
    }
  }

  private var silent: [Silent] {
    let examination = outcome.examination
    return examination.silent.map {
      Silent(pool: examination.subject(of: $0.rule, pool: $0.pool), rule: $0.rule)
    }
  }
}

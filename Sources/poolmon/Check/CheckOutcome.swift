import ArgumentParser
import Diagnosis
import Sessions
import Telemetry

/// What a check came to, for all forms in which it is told.
struct CheckOutcome {
  let examination: Examination
  /// Of the session.
  let header: SessionHeader
  /// From which severity on a finding fails the check; nil is never.
  let threshold: Finding.Severity?
  /// How a program that was started for the check failed by itself; nil where it did not, and
  /// where none was started.
  var programFailure: String?
  /// Why nothing could be watched: a program that ended at once, or is none of Go. nil where
  /// something was seen.
  var failure: String?

  /// Why nothing is checked, in a sentence; nil where something is.
  var emptiness: String? {
    failure ?? (examination.hasPools ? nil : "no pool was seen in '\(watched)'")
  }

  /// For people.
  var text: [String] {
    emptiness.map { ["nothing is checked: \($0)"] } ?? CheckText(examination).lines
  }

  /// What was watched, in words.
  var watched: String { header.subject(workload: nil).joined(separator: " · ") }

  func fails(_ severity: Finding.Severity) -> Bool { threshold.map { severity >= $0 } ?? false }

  /// Whether there was a finding that fails the check, at any time.
  var isFailed: Bool { examination.worst.map(fails) ?? false }
}

/// How findings are written.
enum CheckFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, junit

  func lines(of outcome: CheckOutcome) throws -> [String] {
    switch self {
    case .text: outcome.text
    case .json: [try FigureJSON.text(CheckDocument(outcome))]
    case .junit: CheckSuite(outcome).lines
    }
  }
}

/// Findings as lines of text.
struct CheckText {
  let examination: Examination

  init(_ examination: Examination) { self.examination = examination }

  var lines: [String] { examination.texts.flatMap(Self.lines) + examination.remarks }

  static func lines(of finding: FindingText) -> [String] {
    let rest = [finding.sentence] + finding.evidence + [finding.advice, finding.place]
    return [finding.heading.joined(separator: "  ")] + rest.map { "  \($0)" }
  }
}

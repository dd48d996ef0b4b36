import Telemetry

/// A finding in words, for whoever writes it down.
package struct FindingText: Sendable {
  package let severity: Finding.Severity
  /// What it is called.
  package let name: String
  /// nil where it goes without saying.
  package let pool: String?
  /// "00:00:02–00:00:10": when it was first and last seen.
  package let times: String
  package let sentence: String
  /// A name and its figure each.
  package let evidence: [String]
  /// What to do.
  package let advice: String
  /// Where there is more to read.
  package let place: String

  package init(_ span: FindingSpan, namesPool: Bool) {
    severity = span.finding.severity
    name = span.finding.name
    pool = namesPool && !span.isOfProcess ? span.poolName : nil
    times = "\(Quantity.clock(span.start))–\(Quantity.clock(span.end))"
    sentence = span.finding.sentence
    evidence = span.finding.evidence.map { evidence in
      "\(evidence.name): \(evidence.figure)" + (evidence.over.map { ", \($0)" } ?? "")
    }
    advice = "do: \(span.finding.advice)"
    place = "more: \(span.finding.place)"
  }

  /// "warning", "not put back", "pool sized", "00:00:02–00:00:10".
  package var heading: [String] {
    [severity.name, name] + (pool.map { ["pool \($0)"] } ?? []) + [times]
  }
}

extension Finding.Evidence {
  /// "over 2 s", to tenths of a second: more means nothing here. nil for what is true now.
  package var over: String? {
    span.map { "over \(Quantity.interval(.milliseconds(($0.inSeconds * 10).rounded() * 100)))" }
  }
}

extension Finding {
  /// Where there is more to read, in the project's folder.
  package var place: String { "docs/\(anchor)" }
}

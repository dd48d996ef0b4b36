package import Diagnosis

/// What a finding looks like, as docs/DIAGNOSIS.md shows it: of a scenario that brings it, with
/// seed 1, as it was told last.
package struct FindingPicture: Sendable {
  package let rule: String
  package let scenario: String

  /// One for each rule.
  package static let all = [
    FindingPicture(rule: "true leak", scenario: "leak"),
    FindingPicture(rule: "calibration poisoned", scenario: "reset-before-put"),
    FindingPicture(rule: "not put back", scenario: "forgetful"),
    FindingPicture(rule: "cap too low", scenario: "oversize"),
    FindingPicture(rule: "misfit", scenario: "misfit"),
    FindingPicture(rule: "hoarding", scenario: "burst"),
    FindingPicture(rule: "cliff", scenario: "cliff, 4.1 to 4.9 %"),
    FindingPicture(rule: "thrashed by collection", scenario: "request-log, collected"),
    FindingPicture(rule: "never calibrates", scenario: "ten-classes"),
    FindingPicture(rule: "calibration behind", scenario: "drift"),
    FindingPicture(rule: "default too small", scenario: "request-log, two sizes, collected"),
    FindingPicture(rule: "contention", scenario: "handed over"),
    FindingPicture(rule: "freed but not returned", scenario: "burst, RSS stays"),
  ]

  /// Everything that its scenario found.
  package func spans() -> [FindingSpan] {
    guard let run = Scenario.all.first(where: { $0.name == scenario }) else { return [] }
    let diagnostician = run.watched(seed: 1)
    return diagnostician.past + diagnostician.standing
  }

  /// The finding, with when it was told, its evidence, and what to do. Empty if it did not come.
  package func lines(of spans: [FindingSpan]) -> [String] {
    guard let span = spans.last(where: { $0.finding.name == rule }) else { return [] }
    let text = FindingText(span, namesPool: false)
    let rest = [text.sentence] + text.evidence + [text.advice]
    return [text.heading.joined(separator: "  ")] + rest.map { "  \($0)" }
  }
}

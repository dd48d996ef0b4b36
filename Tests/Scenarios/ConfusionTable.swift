import Diagnosis

/// What was found in scenarios whose findings are known, over many seeds.
package struct ConfusionTable {
  private let scenarios: [Scenario]
  private let rules: [String]
  /// Runs in which a rule found something, by scenario and rule.
  private var found: [[Int]] = []
  private let runs: Int

  /// Runs every scenario with every seed.
  package init(
    _ scenarios: [Scenario] = Scenario.all, rules: [String] = RuleList.all.map(\.name),
    seeds: [UInt64]
  ) {
    self.scenarios = scenarios
    self.rules = rules
    runs = seeds.count
    for scenario in scenarios {
      let sets = seeds.map { scenario.found(seed: $0) }
      found.append(rules.map { rule in sets.count { $0.contains(rule) } })
    }
  }

  /// The share of a rule's findings that were to be found. nil if it found nothing.
  package func precision(_ rule: Int) -> Double? { ratio(right(rule), sum(rule) { _ in true }) }

  /// The share of what a rule was to find that it has found. nil if there was nothing.
  package func recall(_ rule: Int) -> Double? {
    ratio(right(rule), runs * scenarios.count { $0.findings.contains(rules[rule]) })
  }

  /// The lowest of all rules' precisions and recalls; 0 if one is unknown.
  package var worst: Double {
    rules.indices.flatMap { [precision($0) ?? 0, recall($0) ?? 0] }.min() ?? 0
  }

  private func right(_ rule: Int) -> Int { sum(rule) { $0.findings.contains(rules[rule]) } }

  private func sum(_ rule: Int, where isCounted: (Scenario) -> Bool) -> Int {
    zip(scenarios, found).reduce(0) { $0 + (isCounted($1.0) ? $1.1[rule] : 0) }
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }

  /// Markdown: a row for each scenario with what was found in how many of its runs, what is to be
  /// found in bold; then one for each rule.
  package var lines: [String] {
    var lines = ["| scenario | found in how many of \(runs) runs |", "|---|---|"]
    for (scenario, counts) in zip(scenarios, found) {
      let cells = rules.indices.compactMap { rule -> String? in
        let isWanted = scenario.findings.contains(rules[rule])
        guard isWanted || counts[rule] > 0 else { return nil }
        let cell = "\(rules[rule]) \(counts[rule])"
        return isWanted ? "**\(cell)**" : cell
      }
      lines.append("| \(scenario.name) | \(cells.isEmpty ? "–" : cells.joined(separator: ", ")) |")
    }
    lines += ["", "| rule | precision | recall |", "|---|---|---|"]
    for (index, rule) in rules.enumerated() {
      lines.append("| \(rule) | \(text(precision(index))) | \(text(recall(index))) |")
    }
    return lines
  }

  private func text(_ share: Double?) -> String {
    guard let share else { return "–" }
    let hundredths = Int(share * 100)
    return hundredths == 100 ? "1.00" : "0.\(hundredths < 10 ? "0" : "")\(hundredths)"
  }
}

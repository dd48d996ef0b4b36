import Diagnosis
import Glibc
import Scenarios
import Telemetry

/// What the rules find where it is known what there is to be found, and what they cost:
/// docs/DIAGNOSIS.md. Prints Markdown.
switch CommandLine.arguments.dropFirst().first {
case "table":
  // Rules were tuned on the even ones.
  let table = ConfusionTable(seeds: (0..<20).map { 2 * $0 + 1 })
  print(table.lines.joined(separator: "\n"))
  exit(table.worst >= 0.95 ? 0 : 1)
case "tuning":
  print(ConfusionTable(seeds: (0..<20).map { 2 * $0 }).lines.joined(separator: "\n"))
case "ten-minutes":
  let alarms = Scenario.tenMinutes.flatMap { scenario in
    (1...20).flatMap { seed in
      scenario.found(seed: seed).map { "\(scenario.name), seed \(seed): \($0)" }
    }
  }
  print(alarms.isEmpty ? "40 runs of 10 minutes, no finding" : alarms.joined(separator: "\n"))
  exit(alarms.isEmpty ? 0 : 1)
case "pictures":
  for picture in FindingPicture.all {
    print((["```"] + picture.lines(of: picture.spans()) + ["```"]).joined(separator: "\n"))
  }
case "cost":
  for pools in [1, 50] { print(Cost(pools: pools).line) }
  let isQuick = CommandLine.arguments.dropFirst(2).first == "--quick"
  for line in WhatIfCost.lines(isQuick: isQuick) { print(line) }
default:
  print("usage: diagnosis-benchmark table|tuning|ten-minutes|pictures|cost [--quick]")
  exit(2)
}

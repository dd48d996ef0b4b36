import Diagnosis
import Foundation
import Scenarios
import Telemetry
import Testing
import Workloads

/// What docs/DIAGNOSIS.md shows of the rules.
@Suite struct ScenarioTests {
  private static func document() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/DIAGNOSIS.md"), encoding: .utf8)
  }

  @Test func everyRuleHasItsPicture() {
    #expect(Set(FindingPicture.all.map(\.rule)) == Set(RuleList.all.map(\.name)))
  }

  @Test(arguments: FindingPicture.all)
  func thePictureIsOfTheScenario(picture: FindingPicture) throws {
    let spans = picture.spans()
    let scenario = try #require(Scenario.all.first { $0.name == picture.scenario })
    #expect(Set(spans.map(\.finding.name)) == scenario.findings)
    let lines = picture.lines(of: spans)
    let text = lines.joined(separator: "\n")
    #expect(!lines.isEmpty)
    #expect(
      try Self.document().contains("\n```\n\(text)\n```\n"), "\(picture.rule) is now:\n\(text)")
    for line in lines { #expect(line.count <= 100, "\(line)") }
  }

  /// What the pictures and `CatalogueTests` leave.
  static let others = Scenario.all.map(\.name).filter { name in
    !FindingPicture.all.contains { $0.scenario == name } && WorkloadKind.named(name) == nil
  }

  @Test(arguments: others)
  func theOthersBringTheirFindings(name: String) throws {
    let scenario = try #require(Scenario.all.first { $0.name == name })
    #expect(scenario.found(seed: 2) == scenario.findings)
  }

  /// The table is of all that there is, and good enough.
  @Test func theTableNamesEveryScenarioAndEveryRule() throws {
    let text = try Self.document()
    for scenario in Scenario.all { #expect(text.contains("\n| \(scenario.name) | ")) }
    let workloads = Set(Scenario.all.map { $0.name.prefix { $0 != "," } })
    for kind in WorkloadKind.all { #expect(workloads.contains(kind.name[...]), "\(kind.name)") }
    for rule in RuleList.all {
      let row = try #require(
        text.split(separator: "\n").first {
          $0.firstMatch(of: /^\| (.+) \| [\d.]+ \| [\d.]+ \|$/)?.1 == rule.name[...]
        }, "\(rule.name)")
      let figures = row.split(separator: " ").compactMap { Double($0) }
      #expect(figures.count == 2 && figures.allSatisfy { $0 >= 0.95 }, "\(row)")
    }
  }

  /// Of three runs each: one is wrong, one is silent.
  @Test func precisionAndRecallAreOfAllRuns() {
    func scenario(_ name: String, _ wanted: Set<String>, found: String?) -> Scenario {
      Scenario(name, wanted) { _ in
        var diagnostician = Diagnostician(sizeClasses: [64])
        for second in 0...5 where found != nil {
          var pool = PoolSample(name: "a")
          (pool.gets, pool.hits, pool.steals) = (second * 1000, second * 1000, second * 1000)
          diagnostician.add(Snapshot(time: .seconds(second), pools: [pool]))
        }
        return diagnostician
      }
    }
    let table = ConfusionTable(
      [
        scenario("right", ["contention"], found: "contention"),
        scenario("missed", ["contention"], found: nil),
        scenario("false alarm", [], found: "contention"),
        scenario("quiet", [], found: nil),
      ], rules: ["contention", "misfit"], seeds: [1, 2, 3])
    #expect(table.precision(0) == 0.5 && table.recall(0) == 0.5)
    #expect(table.precision(1) == nil && table.recall(1) == nil && table.worst == 0)
    #expect(table.lines.contains("| right | **contention 3** |"))
    #expect(table.lines.contains("| missed | **contention 0** |"))
    #expect(table.lines.contains("| false alarm | contention 3 |"))
    #expect(table.lines.contains("| quiet | – |"))
    #expect(table.lines.contains("| contention | 0.50 | 0.50 |"))
    #expect(table.lines.contains("| misfit | – | – |"))
  }
}

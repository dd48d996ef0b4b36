import ArgumentParser
import Diagnosis
import Foundation
import Sessions
import Telemetry
import Testing

@testable import poolmon

@Suite struct CheckTests {
  /// Ten seconds in which of a thousand gets a second so many are abandoned.
  private func examination(abandoned: Int, of name: String = "default") -> Examination {
    var examination = Examination(sizeClasses: [64, 128])
    for second in 0...10 {
      var pool = PoolSample(name: name)
      pool.gets = second * 1000
      pool.misses = second * abandoned
      pool.abandoned = second * abandoned
      pool.puts = second * (1000 - abandoned)
      examination.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    return examination
  }

  private func outcome(
    _ examination: Examination, threshold: Finding.Severity? = .warning, host: String = "db1"
  ) -> CheckOutcome {
    CheckOutcome(
      examination: examination,
      header: SessionHeader(
        tool: "t", started: "2026-01-31T12:00:00+01:00", intervalNanoseconds: 1_000_000_000,
        source: .init(kind: "lab", workload: "w"), sizeClasses: [64, 128],
        host: .init(name: host, system: "Linux", cpus: 1, memoryBytes: 1)),
      threshold: threshold)
  }

  /// A suite has a test also where pools were well, and are gone at the end.
  @Test func aSuiteIsNeverEmpty() {
    var examination = examination(abandoned: 0)
    examination.add(Snapshot(time: .seconds(11)))
    let suite = CheckSuite(outcome(examination)).lines.joined(separator: "\n")
    #expect(suite.contains(#"tests="1""#) && suite.contains(#"skipped="1""#), "\(suite)")
    #expect(suite.contains("no pool is left at the end"))
  }

  @Test func aFindingIsToldWithItsEvidence() {
    #expect(
      CheckText(examination(abandoned: 50)).lines == [
        "warning  not put back  00:00:02–00:00:10",
        "  a cost, not a leak: 5.0 % of buffers never come back",
        "  not put back: 5.0 % of 1.00 k/s gets, over 2 s",
        "  new buffers: 50/s, over 2 s",
        "  in callers' hands: 0",
        "  do: Put on every path, with defer right after Get; look at paths that return early.",
        "  more: docs/DIAGNOSIS.md#not-put-back",
      ])
  }

  @Test func whereAllIsWellOneLineSaysHow() {
    #expect(
      CheckText(examination(abandoned: 0)).lines
        == ["healthy: 100 % of gets are answered from the pool"])
  }

  @Test func whatHasEndedIsToldAndWhatStandsAtTheEnd() {
    var examination = examination(abandoned: 50)
    for second in 11...20 {
      var pool = PoolSample(name: "default")
      (pool.gets, pool.misses, pool.abandoned) = (second * 1000, 500, 500)
      pool.puts = second * 1000 - 500
      examination.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    let lines = CheckText(examination).lines
    #expect(lines.first?.hasPrefix("warning  not put back  00:00:02–00:00:1") == true)
    #expect(lines.last == "at the end healthy: 100 % of gets are answered from the pool")
    #expect(examination.worst == .warning && examination.omitted == 0)
  }

  /// More than are kept: the worst of those that are not is not forgotten.
  @Test func nothingIsForgottenOfManyFindings() {
    var examination = Examination(sizeClasses: [64, 128])
    var (gets, abandoned) = (0, 0)
    for second in 0..<1200 {
      gets += 1000
      abandoned += second / 5 % 2 == 0 ? 50 : 0
      var pool = PoolSample(name: "default")
      (pool.gets, pool.misses, pool.abandoned, pool.puts) = (gets, abandoned, abandoned, gets)
      examination.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    #expect(examination.findings.count == 100 && examination.omitted > 10)
    #expect(examination.worst == .warning)
    let words = "\(examination.omitted) findings before these are not kept"
    #expect(CheckText(examination).lines.contains(words))
  }

  @Test(arguments: [
    (Finding.Severity.notice, true), (.warning, true), (.critical, false), (nil, false),
  ])
  func whatFails(threshold: Finding.Severity?, isFailed: Bool) {
    #expect(outcome(examination(abandoned: 50), threshold: threshold).isFailed == isFailed)
    #expect(!outcome(examination(abandoned: 0), threshold: threshold).isFailed)
  }

  @Test func asJSON() throws {
    var outcome = outcome(examination(abandoned: 50))
    outcome.programFailure = "with exit code 5"
    let text = try CheckFormat.json.lines(of: outcome).joined()
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let findings = try #require(json?["findings"] as? [[String: Any]])
    #expect(findings.map { $0["name"] as? String } == ["not put back"])
    #expect(findings[0]["begin_ns"] as? Int == 2_000_000_000)
    #expect(findings[0]["end_ns"] as? Int == 10_000_000_000)
    #expect(findings[0]["docs"] as? String == "docs/DIAGNOSIS.md#not-put-back")
    #expect(findings[0]["fails"] as? Bool == true)
    let evidence = try #require(findings[0]["evidence"] as? [[String: Any]])
    #expect(evidence.map { $0["over_ns"] as? Int } == [2_000_000_000, 2_000_000_000, nil])
    #expect(evidence[2]["over_ns"] is NSNull)
    #expect((json?["verdict"] as? [String: String])?["name"] == "not put back")
    #expect(json?["program_failure"] as? String == "with exit code 5")
    #expect(json?["watched"] as? String == "lab · w" && json?["fail_on"] as? String == "warning")
  }

  /// Whatever a pool is called, the document is one, and has a test for each rule and pool.
  @Test func asJUnit() throws {
    let name = "<a b=\"c\">&\u{1}\n]]>"
    var outcome = outcome(examination(abandoned: 50, of: name), host: "")
    outcome.programFailure = "by signal 9 (Killed)"
    let text = try CheckFormat.junit.lines(of: outcome).joined(separator: "\n")
    #expect(text.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name="))
    #expect(text.contains("timestamp=\"2026-01-31T11:00:00\" hostname=\"localhost\""))
    #expect(
      text.contains(
        "tests=\"\(RuleList.all.count + 1)\" failures=\"1\" errors=\"1\" "
          + "skipped=\"\(RuleList.all.count - 1)\" time=\"10.00\""))
    let escaped = "&lt;a b=&quot;c&quot;&gt;&amp;\u{FFFD} ]]&gt;"
    #expect(
      text.components(separatedBy: "<testcase classname=\"\(escaped)\"").count - 1
        == RuleList.all.count { !$0.isOfProcess })
    #expect(
      text.contains("<error message=\"ended by signal 9 (Killed)\" type=\"program\"></error>"))
    #expect(text.contains("type=\"warning\">warning  not put back  00:00:02–00:00:10\n"))
  }

  @Test func aRuleThatStillLearnsIsSkipped() throws {
    var examination = Examination(sizeClasses: [64, 128])
    for second in 0...3 {
      var pool = PoolSample(name: "default")
      (pool.gets, pool.misses, pool.abandoned, pool.puts) = (second, 0, 0, second)
      examination.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    #expect(examination.missing.contains { $0.rule == "not put back" && $0.what == "100 gets" })
    let text = try CheckFormat.junit.lines(of: outcome(examination)).joined(separator: "\n")
    #expect(
      text.contains("name=\"not put back\" time=\"0\"><skipped message=\"100 gets\"/></testcase>"))
  }

  /// A pool of Go that counts nothing: no rule is taken for one that found all well.
  @Test func aRuleThatCannotTellIsSkipped() throws {
    var examination = Examination(sizeClasses: [64, 128])
    for second in 0...10 {
      let pool = PoolSample(name: "main.pool")
      examination.add(Snapshot(time: .seconds(second), pools: [pool]))
    }
    let outcome = outcome(examination)
    let suite = try CheckFormat.junit.lines(of: outcome).joined(separator: "\n")
    let count = RuleList.all.count
    #expect(suite.contains("tests=\"\(count)\" failures=\"0\" errors=\"0\" skipped=\"\(count)\""))
    #expect(suite.contains("<skipped message=\"cannot be told from this source\"/>"))
    let silent = try object(of: outcome)["silent"] as? [[String: String]]
    #expect(silent?.count == count)
    #expect(silent?.first == ["pool": "main.pool", "rule": "true leak"])
  }

  /// A program that could not be watched: a document tells it, so that nobody takes an empty one
  /// for a good one.
  @Test func whatCouldNotBeWatchedIsTold() throws {
    var outcome = outcome(Examination(sizeClasses: [64]))
    outcome.failure = "false ended at once, with exit code 1"
    let suite = try CheckFormat.junit.lines(of: outcome).joined(separator: "\n")
    #expect(suite.contains("tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""))
    let error = "<error message=\"false ended at once, with exit code 1\" type=\"nothing\">"
    #expect(suite.contains("name=\"is checked\" time=\"0\">\(error)</error>"))
    #expect(try object(of: outcome)["failure"] as? String == outcome.failure)
    #expect(
      try CheckFormat.text.lines(of: outcome)
        == ["nothing is checked: false ended at once, with exit code 1"])
    outcome.failure = nil
    #expect(try object(of: outcome)["failure"] as? String == "no pool was seen in 'lab · w'")
    #expect(try object(of: self.outcome(examination(abandoned: 0)))["failure"] is NSNull)
  }

  /// Options of the lab stand below all others, and none speaks of keys, which a check has not.
  @Test func helpTellsTheLabApart() throws {
    let help = Poolmon.helpMessage(for: CheckCommand.self)
    let parts = help.components(separatedBy: "OPTIONS OF THE LAB, WHICH --DURATION ALONE CHECKS:")
    try #require(parts.count == 2)
    #expect(parts[0].contains("--attach") && !parts[0].contains("--workload <"))
    for name in ["workload", "mode", "gogc", "forget", "leak-limit", "seed", "sizes"] {
      #expect(parts[1].contains("--\(name) "), "\(name)")
    }
    #expect(!help.contains("change it") && !help.contains("eys switch"))
  }

  private func object(of outcome: CheckOutcome) throws -> [String: Any] {
    let text = try CheckFormat.json.lines(of: outcome).joined()
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }
}

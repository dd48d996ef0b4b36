import Diagnosis
import Reports
import Sessions
import Telemetry

/// What `check --format junit` writes: a suite with a test for each rule and pool, as
/// continuous integration reads it.
///
/// Source: the schema of Ant's JUnit task, github.com/windyroad/JUnit-Schema, which has elements in
/// this order, one outcome a test at most, and times without a zone.
struct CheckSuite {
  /// What became of a test that did not pass.
  private struct Trouble {
    enum Kind: String {
      case failure, error, skipped
    }

    let kind: Kind
    /// nil of one that was skipped.
    var type: String?
    let message: String
    var text: [String] = []
  }

  private struct Test {
    let pool: String
    let rule: String
    var trouble: Trouble?
  }

  private let outcome: CheckOutcome
  private let tests: [Test]

  init(_ outcome: CheckOutcome) {
    self.outcome = outcome
    tests = Self.tests(outcome)
  }

  /// Why a rule said nothing: passed it would be taken for a good one.
  private static let silence = "cannot be told from this source"

  // MARK: The tests

  /// A pool's place and its name: those of the end, and those that are gone and had findings.
  private struct PoolKey: Hashable {
    let place: Int
    let name: String
  }

  private struct TestKey: Hashable {
    let pool: PoolKey
    let rule: String
  }

  private static func tests(_ outcome: CheckOutcome) -> [Test] {
    let examination = outcome.examination
    var pools = examination.pools.enumerated().map { PoolKey(place: $0, name: $1) }
    var failures: [TestKey: [(span: FindingSpan, text: FindingText)]] = [:]
    var known = Set(pools)
    for (span, text) in zip(examination.findings, examination.texts)
    where outcome.fails(span.finding.severity) {
      let pool = PoolKey(place: span.pool, name: span.subject)
      if !span.isOfProcess, known.insert(pool).inserted { pools.append(pool) }
      failures[TestKey(pool: pool, rule: span.finding.name), default: []].append((span, text))
    }
    var missing: [TestKey: String] = [:]
    for (place, rule, what) in examination.missing {
      missing[TestKey(pool: pools[place], rule: rule)] = what
    }
    for (place, rule) in examination.silent {
      missing[TestKey(pool: pools[place], rule: rule)] = Self.silence
    }
    func test(_ pool: PoolKey, _ rule: any Rule, asked: PoolKey) -> Test {
      let missing = missing[TestKey(pool: asked, rule: rule.name)]
      let trouble =
        failures[TestKey(pool: pool, rule: rule.name)].map(failure)
        ?? missing.map { Trouble(kind: .skipped, message: $0) }
      return Test(pool: pool.name, rule: rule.name, trouble: trouble)
    }
    let process = PoolKey(place: 0, name: FindingSpan.process)
    let ofProcess = RuleList.all.filter(\.isOfProcess).compactMap { rule in
      pools.first.map { test(process, rule, asked: $0) }
    }
    let ofPools = pools.flatMap { pool in
      RuleList.all.filter { !$0.isOfProcess }.map { test(pool, $0, asked: pool) }
    }
    let tests =
      ofPools + ofProcess + omitted(outcome, hasFailure: !failures.isEmpty)
      + program(outcome) + emptiness(outcome)
    return tests.isEmpty ? [gone(outcome)] : tests
  }

  /// The worst may be among those that are not kept.
  private static func omitted(_ outcome: CheckOutcome, hasFailure: Bool) -> [Test] {
    guard outcome.isFailed, !hasFailure else { return [] }
    let worst = outcome.examination.worst?.name ?? ""
    let words = "the worst of \(outcome.examination.omitted) findings that are not kept: \(worst)"
    let trouble = Trouble(kind: .failure, type: worst, message: words)
    return [Test(pool: outcome.watched, rule: "findings that are not kept", trouble: trouble)]
  }

  /// A rule may have found the same at several times.
  private static func failure(_ found: [(span: FindingSpan, text: FindingText)]) -> Trouble {
    let worst = found.map(\.span.finding.severity).max() ?? .notice
    return Trouble(
      kind: .failure, type: worst.name, message: found.last?.text.sentence ?? "",
      text: found.flatMap { CheckText.lines(of: $0.text) })
  }

  /// A program that was started for the check and failed is no finding, and no success either.
  private static func program(_ outcome: CheckOutcome) -> [Test] {
    guard let words = outcome.programFailure else { return [] }
    let trouble = Trouble(kind: .error, type: "program", message: "ended \(words)")
    return [Test(pool: outcome.watched, rule: "ends as it should", trouble: trouble)]
  }

  /// A suite without a test would be taken for a good one. Of pools that are gone at the end and
  /// had nothing that fails nothing else is told.
  private static func gone(_ outcome: CheckOutcome) -> Test {
    let trouble = Trouble(kind: .skipped, message: "no pool is left at the end")
    return Test(pool: outcome.watched, rule: "is checked to the end", trouble: trouble)
  }

  /// Nothing was looked at: no success.
  private static func emptiness(_ outcome: CheckOutcome) -> [Test] {
    guard let words = outcome.emptiness else { return [] }
    let trouble = Trouble(kind: .error, type: "nothing", message: words)
    return [Test(pool: outcome.watched, rule: "is checked", trouble: trouble)]
  }

  // MARK: The document

  var lines: [String] {
    var markup = Markup()
    let host = outcome.header.host.name
    let span = outcome.examination.span.map { $0.upperBound - $0.lowerBound } ?? .zero
    markup.element(
      "testsuite",
      [
        "name": "poolmon check", "timestamp": timestamp,
        "hostname": host.isEmpty ? "localhost" : host,
        "tests": "\(tests.count)", "failures": count(.failure), "errors": count(.error),
        "skipped": count(.skipped),
        "time": Quantity.fixed(span.inSeconds, decimals: 2),
      ]
    ) {
      $0.append("\n")
      writeProperties(into: &$0)
      for test in tests { write(test, into: &$0) }
      $0.element("system-out") {
        for line in outcome.text { $0.writeLine(line) }
      }
      $0.append("\n")
      $0.element("system-err", text: "")
      $0.append("\n")
    }
    return [#"<?xml version="1.0" encoding="UTF-8"?>"#]
      + markup.text.split(separator: "\n").map(String.init)
  }

  private func count(_ kind: Trouble.Kind) -> String {
    "\(tests.count { $0.trouble?.kind == kind })"
  }

  /// "2026-01-31T12:00:00": the begin of the session, UTC. The begin of all time where a file does
  /// not tell.
  private var timestamp: String {
    let begin = UTCTime.milliseconds(outcome.header.started, plusNanoseconds: 0) ?? 0
    return String(UTCTime.text(milliseconds: begin).prefix(19))
  }

  private func writeProperties(into markup: inout Markup) {
    let verdict = outcome.examination.verdict
    let properties = [
      ("watched", outcome.watched), ("verdict", "\(verdict.word): \(verdict.sentence)"),
      ("fail-on", outcome.threshold?.name ?? "never"),
    ]
    markup.element("properties") {
      $0.append("\n")
      for (name, value) in properties {
        $0.element("property", ["name": name, "value": value])
        $0.append("\n")
      }
    }
    markup.append("\n")
  }

  private func write(_ test: Test, into markup: inout Markup) {
    let names: Markup.Attributes = ["classname": test.pool, "name": test.rule, "time": "0"]
    if let trouble = test.trouble {
      markup.element("testcase", names) { write(trouble, into: &$0) }
    } else {
      markup.element("testcase", names)
    }
    markup.append("\n")
  }

  private func write(_ trouble: Trouble, into markup: inout Markup) {
    let name = trouble.kind.rawValue
    guard let type = trouble.type else {
      return markup.element(name, ["message": trouble.message])
    }
    markup.element(name, ["message": trouble.message, "type": type]) {
      for line in trouble.text { $0.writeLine(line) }
    }
  }
}

extension Markup {
  fileprivate mutating func writeLine(_ line: String) {
    write(line)
    append("\n")
  }
}

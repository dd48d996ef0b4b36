import Diagnosis
import Drawing
import Telemetry
import Testing

@testable import Dashboard

/// The verdict on the mode's line, and the list of findings.
@Suite struct FindingTests {
  private func model(until end: Duration, size: Size = Size(width: 120, height: 40))
    -> DashboardModel
  {
    var model = DashboardModel(
      subject: ["lab"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval)
    _ = model.handle(.size(size))
    _ = model.handle(.snapshots(SampleRun.snapshots(until: end)))
    _ = model.handle(.time(end))
    return model
  }

  private func rows(_ model: DashboardModel) -> [String] {
    DashboardView.draw(model, size: model.size).text.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  @Test(arguments: [
    (1, "learning"), (10, "healthy"), (23, "not put back"), (44, "not put back"), (49, "healthy"),
  ])
  func theVerdictFollowsTheRun(second: Int, word: String) {
    let model = model(until: .seconds(second))
    #expect(model.verdict?.word == word)
    #expect(rows(model)[1].contains(word))
  }

  @Test(arguments: [(200, 60), (80, 24), (40, 12), (40, 3), (30, 2), (27, 1)])
  func itStandsAtEverySize(size: (Int, Int)) {
    let model = model(until: .seconds(40), size: Size(width: size.0, height: size.1))
    #expect(rows(model).contains { $0.contains("NOPUT") && $0.contains("not put back") })
  }

  @Test func whatStoodThenIsToldWhereTheCursorIs() {
    var model = model(until: .seconds(58))
    #expect(model.verdict?.word == "healthy")
    model.putCursor(at: .seconds(33))
    #expect(model.verdict?.word == "not put back")
    // As it was while it was whole.
    #expect(model.verdict?.sentence.contains(" 100 %") == true)
    model.putCursor(at: .seconds(10))
    #expect(model.verdict == nil)
  }

  @Test func aPausedScreenKeepsItsVerdict() {
    var model = model(until: .seconds(40))
    _ = model.handle(.key(" "))
    let later = SampleRun.snapshots(until: .seconds(58)).filter { $0.time > .seconds(40) }
    _ = model.handle(.snapshots(later))
    #expect(model.verdict?.word == "not put back")
    _ = model.handle(.key(" "))
    #expect(model.verdict?.word == "healthy")
  }

  /// What is told after the run: wherever the cursor is, and whether it is paused or not.
  @Test func theConclusionIsOfTheEnd() {
    var model = model(until: .seconds(40))
    #expect(model.conclusion?.hasPrefix("not put back: a cost, not a leak: 100 %") == true)
    _ = model.handle(.key(" "))
    model.putCursor(at: .seconds(10))
    let later = SampleRun.snapshots(until: .seconds(58)).filter { $0.time > .seconds(40) }
    _ = model.handle(.snapshots(later))
    #expect(model.conclusion == "at the end healthy: 100 % of gets are answered from the pool")
    #expect(self.model(until: .seconds(20)).conclusion?.hasPrefix("healthy: ") == true)
    let empty = DashboardModel(subject: [], sizeClasses: [], interval: SampleRun.interval)
    #expect(empty.conclusion == nil)
  }

  @Test func aHistoryThatTakesThePlaceIsJudged() {
    var history = History()
    for snapshot in SampleRun.snapshots(until: .seconds(40)) { history.append(snapshot) }
    var model = model(until: .seconds(10))
    _ = model.handle(.history(history))
    #expect(model.verdict?.word == "not put back")
    // As if it had been seen all the time.
    #expect(
      model.diagnosis.standing.map(\.finding)
        == self.model(until: .seconds(40))
        .diagnosis.standing.map(\.finding))
  }

  @Test func nothingIsSaidOfNoPools() {
    var model = model(until: .zero)
    #expect(model.verdict?.word == "learning")
    let snapshots = SampleRun.snapshots(until: .seconds(10)).map { snapshot in
      var snapshot = snapshot
      snapshot.pools = []
      return snapshot
    }
    _ = model.handle(.snapshots(snapshots))
    #expect(model.verdict == nil)
  }

  @Test func theListIsBrowsedAndLeft() throws {
    var model = model(until: .seconds(40))
    _ = model.handle(.key("v"))
    let entries = FindingEntry.all(of: model.diagnosis, pool: 0)
    #expect(entries.count >= 2)
    let first = try #require(model.findings)
    #expect(first.selected(in: entries) == 0)
    for (key, index) in [
      (Key.down, 1), (.up, 0), (.up, 0), (.end, entries.count - 1), (.down, entries.count - 1),
      (.home, 0), ("j", 1), ("k", 0),
    ] {
      #expect(model.handle(.key(key)) == nil)
      #expect(model.findings?.selected(in: entries) == index)
    }
    _ = model.handle(.key("q"))
    #expect(model.findings == nil)
  }

  /// While a list is open, the lowest row has its keys and no other.
  @Test func theFooterHasTheKeysOfTheList() {
    var model = model(until: .seconds(40))
    let usual = rows(model).last
    _ = model.handle(.key("v"))
    #expect(rows(model).last == " Esc leave  Enter its begin  ↑ ↓ select")
    // What is still learned has no begin.
    _ = model.handle(.key(.end))
    #expect(rows(model).last == " Esc leave  ↑ ↓ select")
    _ = model.handle(.key(.escape))
    #expect(rows(model).last == usual && usual?.contains("noput") == true)
    _ = model.handle(.key("M"))
    #expect(rows(model).last == " Esc leave  Enter jump there  ↑ ↓ select")
    _ = model.handle(.size(Size(width: 20, height: 5)))
    #expect(rows(model).last == " Esc leave")
  }

  /// Figures are whole where they stand, however narrow it is.
  @Test(arguments: [(40, 12), (40, 30), (36, 12), (30, 20), (60, 14)])
  func noFigureIsCut(size: (Int, Int)) throws {
    var model = model(until: .seconds(40), size: Size(width: size.0, height: size.1))
    _ = model.handle(.key("v"))
    let text = rows(model).joined(separator: " ").split { " │".contains($0) }
      .joined(separator: " ")
    let evidence = try #require(model.diagnosis.standing.first).finding.evidence
    let named = evidence.filter { text.contains(" \($0.name) ") }
    #expect(!named.isEmpty)
    for evidence in named {
      #expect(text.contains("\(evidence.name) \(evidence.figure)"), "\(evidence.name) in \(text)")
    }
    #expect(size.1 < 30 || named.count == evidence.count)
  }

  @Test func enterLooksAtTheBegin() throws {
    var model = model(until: .seconds(58))
    _ = model.handle(.key("v"))
    #expect(model.handle(.key(.enter)) == nil)
    #expect(model.findings == nil)
    let begin = try #require(model.diagnosis.past.first?.start)
    #expect(model.view.cursor == begin)
  }

  @Test func theLineOfTimeIsHeavyWhileSomethingStands() {
    var axis = TimeRuler(
      axis: TimeAxis(columns: 20, span: .seconds(20), end: .seconds(20)),
      label: { _ in "" })
    axis.spans = [(time: .seconds(5)...(.seconds(10)), style: .warning)]
    var canvas = Canvas(Size(width: 21, height: 1))
    axis.draw(x: 1, y: 0, on: &canvas)
    #expect(canvas.text == "└────━━━━━━────── now")
    // What has just left the axis is not on it.
    axis.axis = TimeAxis(columns: 20, span: .seconds(20), end: .seconds(30))
    axis.spans = [(time: .seconds(5)...(.milliseconds(10_200)), style: .warning)]
    axis.draw(x: 1, y: 0, on: &canvas)
    #expect(canvas.text == "└──────────────── now")
  }

  @Test func everyRuleHasItsGraph() {
    for rule in RuleList.all { #expect(FindingGraph.of(rule.name) != nil, "\(rule.name)") }
    #expect(FindingGraph.of("nothing of the kind") == nil)
    var pool = PoolSample(name: "main.pool")
    let calls = "calls since the calibration"
    #expect(FindingGraph.of("not put back", pool)?.title == calls)
    pool.gets = 0
    #expect(FindingGraph.of("not put back", pool)?.title == "abandoned")
  }
}

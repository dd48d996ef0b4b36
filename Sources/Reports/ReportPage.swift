import Diagnosis
import Sessions
import Telemetry

/// A session as one HTML page.
package struct ReportPage {
  private let digest: SessionDigest
  private let policies: PolicySection?

  /// - Parameter policies: nil where it is not known what was put, or nothing was.
  package init(_ digest: SessionDigest, policies: PolicySection? = nil) {
    (self.digest, self.policies) = (digest, policies)
  }

  package var text: String {
    Page.html(title: "\(digest.name) – poolmon report") {
      drawHead(into: &$0)
      drawFindings(into: &$0)
      drawSummary(into: &$0)
      if digest.pools.count > 1 { drawPools(into: &$0) }
      drawGraphs(into: &$0)
      drawClasses(into: &$0)
      policies?.draw(into: &$0)
      drawMarks(into: &$0)
    }
  }

  private func drawHead(into markup: inout Markup) {
    markup.element("header") {
      $0.element("h1") { $0.element("bdi", text: digest.name) }
      $0.element("p") { $0.element("bdi", text: digest.subject) }
      $0.facts(Array(digest.facts.dropFirst()))
      if let words = digest.damage.words { $0.warning(words) }
    }
  }

  private func drawFindings(into markup: inout Markup) {
    markup.section("findings", "Findings") {
      for finding in digest.examination.texts { $0.finding(finding) }
      for remark in digest.examination.remarks {
        $0.element("p") { $0.element("bdi", text: remark) }
      }
    }
  }

  private func drawSummary(into markup: inout Markup) {
    markup.section("summary", "Summary") {
      $0.element("div", ["class": "groups"]) {
        for group in FigureGroup.all {
          $0.element("div", ["class": "group"]) {
            $0.element("table", ["class": "figures"]) {
              $0.element("caption", text: group.title)
              for figure in group.figures { $0.row(figure.title, [figure.text(digest.run)]) }
            }
          }
        }
      }
    }
  }

  private func drawPools(into markup: inout Markup) {
    let table = PoolTable(digest)
    markup.section("pools", "Pools") {
      $0.element("p") {
        $0.write("The figures above and what follows are of pool ")
        $0.element("strong") { $0.element("bdi", text: digest.run.poolSample?.name ?? "–") }
        $0.write(".")
      }
      $0.element("div", ["class": "wide-table"]) {
        $0.element("table", ["class": "figures"]) {
          $0.headings(PoolTable.headings)
          for row in table.rows { $0.row(row[0], Array(row.dropFirst())) }
        }
      }
      if table.omitted > 0 { $0.element("p", text: "\(table.omitted) more pools retain less.") }
    }
  }

  private func drawGraphs(into markup: inout Markup) {
    let graphs = Topic.all.map { topic in
      (
        topic: topic,
        graph: LineGraph(
          title: topic.title, lines: topic.knownLines(digest), kind: topic.axis,
          span: digest.span, marks: digest.crossingMarks, gaps: digest.gaps,
          changes: digest.changeTimes, findings: digest.findingTimes)
      )
    }.filter { $0.graph.range != nil }
    guard !graphs.isEmpty else { return }
    markup.section("graphs", "Over time") {
      if !digest.changeTimes.isEmpty {
        $0.element(
          "p", ["class": "remark lead"],
          text: "A tick that stands on the time axis is a change of the pool’s thresholds.")
      }
      if !digest.findingTimes.isEmpty {
        $0.element(
          "p", ["class": "remark lead"],
          text: "A bar below the time axis is a time with a finding.")
      }
      for (topic, graph) in graphs {
        $0.figure(topic.title, remark: topic.remark) {
          for form in [PictureForm.wide, .narrow] { graph.draw(form, id: topic.key, into: &$0) }
        }
      }
    }
  }

  private func drawClasses(into markup: inout Markup) {
    guard let bars = ClassBars(digest) else { return }
    markup.section("classes", "Size classes") {
      guard bars.sum > 0 else {
        $0.element("p", text: "Nothing was put back.")
        return
      }
      let mean = "mean of the whole time; each class is named by its upper bound"
      $0.figure("Puts by length", remark: mean) {
        for form in [PictureForm.wide, .narrow] { bars.draw(form, id: "bars", into: &$0) }
      }
      $0.figure("Over time", remark: "share of a class in the puts") {
        for form in [PictureForm.wide, .narrow] {
          ClassHeatMap(digest: digest).draw(form, id: "heat", into: &$0)
        }
      }
    }
  }

  private func drawMarks(into markup: inout Markup) {
    let marks = digest.keptMarks
    guard !marks.isEmpty else { return }
    markup.section("marks", "Marks") {
      $0.element("table", ["class": "marks"]) {
        $0.headings(["time", "what happened"])
        for mark in marks {
          $0.element("tr") {
            $0.element("th", ["scope": "row"], text: Quantity.preciseClock(mark.time))
            $0.element("td") { $0.element("bdi", text: mark.event.sentence) }
          }
        }
      }
      if let more = digest.omittedMarks { $0.element("p", text: "And \(more).") }
    }
  }
}

extension Markup {
  fileprivate mutating func finding(_ finding: FindingText) {
    element("div", ["class": "finding"]) {
      $0.element("h3", text: finding.name)
      $0.element("span", ["class": "remark"]) {
        $0.element(
          "bdi", text: finding.heading.filter { $0 != finding.name }.joined(separator: " · "))
      }
      $0.element("p", text: finding.sentence)
      $0.element("ul") {
        for evidence in finding.evidence { $0.element("li", text: evidence) }
      }
      $0.element("p", text: finding.advice)
      $0.element("p", ["class": "remark"], text: finding.place)
    }
  }
}

extension Mark.Event {
  /// What a table says: the kind of mark, and its words.
  var sentence: String {
    let words = words.joined(separator: " ")
    switch self {
    case .modeSwitched: return "mode \(words)"
    case .workloadSwitched: return "workload \(words)"
    case .note(let text): return "note: \(text)"
    case .thresholdsChanged: return "thresholds: \(words)"
    case .heapSwitched, .policySwitched, .restarted, .gap: return words
    }
  }
}

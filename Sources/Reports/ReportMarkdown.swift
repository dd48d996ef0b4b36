import Diagnosis
import Sessions
import Telemetry

/// A session as GitHub-flavoured Markdown, with rows of blocks for graphs.
package struct ReportMarkdown {
  /// Characters of a graph: with names and values it fits into 100.
  static let columns = 60

  private let digest: SessionDigest
  private let policies: PolicySection?

  /// - Parameter policies: nil where it is not known what was put, or nothing was.
  package init(_ digest: SessionDigest, policies: PolicySection? = nil) {
    (self.digest, self.policies) = (digest, policies)
  }

  package var text: String {
    let parts = [head, findings, summary, pools, graphs, classes, policies?.markdown ?? [], marks]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var head: [String] {
    let facts = digest.facts.map { "- \($0.name): \(MarkdownText.escaped($0.text))" }
    let damage = digest.damage.words.map { ["", "**Damage:** \($0)"] } ?? []
    return ["# \(MarkdownText.escaped(digest.name))", ""] + facts + damage
  }

  private var findings: [String] {
    let examination = digest.examination
    let told = examination.texts.flatMap { finding in
      let facts = finding.evidence + [finding.advice, finding.place]
      let heading = finding.heading.map(MarkdownText.escaped).joined(separator: " · ")
      return ["**\(heading)**", "", MarkdownText.escaped(finding.sentence), ""]
        + facts.map { "- \(MarkdownText.escaped($0))" } + [""]
    }
    let remarks = examination.remarks.flatMap { [MarkdownText.escaped($0), ""] }
    return ["## Findings", ""] + (told + remarks).dropLast()
  }

  private var summary: [String] {
    let rows = FigureGroup.all.flatMap { group in
      [["**\(group.title)**", ""]] + group.figures.map { [$0.title, $0.text(digest.run)] }
    }
    return ["## Summary", ""] + TextTable.markdown(heading: ["figure", ""], rows)
  }

  private var pools: [String] {
    guard digest.pools.count > 1 else { return [] }
    let table = PoolTable(digest)
    let name = MarkdownText.escaped(digest.run.poolSample?.name ?? "–")
    let rows = table.rows.map { $0.prefix(2).map(MarkdownText.escaped) + $0.dropFirst(2) }
    let more = table.omitted > 0 ? ["", "\(table.omitted) more pools retain less."] : []
    return ["## Pools", "", "The other figures and the graphs are of pool **\(name)**.", ""]
      + TextTable.markdown(heading: PoolTable.headings, left: 2, rows) + more
  }

  private var graphs: [String] {
    let parts = Topic.all.compactMap { topic -> [String]? in
      let lines = topic.knownLines(digest)
      let ranges = lines.compactMap(\.range)
      guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max()
      else { return nil }
      let axis = ValueAxis(topic.axis, holding: low...high)
      let width = lines.map(\.name.count).max() ?? 0
      let rows = zip(lines, ranges).map { line, range in
        let blanks = String(repeating: " ", count: width - line.name.count)
        let blocks = Sparkline.text(line, on: axis, over: digest.span, columns: Self.columns)
        return "  \(line.name)\(blanks)  \(blocks)  \(topic.axis.text(range))"
      }
      let scale = "\(axis.label(axis.ticks.first ?? 0)) to \(axis.label(axis.ticks.last ?? 0))"
      return ["\(topic.title), \(scale)"] + rows
    }
    guard !parts.isEmpty else { return [] }
    let body = parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    return ["## Over time", "", "```", body, "```"]
  }

  private var classes: [String] {
    guard let bars = ClassBars(digest), bars.sum > 0 else { return [] }
    let most = bars.rates.max() ?? 0
    let used = zip(bars.sizeClasses, bars.rates).filter { $0.1 > 0 }
    let rows = used.map { size, rate in
      let bar = String(repeating: "█", count: max(Int((rate / most * 24).rounded()), 1))
      let share = Quantity.percent(rate / bars.sum)
      return [Quantity.size(size), bar, share, Quantity.perSecond(rate)]
    }
    let heading = ["up to", "", "share", "puts"]
    return ["## Size classes", ""] + TextTable.markdown(heading: heading, left: 2, rows)
  }

  private var marks: [String] {
    let marks = digest.keptMarks
    guard !marks.isEmpty else { return [] }
    let rows = marks.map {
      [Quantity.preciseClock($0.time), MarkdownText.escaped($0.event.sentence)]
    }
    let more = digest.omittedMarks.map { ["", "And \($0)."] } ?? []
    return ["## Marks", ""]
      + TextTable.markdown(heading: ["time", "what happened"], left: 2, rows) + more
  }
}

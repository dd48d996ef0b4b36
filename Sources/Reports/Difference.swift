import Sessions
import Telemetry

/// Two sessions, or two times of one, side by side.
package struct Difference: Sendable {
  package let a: SessionDigest
  package let b: SessionDigest

  package init(a: SessionDigest, b: SessionDigest) {
    self.a = a
    self.b = b
  }

  /// b ÷ a. nil where either is unknown, or a is 0.
  package func ratio(_ figure: Figure) -> Double? {
    guard let below = figure.value(a.run), let above = figure.value(b.run), below != 0 else {
      return nil
    }
    return above / below
  }

  /// A figure's name, both values, and how many times as much: "–" where that says nothing.
  package func cells(_ figure: Figure) -> [String] {
    let multiple = figure.isAmount ? ratio(figure).map(Quantity.multiple) : nil
    return [figure.title, figure.text(a.run), figure.text(b.run), multiple ?? "–"]
  }

  static let headings = ["", "a", "b", "b ÷ a"]

  /// The figures that are known of either.
  private var known: [(title: String, figures: [Figure])] {
    FigureGroup.all.compactMap { group in
      let known = group.figures.filter { $0.value(a.run) != nil || $0.value(b.run) != nil }
      return known.isEmpty ? nil : (group.title, known)
    }
  }

  /// "run.ndjson: lab · request-log · 30,000 B · 1 worker · 00:00:10.0".
  private func title(_ digest: SessionDigest) -> String {
    let length = Quantity.preciseLength(digest.run.duration ?? .zero)
    return "\(digest.name): \(digest.subject) · \(length)"
  }

  private var titles: [(name: String, text: String)] { [("a", title(a)), ("b", title(b))] }

  /// What was wrong with either file, in words.
  package var damages: [String] {
    [("a", a), ("b", b)].compactMap { name, digest in
      digest.damage.words.map { "\(name): \($0)" }
    }
  }

  // MARK: As text

  /// The lines of a table for a terminal. Control characters of a file are not passed on.
  package var table: [String] {
    var lines = titles.map { name, text in
      "\(name): "
        + String(
          String.UnicodeScalarView(text.unicodeScalars.map { $0.isUnfit ? "\u{FFFD}" : $0 }))
    }
    let widths = [18, 15, 15, 14]
    lines += ["", TextTable.line(Self.headings, widths: widths)]
    for group in known {
      lines += ["", group.title]
      lines += group.figures.map { figure in
        TextTable.line(cells(figure), widths: widths)
      }
    }
    return lines + (damages.isEmpty ? [] : [""] + damages)
  }

  package var markdown: [String] {
    var lines = titles.map { "- \($0.name): \(MarkdownText.escaped($0.text))" }
    let rows = known.flatMap { group in
      [["**\(group.title)**", "", "", ""]] + group.figures.map(cells)
    }
    lines += [""] + TextTable.markdown(heading: Self.headings, rows)
    return lines + (damages.isEmpty ? [] : [""] + damages.map { "**Damage,** \($0)" })
  }

  // MARK: As a page

  package var page: String {
    Page.html(title: "\(a.name) and \(b.name) – poolmon diff") {
      drawHead(into: &$0)
      drawFigures(into: &$0)
      drawGraphs(into: &$0)
    }
  }

  private func drawHead(into markup: inout Markup) {
    markup.element("header") {
      $0.element("h1", text: "Two sessions beside each other")
      for (name, digest) in [("a", a), ("b", b)] {
        $0.element("h2") {
          $0.write("\(name): ")
          $0.element("bdi", text: digest.name)
        }
        $0.facts(digest.facts)
        if let words = digest.damage.words { $0.warning(words) }
      }
    }
  }

  private func drawFigures(into markup: inout Markup) {
    markup.section("figures", "Figures") {
      $0.element("table", ["class": "figures"]) {
        $0.element("thead") { $0.headings(Self.headings) }
        for group in known {
          $0.element("tbody") {
            $0.element("tr") {
              $0.element("th", ["scope": "rowgroup", "colspan": "4"], text: group.title)
            }
            for figure in group.figures {
              let cells = cells(figure)
              $0.row(cells[0], Array(cells.dropFirst()))
            }
          }
        }
      }
    }
  }

  /// One graph for each line, with both sessions in it. Each begins at 0.
  private func drawGraphs(into markup: inout Markup) {
    markup.section("graphs", "Over time") {
      $0.element(
        "p", ["class": "remark lead"],
        text: "Line a is solid, line b is dashed. Time runs from the begin of each.")
      for topic in Topic.all {
        let graphs = Self.graphs(of: topic, a, b)
        guard !graphs.isEmpty else { continue }
        $0.element("div", ["class": "topic"]) {
          $0.element("h3", text: topic.title)
          if !topic.remark.isEmpty { $0.element("span", ["class": "remark"], text: topic.remark) }
        }
        $0.element("div", ["class": "pairs"]) {
          for (index, graph) in graphs.enumerated() {
            $0.element("figure") {
              $0.element("figcaption", text: graph.title)
              graph.draw(.half, id: "\(topic.key)\(index)", into: &$0)
            }
          }
        }
      }
    }
  }

  private static func graphs(
    of topic: Topic, _ a: SessionDigest, _ b: SessionDigest
  ) -> [LineGraph] {
    let lines = [a, b].map { digest in topic.knownLines(digest).map { shifted($0, digest) } }
    let names = lines[0].map(\.name) + lines[1].map(\.name)
    let lengths = [a, b].map { $0.span.upperBound - $0.span.lowerBound }
    return names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map { _, name in
      let sides = zip(["a", "b"], lines).map { side, lines in
        var line = lines.first { $0.name == name } ?? Line(name: side, points: [])
        line.name = side
        line.isFilled = false
        return line
      }
      return LineGraph(
        title: name, lines: sides, kind: topic.axis, span: 0...(lengths.max() ?? 0))
    }
  }

  /// From the session's first sample on.
  private static func shifted(_ line: Line, _ digest: SessionDigest) -> Line {
    var line = line
    for index in line.points.indices { line.points[index].time -= digest.span.lowerBound }
    return line
  }
}

import Diagnosis
import Drawing
import Telemetry

/// All findings as a list, and below it what the selected one rests on.
struct FindingsView {
  let list: FindingList
  let scene: Scene
  let entries: [FindingEntry]
  let verdict: Verdict?

  /// Columns of the list: severity, name, and when.
  private static let nameColumn = 12
  private static let timeColumn = 35

  /// Rows that the details of a finding want, without their graph.
  private static let detailRows = 9

  init(_ model: DashboardModel, _ scene: Scene, _ list: FindingList) {
    self.list = list
    self.scene = scene
    entries = FindingEntry.all(of: model.diagnosis, pool: model.view.poolIndex)
    verdict = model.verdict
  }

  func draw(on canvas: inout Canvas) {
    let hints: [Phrase] = ["enter looks at its begin", "esc leaves"]
    let inside = Frame(title: "findings", remarks: hints).draw(on: &canvas)
    let room = inside.inset(left: 1, right: 1)
    guard !room.isEmpty else { return }
    var content = Canvas(room.size)
    let listRows = drawList(on: &content)
    // A blank row between the two is the first to go.
    let top = listRows + (room.height >= Self.detailRows ? 1 : 0)
    let rest = Rect(x: 0, y: top, width: room.width, height: room.height - top)
    if !rest.isEmpty, entries.indices.contains(selected) {
      var details = Canvas(rest.size)
      drawDetails(of: entries[selected], on: &details)
      content.draw(details, at: rest)
    }
    canvas.draw(content, at: room)
  }

  private var selected: Int { list.selected(in: entries) }

  /// Draws the list. Returns how many rows it took.
  private func drawList(on canvas: inout Canvas) -> Int {
    let (width, height) = (canvas.size.width, canvas.size.height)
    guard !entries.isEmpty else {
      let words = verdict?.phrases ?? [Phrase("nothing is found", .label)]
      canvas.write(words, x: 0, before: width, y: 0, separator: Phrase(" · ", .quiet))
      return 1
    }
    let rows = min(entries.count, max(height - Self.detailRows - 1, height / 3, 1))
    // The selected one is always in sight.
    let first = max(min(selected - rows / 2, entries.count - rows), 0)
    for index in first..<first + rows {
      drawRow(entries[index], isSelected: index == selected, y: index - first, on: &canvas)
    }
    return rows
  }

  private func drawRow(
    _ entry: FindingEntry, isSelected: Bool, y: Int, on canvas: inout Canvas
  ) {
    let width = canvas.size.width
    canvas.write(isSelected ? "▶" : " ", x: 0, y: y, Style(.key, bold: true))
    let (word, name, style): (String, String, Style)
    switch entry {
    case .standing(let span):
      (word, name) = (span.finding.severity.name, span.finding.name)
      style = span.finding.severity.style
    case .past(let span): (word, name, style) = ("over", span.finding.name, .label)
    case .learning(let rule, _): (word, name, style) = ("learning", rule, .label)
    }
    canvas.write([Phrase(word, style)], x: 2, before: width, y: y)
    let nameStyle = Style(style.role, bold: isSelected)
    canvas.write([Phrase(name, nameStyle)], x: Self.nameColumn, before: width, y: y)
    canvas.write(remarks(entry), x: Self.timeColumn, before: width, y: y)
  }

  private func remarks(_ entry: FindingEntry) -> [Phrase] {
    switch entry {
    case .standing(let span):
      let length = Quantity.interval(.seconds(Int((span.end - span.start).inSeconds)))
      return [Phrase("since \(Quantity.clock(span.start))"), Phrase(length)] + pool(span)
    case .past(let span):
      let times = "\(Quantity.clock(span.start)) to \(Quantity.clock(span.end))"
      return [Phrase(times, .label)] + pool(span)
    case .learning(_, let missing): return [Phrase("needs \(missing)", .label)]
    }
  }

  private func pool(_ span: FindingSpan) -> [Phrase] {
    (scene.latest?.pools.count ?? 0) > 1 ? [Phrase(span.subject, .label)] : []
  }

  /// The sentence, what it rests on, what to do, and the course of the figure that shows it.
  private func drawDetails(of entry: FindingEntry, on canvas: inout Canvas) {
    guard let span = entry.span else { return }
    let finding = span.finding
    let (width, height) = (canvas.size.width, canvas.size.height)
    var y = canvas.write(
      finding.sentence, x: 0, before: width, y: 0, rows: 3, Style(.title, bold: true))
    y += drawEvidence(finding.evidence, y: y, on: &canvas)
    guard y < height else { return }
    canvas.write("do", x: 2, y: y, Style(.good, bold: true))
    y += max(canvas.write(finding.advice, x: 7, before: width, y: y, rows: 4, .text), 1)
    guard y < height else { return }
    canvas.write("read", x: 2, y: y, .label)
    canvas.write([Phrase(finding.place, .label)], x: 7, before: width, y: y)
    drawGraph(of: span, below: y + 1, on: &canvas)
  }

  /// Figures below each other, or, where one of them had no room so, each behind its name. Returns
  /// how many rows they took.
  private func drawEvidence(
    _ evidence: [Finding.Evidence], y: Int, on canvas: inout Canvas
  ) -> Int {
    let width = canvas.size.width
    let figureColumn = 4 + (evidence.map(\.name.count).max() ?? 0)
    guard evidence.allSatisfy({ figureColumn + $0.figure.count <= width }) else {
      return drawNarrowEvidence(evidence, y: y, on: &canvas)
    }
    for (row, evidence) in evidence.enumerated() {
      canvas.write(evidence.name, x: 2, y: y + row, .label)
      let words =
        [Phrase(evidence.figure, .value)]
        + [evidence.over.map { Phrase($0, .label) }].compactMap { $0 }
      canvas.write(words, x: figureColumn, before: width, y: y + row)
    }
    return evidence.count
  }

  /// Broken between words. A figure that has no room for all of it is not begun.
  private func drawNarrowEvidence(
    _ evidence: [Finding.Evidence], y top: Int, on canvas: inout Canvas
  ) -> Int {
    let (width, height) = (canvas.size.width, canvas.size.height)
    var y = top
    for evidence in evidence {
      let words =
        Phrase.words(of: evidence.name, .label) + Phrase.words(of: evidence.figure, .value)
      let lines = Phrase.lines(of: words, width: width - 2)
      guard y + lines.count <= height, lines.joined().count == words.count else { break }
      for line in lines {
        canvas.write(line, x: 2, before: width, y: y, separator: Phrase(" "))
        y += 1
      }
    }
    return y - top
  }

  private func drawGraph(of span: FindingSpan, below y: Int, on canvas: inout Canvas) {
    let rows = min(canvas.size.height - y - 1, 12)
    let pool = scene.latest?.pool(at: span.pool)
    guard rows >= 4, let graph = FindingGraph.of(span.finding.name, pool) else { return }
    let size = Size(width: canvas.size.width, height: rows)
    let time = TimeGraph(scene, width: size.width)
    let points = points(graph, pool: span.pool, time)
    canvas.write(graph.title, x: 2, y: y, .label)
    guard points.contains(where: { $0.value != nil }) else { return }
    let style = span.finding.severity.style
    let lines = time.lineGraph(
      [LineGraph.Series(points: points, style: style, isFilled: true)],
      scale: graph.scale(points), label: graph.unit.label)
    var plot = Canvas(size)
    lines.draw(on: &plot)
    canvas.draw(plot, at: Rect(x: 0, y: y + 1, width: size.width, height: rows))
  }

  private func points(
    _ graph: FindingGraph, pool: Int, _ time: TimeGraph
  ) -> [TimeGraph.Point] {
    switch graph.value {
    case .level(let level): time.values { level($0, pool) }
    case .rate(let rate):
      time.rates { earlier, later in
        PoolReading(from: earlier, to: later, pool: pool).flatMap(rate)
      }
    }
  }
}

extension FindingGraph {
  fileprivate func scale(_ points: [TimeGraph.Point]) -> Scale {
    let highest = points.compactMap(\.value).max() ?? 0
    switch unit {
    case .bytes: return .binary(holding: highest, atLeast: 1024)
    case .count: return .decimal(holding: highest, atLeast: 4)
    case .perSecond: return .decimal(holding: highest, atLeast: 10)
    case .share: return .decimal(holding: 1, atLeast: 1)
    }
  }
}

extension FindingGraph.Unit {
  fileprivate var label: @Sendable (Double) -> String {
    switch self {
    case .bytes: Quantity.roundBytes
    case .count: Quantity.roundCount
    case .perSecond: Quantity.roundPerSecond
    case .share: Quantity.percent
    }
  }
}

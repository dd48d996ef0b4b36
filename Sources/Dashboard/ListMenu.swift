import Drawing
import Telemetry

/// A workload that can be chosen, in words.
package struct WorkloadEntry: Equatable, Sendable {
  package let name: String
  package let summary: String
  package let lookFor: String
  /// What the header says while it runs.
  package let subject: [String]

  package init(name: String, summary: String, lookFor: String, subject: [String]) {
    self.name = name
    self.summary = summary
    self.lookFor = lookFor
    self.subject = subject
  }
}

/// A list to choose from, while it is open.
package struct ListMenu: Equatable, Sendable {
  /// What is chosen.
  package enum Kind: Sendable { case workloads, marks }

  struct Row: Equatable, Sendable {
    var name: String
    var detail: String
    /// Told of the selected one, below the list.
    var remark = ""
    var style = Style(.key)
    /// Where a mark is.
    var time: Duration?
  }

  /// What a key came to.
  enum Outcome: Equatable {
    case open, left
    case chosen(Int)
  }

  private enum Content: Equatable {
    case workloads([WorkloadEntry])
    /// In the order of time; the newest has the first row.
    case marks([Mark])
  }

  private var content: Content
  package private(set) var selected: Int

  init(_ workloads: [WorkloadEntry], selected: Int) {
    content = .workloads(workloads)
    self.selected = selected
  }

  init(_ marks: [Mark]) {
    content = .marks(marks)
    selected = 0
  }

  package var kind: Kind {
    switch content {
    case .workloads: .workloads
    case .marks: .marks
    }
  }

  package var count: Int {
    switch content {
    case .workloads(let workloads): workloads.count
    case .marks(let marks): marks.count
    }
  }

  /// Takes in the marks that are known by now. The selected one stays selected; where there was
  /// none, the oldest is. O(marks).
  mutating func take(_ marks: [Mark]) {
    guard case .marks(let before) = content else { return }
    let chosen = count > 0 ? before[before.count - 1 - selected] : nil
    let place =
      marks.lastIndex { $0 == chosen } ?? marks.lastIndex { $0.time <= chosen?.time ?? .zero }
    content = .marks(marks)
    selected = max(marks.count - 1 - (place ?? 0), 0)
  }

  /// A row is made when it is shown: a recording may have a hundred thousand marks.
  func row(_ index: Int) -> Row {
    switch content {
    case .workloads(let workloads):
      let entry = workloads[index]
      return Row(name: entry.name, detail: entry.summary, remark: "look for: \(entry.lookFor)")
    case .marks(let marks):
      let mark = marks[marks.count - 1 - index]
      let isNote = if case .note = mark.event { true } else { false }
      return Row(
        name: Quantity.preciseClock(mark.time),
        detail: mark.event.words.joined(separator: isNote ? " " : ", "), style: mark.event.style,
        time: mark.time)
    }
  }

  mutating func press(_ key: Key) -> Outcome {
    let count = max(count, 1)
    switch key {
    case .up, "k": selected = (selected + count - 1) % count
    case .down, "j": selected = (selected + 1) % count
    case .home: selected = 0
    case .end: selected = count - 1
    case .pageUp: selected = max(selected - 10, 0)
    case .pageDown: selected = min(selected + 10, count - 1)
    case .enter where self.count > 0: return .chosen(selected)
    case .escape, "q", "w", "M", .enter: return .left
    default: break
    }
    return .open
  }

  /// Draws the list, and what there is to say of the selected row.
  func draw(on canvas: inout Canvas) {
    let hints: [Phrase] = [kind == .workloads ? "enter starts" : "enter jumps there", "esc leaves"]
    let inside = Frame(title: "\(kind)", remarks: hints).draw(on: &canvas)
    let room = inside.inset(left: 1, right: 1)
    var content = Canvas(room.size)
    let (width, height) = (content.size.width, content.size.height)
    let remarkRows = kind == .workloads ? height >= 8 ? 2 : height >= 4 ? 1 : 0 : 0
    let listRows = max(height - (remarkRows > 0 ? remarkRows + 1 : 0), 1)
    // The selected one is always in sight.
    let first = max(min(selected - listRows / 2, count - listRows), 0)
    for index in first..<min(first + listRows, count) {
      let (row, y, isSelected) = (row(index), index - first, index == selected)
      let style = Style(row.style.role, bold: isSelected)
      content.write(
        [Phrase((isSelected ? "▶ " : "  ") + row.name, style)], x: 0, before: width, y: y)
      content.write(row.detail.cut(to: width - 20), x: 20, y: y, .text)
    }
    if count == 0 { content.write("none yet", x: 0, y: 0, .label) }
    if selected < count, remarkRows > 0 {
      content.write(
        row(selected).remark, x: 0, before: width, y: height - remarkRows, rows: remarkRows, .label)
    }
    canvas.draw(content, at: room)
  }
}

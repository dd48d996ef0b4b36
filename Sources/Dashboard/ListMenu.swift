import Drawing

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

  package let kind: Kind
  let rows: [Row]
  package private(set) var selected: Int

  init(_ kind: Kind, rows: [Row], selected: Int) {
    self.kind = kind
    self.rows = rows
    self.selected = selected
  }

  mutating func press(_ key: Key) -> Outcome {
    let count = max(rows.count, 1)
    switch key {
    case .up, "k": selected = (selected + count - 1) % count
    case .down, "j": selected = (selected + 1) % count
    case .home: selected = 0
    case .end: selected = count - 1
    case .pageUp: selected = max(selected - 10, 0)
    case .pageDown: selected = min(selected + 10, count - 1)
    case .enter where !rows.isEmpty: return .chosen(selected)
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
    let remarkRows =
      rows.contains { !$0.remark.isEmpty } ? height >= 8 ? 2 : height >= 4 ? 1 : 0 : 0
    let listRows = max(height - (remarkRows > 0 ? remarkRows + 1 : 0), 1)
    // The selected one is always in sight.
    let first = max(min(selected - listRows / 2, rows.count - listRows), 0)
    for (y, row) in rows.dropFirst(first).prefix(listRows).enumerated() {
      let isSelected = first + y == selected
      let style = Style(row.style.role, bold: isSelected)
      content.write(
        [Phrase((isSelected ? "▶ " : "  ") + row.name, style)], x: 0, before: width, y: y)
      content.write(row.detail, x: 20, before: width, y: y, rows: 1, .text)
    }
    if rows.isEmpty { content.write("none yet", x: 0, y: 0, .label) }
    if rows.indices.contains(selected), remarkRows > 0 {
      content.write(
        rows[selected].remark, x: 0, before: width, y: height - remarkRows, rows: remarkRows, .label
      )
    }
    canvas.draw(content, at: room)
  }
}

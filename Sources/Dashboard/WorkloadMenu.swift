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

/// The open list of workloads: which one is selected.
package struct WorkloadMenu: Equatable, Sendable {
  /// What a key came to.
  enum Outcome: Equatable {
    case open, left
    case chosen(Int)
  }

  let count: Int
  package private(set) var selected: Int

  mutating func press(_ key: Key) -> Outcome {
    switch key {
    case .up, .character("k"): selected = (selected + count - 1) % count
    case .down, .character("j"): selected = (selected + 1) % count
    case .enter: return .chosen(selected)
    case .escape, .character("w"), .character("q"): return .left
    default: break
    }
    return .open
  }

  /// Draws the list: names and what they do, and what to look for in the selected one.
  func draw(_ entries: [WorkloadEntry], on canvas: inout Canvas) {
    let hints: [Phrase] = ["enter starts", "esc leaves"]
    let inside = Frame(title: "workloads", remarks: hints).draw(on: &canvas)
    let room = inside.inset(left: 1, right: 1)
    var content = Canvas(room.size)
    let (width, height) = (content.size.width, content.size.height)
    let sentenceRows = height >= 8 ? 2 : height >= 4 ? 1 : 0
    let rows = max(height - (sentenceRows > 0 ? sentenceRows + 1 : 0), 1)
    // The selected one is always in sight.
    let first = max(min(selected - rows / 2, entries.count - rows), 0)
    for (y, entry) in entries.dropFirst(first).prefix(rows).enumerated() {
      let isSelected = first + y == selected
      let name = Phrase(
        isSelected ? "▶ \(entry.name)" : "  \(entry.name)", Style(.key, bold: isSelected))
      content.write([name], x: 0, before: width, y: y)
      content.write([Phrase(entry.summary)], x: 20, before: width, y: y)
    }
    if entries.indices.contains(selected) {
      content.write(
        "look for: \(entries[selected].lookFor)", x: 0, before: width, y: height - sentenceRows,
        rows: sentenceRows, .label)
    }
    canvas.draw(content, at: room)
  }
}

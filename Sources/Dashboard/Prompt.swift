import Drawing

/// A line that a person types, while it is open: a note, a time, or a command with its completions.
package struct Prompt: Sendable {
  package enum Purpose: Sendable { case note, command, time }

  /// What a key came to.
  enum Outcome: Equatable {
    case open, left
    case done
  }

  /// Longer than a line of any screen.
  private static let longest = 200

  package let purpose: Purpose
  package private(set) var text = ""
  /// Which of the completions is chosen.
  private(set) var selected = 0

  init(_ purpose: Purpose) { self.purpose = purpose }

  mutating func press(_ key: Key, completions: [String]) -> Outcome {
    switch key {
    case .escape, .control("g"): return .left
    case .enter: return .done
    case .backspace, .delete:
      text.removeLast(min(1, text.count))
      selected = 0
    case .control("u"): text = ""
    case .control("w"):
      while text.last == " " { text.removeLast() }
      while let last = text.last, last != " " { text.removeLast() }
    case .tab:
      if completions.indices.contains(selected) { text = completions[selected] }
      selected = 0
    case .up, .backTab: selected = max(selected - 1, 0)
    case .down: selected = min(selected + 1, max(completions.count - 1, 0))
    case .character(let character) where text.count < Self.longest:
      text.append(character)
      selected = 0
    default: break
    }
    return .open
  }

  /// Draws the line on the lowest row, the end of it where it is too long.
  func drawLine(on canvas: inout Canvas) {
    let (width, y) = (canvas.size.width, canvas.size.height - 1)
    for x in 0..<width { canvas[x, y] = .blank }
    let (start, hint) =
      switch purpose {
      case .note: (" note: ", "enter keeps it  esc leaves")
      case .command: (" :", "tab completes  enter does it")
      case .time: (" go to: ", "1:30  90s  -5m  14:05:12  enter goes there")
      }
    let x = canvas.write(start, x: 0, y: y, Style(.key, bold: true))
    let room = max(width - x - 2, 0)
    let end = canvas.write(String(text.suffix(room)), x: x, y: y, .value)
    canvas.set(" ", x: end, y: y, Style(.key, reversed: true))
    if end + hint.count + 3 < width { canvas.write(hint, before: width - 1, y: y, .label) }
  }

  /// Draws the commands that the text may become, above the line, the chosen one marked.
  func drawCompletions(_ entries: [PaletteEntry], on canvas: inout Canvas) {
    let rows = min(entries.count, 10, canvas.size.height - 4)
    guard purpose == .command, rows > 0, canvas.size.width > 0 else { return }
    let top = canvas.size.height - 1 - rows
    let first = max(min(selected - rows / 2, entries.count - rows), 0)
    let keys = 3 + max(entries.map(\.name.count).max() ?? 0, 24)
    for (row, entry) in entries.dropFirst(first).prefix(rows).enumerated() {
      let (y, isSelected) = (top + row, first + row == selected)
      for x in 0..<canvas.size.width { canvas[x, y] = .blank }
      let name = (isSelected ? "▶ " : "  ") + entry.name
      canvas.write(
        [Phrase(name, Style(.key, bold: isSelected))], x: 0, before: canvas.size.width, y: y)
      canvas.write([Phrase(entry.keys, .label)], x: keys, before: canvas.size.width, y: y)
      let help = entry.help.cut(to: canvas.size.width - keys - 7)
      canvas.write(help, x: keys + 7, y: y, .text)
    }
  }
}

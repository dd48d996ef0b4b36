import Drawing

/// The help screen: every key, from the key table, and what the words on screen mean.
enum HelpView {
  private static let words: [(String, String)] = [
    ("heap model", "collects in cycles paced as Go's. Left out: the marking of"),
    ("", "objects, write barriers, stopping the world. The other heap"),
    ("", "is Swift's own, which frees at once"),
    ("live, garbage", "in use now; dropped, and not yet reclaimed by the collector"),
    ("idle", "free blocks that the heap still holds memory for"),
    ("goal, cycle", "heap size at which the next collection begins; a collection"),
    ("assist", "time in which threads waited for the collector to mark"),
    ("hit ratio", "share of gets that reuse a buffer from the pool"),
    ("kept, dropped", "puts that the pool took, or refused as larger than max"),
    ("abandoned", "buffers taken, never put back, and gone"),
    ("outstanding", "buffers in use now: gets − puts − abandoned"),
    ("retained", "idle in the pool, waiting for a get"),
    ("calibration", "42,000 puts of one class set default and max anew"),
    ("default, max", "capacity of new buffers; largest capacity that is kept"),
    ("┴ on the axis", "a calibration happened there"),
    ("in use … of …", "allocated and not yet freed, of all that was allocated"),
  ]

  private static let wordColumn = 16

  /// Keys, a blank, words.
  static var lineCount: Int { KeyBinding.all.count + 1 + words.count }

  /// How far a key moves the help. nil for keys that do not.
  static func step(_ key: Key) -> Int? {
    switch key {
    case .down, .character("j"): 1
    case .up, .character("k"): -1
    default: nil
    }
  }

  static func draw(from offset: Int, on canvas: inout Canvas) {
    guard canvas.size.height >= 4 && canvas.size.width >= 18 else {
      canvas.write([Phrase("? leaves"), Phrase("no room")], x: 1, before: canvas.size.width, y: 0)
      return
    }
    let room = canvas.bounds.inset(left: 2, top: 1, right: 2, bottom: 1).size
    let hasRoom = room.width >= 76
    let scrolls = hasRoom && room.height < lineCount
    let remarks: [Phrase] = ["? leaves"] + (scrolls ? ["↓ ↑ for more"] : [])
    let inside = Frame(title: "help", remarks: remarks).draw(on: &canvas)
    var content = Canvas(inside.inset(left: 1, right: 1).size)
    if hasRoom { drawLines(from: offset, on: &content) } else { drawHints(on: &content) }
    canvas.draw(content, at: inside.inset(left: 1, right: 1))
  }

  private static func drawLines(from offset: Int, on canvas: inout Canvas) {
    // The last line is not drawn above the last row.
    let top = min(offset, max(lineCount - canvas.size.height, 0))
    for (index, binding) in KeyBinding.all.enumerated() {
      canvas.write(binding.name, x: 0, y: index - top, Style(.key, bold: true))
      canvas.write(binding.help, x: 8, y: index - top, .text)
    }
    for (index, word) in words.enumerated() {
      let y = KeyBinding.all.count + 1 + index - top
      canvas.write(word.0, x: 0, y: y, .label)
      canvas.write(word.1, x: wordColumn, y: y, .text)
    }
  }

  /// Where sentences have no room: one word a key, in as many columns as it takes.
  private static func drawHints(on canvas: inout Canvas) {
    let rows = max(canvas.size.height, 1)
    for (index, binding) in KeyBinding.all.enumerated() {
      let x = index / rows * 15
      guard x + 14 <= canvas.size.width else { return }
      canvas.write(binding.name, x: x, y: index % rows, Style(.key, bold: true))
      canvas.write(binding.hint, x: x + 6, y: index % rows, .label)
    }
  }
}

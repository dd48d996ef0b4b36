import Drawing

/// The help screen: every key, from the key table, and what the words on screen mean.
enum HelpView {
  private static let words: [(String, String)] = [
    ("heap model", "collects in cycles paced as Go's; left out: marking of objects,"),
    ("", "write barriers and stopping the world. Counted: Swift's own way"),
    ("live, garbage", "in use now; dropped, and not yet reclaimed by the collector"),
    ("goal", "heap size at which the next cycle begins"),
    ("assist", "time in which allocating threads waited for the collector"),
    ("hit ratio", "share of gets that reuse a buffer from the pool"),
    ("kept, dropped", "puts that the pool took, or refused as larger than max"),
    ("abandoned", "buffers taken, never put back, and gone"),
    ("outstanding", "buffers in use now: gets − puts − abandoned"),
    ("retained", "idle in the pool, waiting for a get"),
    ("calibration", "42,000 puts of one class set default and max anew"),
    ("default, max", "capacity of new buffers; largest capacity that is kept"),
    ("ticks on the axis", "a calibration happened there"),
    ("in use … of …", "allocated and not yet freed, of all that was allocated"),
  ]

  static func draw(on canvas: inout Canvas) {
    guard canvas.size.height >= 4 && canvas.size.width >= 18 else {
      canvas.write([Phrase("? leaves"), Phrase("no room")], x: 1, before: canvas.size.width, y: 0)
      return
    }
    let inside = Frame(title: "help", remarks: ["? leaves"]).draw(on: &canvas)
    var content = Canvas(inside.inset(left: 1, right: 1).size)
    let hasRoom = content.size.width >= 66 && content.size.height >= KeyBinding.all.count
    if hasRoom { drawSentences(on: &content) } else { drawHints(on: &content) }
    canvas.draw(content, at: inside.inset(left: 1, right: 1))
  }

  private static func drawSentences(on canvas: inout Canvas) {
    for (y, binding) in KeyBinding.all.enumerated() {
      canvas.write(binding.name, x: 0, y: y, Style(.key, bold: true))
      canvas.write(binding.help, x: 8, y: y, .text)
    }
    for (index, word) in words.enumerated() {
      let y = KeyBinding.all.count + 1 + index
      canvas.write(word.0, x: 0, y: y, .label)
      canvas.write([Phrase(word.1)], x: 19, before: canvas.size.width, y: y)
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

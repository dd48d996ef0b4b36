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
    ("steal", "a get that was answered by another thread's cache"),
    ("victim hit", "a get that was answered by what the last sweep put aside"),
    ("kept, dropped", "puts that the pool took, or refused as larger than max"),
    ("abandoned", "buffers taken, never put back, and gone"),
    ("outstanding", "buffers in use now: gets − puts − abandoned"),
    ("retained", "idle in the pool, waiting for a get"),
    ("utilisation", "length ÷ capacity of what is put back"),
    ("calibration", "42,000 puts of one class set default and max anew"),
    ("default, max", "capacity of new buffers; largest capacity that is kept"),
    ("edge", "max covers 95 % of the puts; how far another one is"),
    ("p50, p99", "half, and 99 of 100, of get + put take no longer, with the"),
    ("", "clock's own 0.1 µs in it; one operation in 256 is measured"),
    ("┴ on the axis", "a calibration happened there"),
    ("┬ and ═", "a cycle of the collector, and more than one"),
    ("heavy axis", "something was found of the pool then; v tells what"),
    ("mouse", "a click selects a panel and an instant; the wheel zooms"),
    ("settings", "poolmon config prints them; each is an option, too"),
    ("in use … of …", "allocated and not yet freed, of all that was allocated"),
  ]

  private static let wordColumn = 16
  private static let keyColumn = 8

  /// From this width on the words stand beside the keys.
  private static let twoColumns = 156
  private static let secondColumn = 80

  /// Keys, a blank, words.
  static func lineCount(_ keys: KeyTable) -> Int { keys.bindings.count + 1 + words.count }

  /// How far a key moves the help. nil for keys that do not.
  static func step(_ key: Key) -> Int? {
    switch key {
    case .down, "j": 1
    case .up, "k": -1
    case .pageDown: 10
    case .pageUp: -10
    case .home: -1000
    case .end: 1000
    default: nil
    }
  }

  /// The first line in sight at the end of the help, on so large a canvas.
  static func lastOffset(_ keys: KeyTable, in size: Size) -> Int {
    let room = inside(size)
    return max(rowCount(keys, room) - room.height, 0)
  }

  /// What the frame leaves.
  private static func inside(_ size: Size) -> Size {
    Rect(size).inset(left: 2, top: 1, right: 2, bottom: 1).size
  }

  /// Whether sentences fit.
  private static func hasRoom(_ room: Size) -> Bool { room.width >= 76 }

  private static func rowCount(_ keys: KeyTable, _ room: Size) -> Int {
    guard hasRoom(room) else { return hintRows(keys, room) }
    return room.width >= twoColumns ? max(keys.bindings.count, words.count) : lineCount(keys)
  }

  static func draw(_ keys: KeyTable, from offset: Int, on canvas: inout Canvas) {
    let leave = Phrase("\(keys.name(of: .help)) leaves")
    guard canvas.size.height >= 4 && canvas.size.width >= 18 else {
      canvas.write([leave, Phrase("no room")], x: 1, before: canvas.size.width, y: 0)
      return
    }
    let last = lastOffset(keys, in: canvas.size)
    let remarks = [leave] + (last > 0 ? ["↓ ↑ for more"] : [])
    let inside = Frame(title: "help", remarks: remarks).draw(on: &canvas).inset(left: 1, right: 1)
    var content = Canvas(inside.size)
    if hasRoom(content.size) {
      drawLines(keys, from: min(offset, last), on: &content)
    } else {
      drawHints(keys, from: min(offset, last), on: &content)
    }
    canvas.draw(content, at: inside)
  }

  private static func drawLines(_ keys: KeyTable, from top: Int, on canvas: inout Canvas) {
    for (index, binding) in keys.bindings.enumerated() {
      canvas.write(binding.name, x: 0, y: index - top, Style(.key, bold: true))
      canvas.write(binding.help, x: keyColumn, y: index - top, .text)
    }
    let isWide = canvas.size.width >= twoColumns
    let (x, first) = isWide ? (secondColumn, 0) : (0, keys.bindings.count + 1)
    for (index, word) in words.enumerated() {
      canvas.write(word.0, x: x, y: first + index - top, .label)
      canvas.write(word.1, x: x + wordColumn, y: first + index - top, .text)
    }
  }

  private static let hintWidth = 15

  private static func hintColumns(_ room: Size) -> Int { max((room.width + 1) / hintWidth, 1) }

  private static func hintRows(_ keys: KeyTable, _ room: Size) -> Int {
    (keys.bindings.count + hintColumns(room) - 1) / hintColumns(room)
  }

  /// Where sentences have no room: one word a key, in as many columns as fit.
  private static func drawHints(_ keys: KeyTable, from top: Int, on canvas: inout Canvas) {
    let columns = hintColumns(canvas.size)
    for (index, binding) in keys.bindings.enumerated() {
      let (x, y) = (index % columns * hintWidth, index / columns - top)
      canvas.write(binding.name, x: x, y: y, Style(.key, bold: true))
      canvas.write(binding.hint, x: x + 6, y: y, .label)
    }
  }
}

import Sessions
import Telemetry

/// What a Go program tells of its memory on a page of its own: a part of `runtime.MemStats`.
struct MemoryStatistics: Equatable, Sendable {
  var heap: HeapSample
  /// The name of the program's file, where the page tells its command line.
  var program: String?

  /// Cumulative bytes and objects, bytes in use, and what else is known of the heap.
  private static let names = FieldNames(
    "TotalAlloc", "Mallocs", "Frees", "HeapAlloc", "HeapIdle", "HeapReleased", "NextGC", "NumGC")
  private static let count = 8

  /// nil unless the first four of the figures are there.
  private init?(_ figures: [Int?], program: String? = nil) {
    guard let allocSpace = figures[0], let allocObjects = figures[1],
      let freedObjects = figures[2], let inUse = figures[3]
    else { return nil }
    heap = HeapSample(
      allocSpace: allocSpace, allocObjects: allocObjects,
      // At most what was allocated, whatever the page says.
      freedSpace: max(allocSpace - inUse, 0), freedObjects: min(freedObjects, allocObjects),
      // The goal is no number of bytes where the collector is off.
      collections: figures[7], goal: figures[6])
    if let idle = figures[4], let released = figures[5], released <= idle {
      heap.idleSpace = idle - released
    }
    self.program = program
  }

  // MARK: - /debug/vars

  private static let parts = FieldNames("cmdline", "memstats")

  /// Reads the page of package expvar: one JSON object, of which the program may have added to.
  static func ofVariables(_ page: [UInt8]) -> MemoryStatistics? {
    page.withUnsafeBytes { bytes in
      guard var cursor = JSONCursor(bytes) else { return nil }
      return try? read(&cursor)
    }
  }

  private static func read(
    _ cursor: inout JSONCursor
  ) throws(JSONCursor.Invalid) -> MemoryStatistics? {
    var program: String?
    var figures = [Int?](repeating: nil, count: count)
    try cursor.readObject(parts) { cursor, part throws(JSONCursor.Invalid) in
      if part == 0 {
        var words: [String] = []
        try cursor.readList { cursor throws(JSONCursor.Invalid) in
          let word = try cursor.readString()
          if words.isEmpty { words.append(word) }
        }
        program = words.first.flatMap(name)
        return
      }
      try cursor.readObject(names) { cursor, name throws(JSONCursor.Invalid) in
        // Above what any count is, it is left out.
        var number = cursor
        if let count = try? number.readCount() {
          figures[name] = count
          cursor = number
        } else {
          try cursor.skipValue()
        }
      }
    }
    try cursor.finish()
    return MemoryStatistics(figures, program: program)
  }

  /// A file's name without its folder, as a person may be shown it.
  private static func name(_ path: String) -> String? {
    let name = path.split(separator: "/").last ?? ""
    let plain = name.unicodeScalars.prefix(100).map { scalar in
      let isShown =
        scalar.isASCII
        ? (0x20..<0x7f).contains(scalar.value)
        : scalar.properties.isAlphabetic
      return isShown ? scalar : "?"
    }
    return plain.isEmpty ? nil : String(String.UnicodeScalarView(plain))
  }

  // MARK: - /debug/pprof/heap?debug=1

  /// The line that the figures follow. Source: runtime/pprof/pprof.go.
  private static let heading = Array("\n# runtime.MemStats\n".utf8)

  /// Reads the end of the text form of a heap profile: lines such as "# TotalAlloc = 123". The
  /// profile in front of it, which may be long, is passed over.
  static func ofProfile(_ page: [UInt8]) -> MemoryStatistics? {
    guard let start = lastOffset(of: heading, in: page) else { return nil }
    var figures = [Int?](repeating: nil, count: count)
    for line in page[start...].split(separator: 10) {
      // "#", the name, "=", the number.
      let words = line.split(separator: 32)
      guard words.count == 4, words[2].elementsEqual([0x3d]),
        let index = words[1].withUnsafeBufferPointer({ names.index(of: $0) })
      else { continue }
      figures[index] = words[3].withUnsafeBytes(number)
    }
    return MemoryStatistics(figures)
  }

  private static func number(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard var cursor = JSONCursor(bytes), let number = try? cursor.readCount(),
      (try? cursor.finish()) != nil
    else { return nil }
    return number
  }

  private static func lastOffset(of bytes: [UInt8], in page: [UInt8]) -> Int? {
    guard page.count >= bytes.count else { return nil }
    return (0...(page.count - bytes.count)).last { offset in
      page[offset] == bytes[0] && page[offset..<(offset + bytes.count)].elementsEqual(bytes)
    }
  }
}

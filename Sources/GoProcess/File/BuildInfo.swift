/// What Go's toolchain writes into every program: its own version, and the modules that it is made
/// of.
///
/// Source: debug/buildinfo of Go, for programs of Go 1.18 and later.
struct BuildInfo: Equatable, Sendable {
  struct Module: Equatable, Sendable {
    var path: String
    var version: String
  }

  /// "go1.22.10".
  var version: String
  /// The import path of the main package; nil where the build did not tell.
  var path: String?
  var main: Module?
  var dependencies: [Module] = []

  private static let magic: [UInt8] = [0xff] + Array(" Go buildinf:".utf8)
  /// The block is at the begin of its segment; the search ends there.
  private static let searched = 1 << 20

  /// nil if this is no Go program, or one of Go 1.17 or earlier.
  init?(_ elf: Elf) {
    guard let block = Self.block(elf), let flags = block.u8(15), flags & 2 != 0,
      let (version, end) = Self.text(block, at: 32),
      version.hasPrefix("go") || version.contains("go1")
    else { return nil }
    self.version = version
    guard let (lines, _) = Self.modules(block, at: end) else { return }
    for line in lines.split(separator: "\n") {
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      switch words[0] {
      case "path" where words.count > 1: path = words[1]
      case "mod" where words.count > 2: main = Module(path: words[1], version: words[2])
      case "dep" where words.count > 2:
        dependencies.append(Module(path: words[1], version: words[2]))
      default: break
      }
    }
  }

  private static func block(_ elf: Elf) -> Bytes? {
    if let section = elf.section(".go.buildinfo"), let content = elf.content(of: section),
      content.has(magic, at: 0)
    {
      return content
    }
    for segment in elf.segments where segment.isWritable {
      let count = min(segment.fileSize, searched)
      guard let start = elf.source.read(at: segment.offset, count: count) else { continue }
      for offset in stride(from: 0, to: count, by: 16) where start.has(magic, at: offset) {
        return start.part(from: offset)
      }
    }
    return nil
  }

  private static func text(_ block: Bytes, at start: Int) -> (String, end: Int)? {
    guard let (length, begin) = block.varint(start), length <= 256,
      let text = block.text(begin, count: length)
    else { return nil }
    return (text, begin + length)
  }

  /// Lines between two marks of 16 bytes each.
  private static func modules(_ block: Bytes, at start: Int) -> (String, end: Int)? {
    guard let (length, begin) = block.varint(start), length > 33, length <= searched,
      let part = block.part(from: begin + 16, count: length - 32)
    else { return nil }
    return (part.lines, begin + length)
  }

  /// "1.22" of "go1.22.10", of "go1.22rc1" and of "devel go1.23-abcdef": the part that layouts
  /// depend on. nil where there is none.
  var minor: Int? {
    guard let begin = version.firstRange(of: "go1.") else { return nil }
    return Int(version[begin.upperBound...].prefix { $0.isASCII && $0.isNumber })
  }
}

/// A program file: ELF for linux/amd64, as far as Go's toolchain and `strip` leave it.
///
/// Source: the System V ABI, chapters 4 and 5, and its AMD64 supplement.
struct Elf {
  enum Refusal: Error, Equatable {
    case notElf
    /// 32 bits, or another processor.
    case otherMachine
    case damaged
  }

  struct Section: Equatable {
    var name: String
    var address: UInt64
    var offset: Int
    var size: Int
    var link: Int
    var type: Int
    var isCompressed: Bool
  }

  struct Segment: Equatable {
    var address: UInt64
    var memorySize: UInt64
    var offset: Int
    var fileSize: Int
    var isExecutable: Bool
    var isWritable: Bool
  }

  let source: any ByteSource
  let entry: UInt64
  let sections: [Section]
  /// What is loaded: PT_LOAD.
  let segments: [Segment]

  private static let machineAMD64 = 62
  private static let loaded = 1
  /// SHF_COMPRESSED.
  private static let compressed: UInt64 = 0x800
  private static let mostSegments = 1000
  /// Bytes of all segments in the file: more than those of the largest programs.
  private static let mostLoaded = 1 << 30
  private static let overlap = 1 << 20

  init(_ source: any ByteSource) throws(Refusal) {
    guard let header = source.read(at: 0, count: 64), header.has([0x7f, 0x45, 0x4c, 0x46], at: 0)
    else { throw .notElf }
    // Class, byte order, machine.
    guard header.u8(4) == 2, header.u8(5) == 1, header.u16(18) == Self.machineAMD64 else {
      throw .otherMachine
    }
    guard let entry = header.u64(24), let segmentsAt = header.size(32),
      let sectionsAt = header.size(40), let segmentCount = header.u16(56),
      let sectionCount = header.u16(60), let namesIndex = header.u16(62),
      segmentCount <= Self.mostSegments
    else { throw .damaged }
    self.source = source
    self.entry = entry
    guard let table = source.read(at: segmentsAt, count: segmentCount * 56) else { throw .damaged }
    // They do not overlap by more than pages, so that together they are no more than the file.
    var room = min(source.count, Self.mostLoaded) + Self.overlap
    segments = (0..<segmentCount).compactMap { Self.segment(table, at: $0 * 56) }.filter {
      room -= min($0.fileSize, room + 1)
      return room >= 0
    }
    // Without sections, what is needed is found in the segments.
    sections = Self.sections(source, at: sectionsAt, count: sectionCount, names: namesIndex)
  }

  private static func segment(_ table: Bytes, at start: Int) -> Segment? {
    guard table.u32(start) == loaded, let flags = table.u32(start + 4),
      let offset = table.size(start + 8), let address = table.u64(start + 16),
      let fileSize = table.size(start + 32), let memorySize = table.u64(start + 40),
      memorySize < 1 << 47, address < 1 << 47
    else { return nil }
    return Segment(
      address: address, memorySize: memorySize, offset: offset, fileSize: fileSize,
      isExecutable: flags & 1 != 0, isWritable: flags & 2 != 0)
  }

  private static func sections(
    _ source: any ByteSource, at start: Int, count: Int, names: Int
  ) -> [Section] {
    guard let table = source.read(at: start, count: count * 64), names < count,
      let namesAt = table.size(names * 64 + 24), let namesSize = table.size(names * 64 + 32),
      let text = source.read(at: namesAt, count: namesSize)
    else { return [] }
    return (0..<count).compactMap { index in
      let at = index * 64
      guard let name = table.u32(at).flatMap({ text.text($0) }), let type = table.u32(at + 4),
        let flags = table.u64(at + 8), let address = table.u64(at + 16),
        let offset = table.size(at + 24), let size = table.size(at + 32),
        let link = table.u32(at + 40), address < 1 << 47
      else { return nil }
      return Section(
        name: name, address: address, offset: offset, size: size, link: link, type: type,
        isCompressed: flags & compressed != 0)
    }
  }

  func section(_ name: String) -> Section? { sections.first { $0.name == name } }

  func content(of section: Section) -> Bytes? {
    // SHT_NOBITS takes room in memory only.
    section.type == 8 ? nil : source.read(at: section.offset, count: section.size)
  }

  /// The file's bytes that are loaded at an address; nil where nothing of the file is.
  func loaded(at address: UInt64, count: Int) -> Bytes? {
    for segment in segments where address >= segment.address {
      let offset = address - segment.address
      guard let inside = Int(exactly: offset), inside < segment.fileSize,
        count <= segment.fileSize - inside
      else { continue }
      return source.read(at: segment.offset &+ inside, count: count)
    }
    return nil
  }
}

/// The types and the global variables of a Go program, as its compiler wrote them down for
/// debuggers: there in a usual build, not in one with `-ldflags=-w`.
///
/// Source: DWARF 4, which Go writes up to 1.24, and DWARF 5, which it writes from 1.25 on: sections
/// 2 and 7. Types and variables of Go stand directly below their unit; units of other languages are
/// passed over.
struct DebugInfo {
  /// What a type is, as far as where things are in memory depends on it.
  enum Kind { case structure, array, pointer, named, other }

  struct Kinded {
    /// Its entry's offset, by which others name it.
    fileprivate(set) var entry: Int
    fileprivate(set) var kind: Kind
    fileprivate var name: DebugForm.Text?
    /// Bytes of a value; 0 where it is not told.
    fileprivate(set) var size = 0
    /// The entry of what a pointer or an array is of, or a name stands for.
    fileprivate var target: Int?
    /// Elements of an array.
    fileprivate(set) var count = 0
    /// A structure's, in `members`.
    fileprivate(set) var members = 0..<0
  }

  struct Member {
    fileprivate var name: DebugForm.Text?
    fileprivate(set) var offset: Int
    fileprivate var type: Int
  }

  struct Variable {
    fileprivate var name: DebugForm.Text?
    /// As the file has it.
    fileprivate(set) var address: UInt64
    fileprivate var type: Int
  }

  /// In the order of their entries.
  private(set) var types: [Kinded] = []
  private(set) var members: [Member] = []
  private(set) var variables: [Variable] = []

  private let info: Bytes
  private let strings: Bytes?
  private let lineStrings: Bytes?

  // Above what the largest programs of Go have: a file that says more is not read on.
  private static let mostTypes = 1 << 20
  private static let mostMembers = 1 << 22
  /// Entries and their attributes together: about two seconds.
  private static let mostSteps = 1 << 27
  private static let mostDeclarations = 1 << 20

  /// nil without DWARF, and where it is beyond all bounds. A unit that is damaged is left where the
  /// damage is.
  init?(_ elf: Elf) {
    guard let info = elf.debugSection("info"), let abbreviations = elf.debugSection("abbrev") else {
      return nil
    }
    self.info = info
    // Go's own compiler puts all texts where they are used.
    strings = elf.debugSection("str")
    lineStrings = elf.debugSection("line_str")
    var walk = Walk(
      info: info, abbreviations: abbreviations, addresses: elf.debugSection("addr"),
      steps: Self.mostSteps, declarations: Self.mostDeclarations)
    var start = 0
    while let end = walk.unit(at: start, into: &self) { start = end }
    guard walk.steps > 0, walk.declarations > 0, types.count < Self.mostTypes,
      members.count < Self.mostMembers
    else { return nil }
  }

  // MARK: - What was read

  /// A type by its place in `types`.
  private func place(ofEntry entry: Int) -> Int? {
    var (low, high) = (0, types.count)
    while low < high {
      let middle = (low + high) / 2
      if types[middle].entry < entry { low = middle + 1 } else { high = middle }
    }
    return low < types.count && types[low].entry == entry ? low : nil
  }

  func target(of type: Int) -> Int? { types[type].target.flatMap(place) }
  func type(of member: Member) -> Int? { place(ofEntry: member.type) }
  func type(of variable: Variable) -> Int? { place(ofEntry: variable.type) }

  func name(ofType type: Int) -> String { text(types[type].name) }
  func name(of member: Member) -> String { text(member.name) }
  func name(of variable: Variable) -> String { text(variable.name) }

  private func section(_ text: DebugForm.Text) -> Bytes? {
    switch text.section {
    case .info: info
    case .strings: strings
    case .lineStrings: lineStrings
    }
  }

  private func text(_ text: DebugForm.Text?) -> String {
    text.flatMap { section($0)?.text($0.offset) } ?? ""
  }

  /// Whether a type's name begins with this; all of it, if it ends with a zero. Makes no string.
  func hasName(_ name: [UInt8], type: Int) -> Bool {
    types[type].name.flatMap { section($0)?.has(name, at: $0.offset) } ?? false
  }
}

extension DebugInfo {
  /// Goes through entries, one after the other.
  fileprivate struct Walk {
    let info: Bytes
    let abbreviations: Bytes
    let addresses: Bytes?
    /// What is left of the budgets.
    var steps: Int
    var declarations: Int
    /// The table that was read last: all units of Go's compiler have the same.
    private var table: (at: Int, read: DebugAbbreviations)?
    private var addressBase = 0

    init(info: Bytes, abbreviations: Bytes, addresses: Bytes?, steps: Int, declarations: Int) {
      (self.info, self.abbreviations, self.addresses) = (info, abbreviations, addresses)
      (self.steps, self.declarations) = (steps, declarations)
    }

    /// What an entry says that matters here.
    fileprivate struct Entry {
      var name: DebugForm.Text?
      var type: Int?
      var size = 0
      var count = 0
      var memberOffset: Int?
      var address: UInt64?
      var language = 0
      var addressBase = 0
    }

    private static let go = 0x16
    private static let deepest = 1 << 16

    /// Reads a unit. Returns where the next one begins; nil behind the last.
    mutating func unit(at start: Int, into found: inout DebugInfo) -> Int? {
      guard start < info.count, steps > 0 else { return nil }
      var cursor = DebugCursor(info, at: start)
      var length = cursor.size(4)
      var offsetSize = 4
      if length == 0xffff_ffff {
        length = cursor.size(8)
        offsetSize = 8
      }
      guard !cursor.isDamaged, let unitBytes = info.part(from: 0, count: cursor.offset &+ length)
      else { return nil }
      let end = unitBytes.count
      cursor = DebugCursor(unitBytes, at: cursor.offset)
      let version = Int(cursor.fixed(2))
      let kind = version >= 5 ? Int(cursor.fixed(1)) : 1
      if version >= 5 { cursor.skip(1) }
      let tableAt = cursor.size(offsetSize)
      if version < 5 { cursor.skip(1) }
      // A full unit or a partial one; the others have more in their headers, and Go has none.
      if (2...5).contains(version), kind == 1 || kind == 3, !cursor.isDamaged,
        let table = table(at: tableAt)
      {
        let unit = DebugForm.Unit(start: start, version: version, offsetSize: offsetSize)
        walk(&cursor, unit, table, &found)
      }
      return end
    }

    private mutating func table(at offset: Int) -> DebugAbbreviations? {
      if let table, table.at == offset { return table.read }
      let read = DebugAbbreviations(abbreviations, at: offset, budget: &declarations)
      if let read { table = (offset, read) }
      return read
    }

    private mutating func walk(
      _ cursor: inout DebugCursor, _ unit: DebugForm.Unit, _ table: DebugAbbreviations,
      _ found: inout DebugInfo
    ) {
      var depth = 0
      addressBase = 0
      // Of what the entries below the present one are parts.
      var isType = false
      repeat {
        let start = cursor.offset
        let number = cursor.number()
        guard number != 0 else {
          depth -= 1
          steps -= 1
          continue
        }
        guard let declaration = table[number] else { return }
        let entry = entry(declaration, &cursor, unit)
        guard !cursor.isDamaged, steps > 0, found.isWithinBounds else { return }
        switch depth {
        case 0:
          guard entry.language == Self.go else { return }
          addressBase = entry.addressBase
        case 1: isType = found.add(entry, tag: declaration.tag, at: start)
        case 2 where isType: found.addPart(entry, tag: declaration.tag)
        default: break
        }
        if declaration.hasChildren { depth += 1 }
      } while depth > 0 && depth < Self.deepest
    }

    private mutating func entry(
      _ declaration: DebugAbbreviations.Declaration, _ cursor: inout DebugCursor,
      _ unit: DebugForm.Unit
    ) -> Entry {
      var entry = Entry()
      steps -= declaration.attributes.count + 1
      for attribute in declaration.attributes {
        let value = DebugForm.value(of: attribute, from: &cursor, unit)
        guard !cursor.isDamaged else { break }
        switch (attribute.name, value) {
        case (0x03, .text(let text)): entry.name = text
        case (0x49, .entry(let offset)): entry.type = offset
        case (0x0b, .number(let size)): entry.size = Int(exactly: size) ?? 0
        case (0x37, .number(let count)): entry.count = Int(exactly: count) ?? 0
        case (0x38, .number(let offset)): entry.memberOffset = Int(exactly: offset)
        case (0x13, .number(let language)): entry.language = Int(exactly: language) ?? 0
        case (0x73, .number(let base)): entry.addressBase = Int(exactly: base) ?? 0
        case (0x02, .block(let start, let count)): entry.address = address(start, count)
        default: break
        }
      }
      return entry
    }

    /// The address that an expression is, where it is one and nothing else: DW_OP_addr or
    /// DW_OP_addrx.
    private func address(_ start: Int, _ count: Int) -> UInt64? {
      if info.u8(start) == 0x03, count == 9 { return info.u64(start + 1) }
      guard info.u8(start) == 0xa1 else { return nil }
      var cursor = DebugCursor(info, at: start + 1)
      let index = cursor.number()
      guard cursor.offset == start &+ count, index < 1 << 32 else { return nil }
      return addresses?.u64(addressBase &+ index * 8)
    }
  }

  fileprivate var isWithinBounds: Bool {
    types.count < Self.mostTypes && members.count < Self.mostMembers
  }

  /// Takes in an entry below a unit. Returns whether it is a type that may have parts.
  private mutating func add(_ entry: Walk.Entry, tag: Int, at offset: Int) -> Bool {
    let kind: Kind
    switch tag {
    case 0x34:
      if let address = entry.address, let type = entry.type {
        variables.append(Variable(name: entry.name, address: address, type: type))
      }
      return false
    case 0x13: kind = .structure
    case 0x01: kind = .array
    case 0x0f: kind = .pointer
    case 0x16: kind = .named
    // Numbers, functions and what has no type.
    case 0x24, 0x15, 0x3b: kind = .other
    default: return false
    }
    types.append(
      Kinded(
        entry: offset, kind: kind, name: entry.name, size: entry.size, target: entry.type,
        members: members.count..<members.count))
    return kind == .structure || kind == .array
  }

  /// Takes in a member, or how many elements an array has, of the type that was last.
  private mutating func addPart(_ entry: Walk.Entry, tag: Int) {
    let last = types.count - 1
    if tag == 0x0d, let offset = entry.memberOffset, let type = entry.type {
      members.append(Member(name: entry.name, offset: offset, type: type))
      types[last].members = types[last].members.lowerBound..<members.count
    } else if tag == 0x21 {
      types[last].count = entry.count
    }
  }
}

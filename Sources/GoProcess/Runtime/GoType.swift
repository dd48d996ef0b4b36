/// A type of the watched program, as its runtime describes it: what of it takes memory elsewhere.
///
/// A class: thousands of objects share a few.
final class GoType {
  /// Where a value of the type leads to other memory.
  struct Link: Equatable {
    enum Target: Equatable {
      /// A slice: pointer, length, capacity; and the bytes of an element.
      case slice(elementSize: Int)
      /// A pointer to a value of a type, by the address of its description.
      case pointer(to: UInt64)
    }

    var offset: Int
    var target: Target
  }

  /// The kinds that matter here. Source: internal/abi/type.go.
  enum Kind: Int {
    case array = 17
    case channel, function, interface, map, pointer, slice, string, structure, unsafePointer
  }

  /// What a description says at its begin.
  struct Header {
    var name: String
    /// Bytes of a value.
    var size: Int
    /// nil for numbers and truth values.
    var kind: Kind?
    /// What a pointer, a slice or an array is of.
    var element: UInt64?

    /// Whether an interface holds a value of the type itself, and not a pointer to one.
    var isPointer: Bool {
      switch kind {
      case .channel, .function, .map, .pointer, .unsafePointer: true
      default: false
      }
    }
  }

  let name: String
  let size: Int
  let element: UInt64?
  let isPointer: Bool
  let links: [Link]
  /// Bytes of a value up to the end of its last link.
  let linkedSize: Int

  init(_ header: Header, links: [Link]) {
    (name, size, element) = (header.name, header.size, header.element)
    isPointer = header.isPointer
    self.links = links
    linkedSize =
      links.map { link in
        switch link.target {
        case .slice: link.offset + 24
        case .pointer: link.offset + 8
        }
      }.max() ?? 0
  }
}

/// Reads the descriptions of types that the runtime keeps, each once.
///
/// Source: internal/abi/type.go, unchanged in what is read here from Go 1.19 to 1.27: size, flags
/// at 20, kind at 23, name at 40; behind the 48 bytes that all have, the type's own.
final class TypeReader {
  /// Where a module's types are; their names are offsets from its begin.
  private let modules: [Range<UInt64>]
  private let memory: any RemoteMemory
  private var known: [UInt64: GoType] = [:]
  /// Where no type can be read: not looked at again soon.
  private var unreadable: Set<UInt64> = []
  /// Those that were asked for lately, each in a place that its address tells: objects that lie in
  /// a pool are mostly of one type.
  private var recent: [(address: UInt64, type: GoType?)]

  private static let mostTypes = 100_000
  private static let mostUnreadable = 10_000
  private static let recentTypes = 64
  private static let mostFields = 2000
  private static let mostLinks = 256
  /// Fields and elements that are looked at for one type.
  private static let mostParts = 4096
  /// Structures within structures.
  private static let deepest = 8
  private static let largest = 1 << 40

  init(_ memory: any RemoteMemory, modules: [Range<UInt64>]) {
    self.memory = memory
    self.modules = modules
    recent = Array(repeating: (0, nil), count: Self.recentTypes)
  }

  /// Whether there may be a type's description at an address.
  func isType(_ address: UInt64) -> Bool { modules.contains { $0.contains(address) } }

  /// nil if it cannot be read: a type that was made while the program ran, or damage.
  func type(at address: UInt64) throws(MemoryError) -> GoType? {
    // Descriptions lie at multiples of 32 bytes, or near them.
    let place = Int(truncatingIfNeeded: address >> 5) & (Self.recentTypes - 1)
    if recent[place].address == address, address != 0 { return recent[place].type }
    var type = known[address]
    if type == nil, !unreadable.contains(address) {
      guard known.count < Self.mostTypes else { return nil }
      type = try read(address)
      known[address] = type
      if type == nil {
        // Damage could name any number of them.
        if unreadable.count == Self.mostUnreadable { unreadable = [] }
        unreadable.insert(address)
      }
    }
    recent[place] = (address, type)
    return type
  }

  private func read(_ address: UInt64) throws(MemoryError) -> GoType? {
    guard let header = try header(at: address) else { return nil }
    var links: [GoType.Link] = []
    var budget = Self.mostParts
    try addLinks(of: header, at: address, offset: 0, depth: 0, to: &links, &budget)
    return GoType(header, links: links)
  }

  private func header(at address: UInt64) throws(MemoryError) -> GoType.Header? {
    guard let module = modules.first(where: { $0.contains(address) }),
      let bytes = try memory.read(address, 72), let size = bytes.size(0), size <= Self.largest,
      let flags = bytes.u8(20), let kind = bytes.u8(23), let nameAt = bytes.i32(40), nameAt >= 0
    else { return nil }
    let name = try text(at: module.lowerBound &+ UInt64(nameAt)) ?? ""
    // The flag says that the name has a star in front that the type has not.
    let hasStar = flags & 2 != 0 && name.first == "*"
    var type = GoType.Header(
      name: Self.usual(hasStar ? String(name.dropFirst()) : name), size: size,
      kind: GoType.Kind(rawValue: Int(kind & 31)))
    switch type.kind {
    case .array, .pointer, .slice: type.element = bytes.u64(48)
    default: break
    }
    return type
  }

  /// As people write it.
  private static func usual(_ name: String) -> String {
    switch name {
    case "[]uint8": "[]byte"
    case "*[]uint8": "*[]byte"
    default: name
    }
  }

  /// A name: a byte of flags, the length, the text.
  private func text(at address: UInt64) throws(MemoryError) -> String? {
    var bytes = try memory.read(address, 11)
    if bytes == nil { bytes = try memory.read(address, 3) }
    guard let head = bytes, let (length, start) = head.varint(1), length <= 4096,
      let bytes = try memory.read(address &+ UInt64(start), length)
    else { return nil }
    return bytes.text(0, count: length)
  }

  /// The links of a value, those of the structures and arrays in it among them.
  private func addLinks(
    of type: GoType.Header, at address: UInt64, offset: Int, depth: Int,
    to links: inout [GoType.Link], _ budget: inout Int
  ) throws(MemoryError) {
    budget -= 1
    guard depth <= Self.deepest, links.count < Self.mostLinks, budget > 0 else { return }
    switch type.kind {
    case .pointer:
      guard let element = type.element, isType(element) else { return }
      links.append(GoType.Link(offset: offset, target: .pointer(to: element)))
    case .slice:
      guard let element = type.element, let size = try header(at: element)?.size else { return }
      links.append(GoType.Link(offset: offset, target: .slice(elementSize: size)))
    case .array:
      guard let bytes = try memory.read(address, 72), let count = bytes.size(64),
        let element = type.element, let inner = try header(at: element), inner.size > 0
      else { return }
      for index in 0..<min(count, Self.mostLinks) where index < type.size / inner.size {
        let before = links.count
        try addLinks(
          of: inner, at: element, offset: offset &+ index &* inner.size, depth: depth + 1,
          to: &links, &budget)
        // An array of numbers leads nowhere.
        if links.count == before { return }
      }
    case .structure:
      try addLinks(ofFieldsAt: address, offset: offset, depth: depth, to: &links, &budget)
    default: break
    }
  }

  private func addLinks(
    ofFieldsAt address: UInt64, offset: Int, depth: Int, to links: inout [GoType.Link],
    _ budget: inout Int
  ) throws(MemoryError) {
    guard let bytes = try memory.read(address, 72), let fieldsAt = bytes.u64(56),
      let count = bytes.size(64), count <= Self.mostFields,
      let fields = try memory.read(fieldsAt, count * 24)
    else { return }
    for index in 0..<count where budget > 0 {
      guard let type = fields.u64(index * 24 + 8), let inside = fields.size(index * 24 + 16),
        inside <= Self.largest, let field = try header(at: type)
      else { continue }
      try addLinks(
        of: field, at: type, offset: offset &+ inside, depth: depth + 1, to: &links, &budget)
    }
  }
}

@testable import GoProcess

/// What a compiler writes for debuggers, of a small program: a pool, a structure with a number, a
/// pool and two more, and variables that are each of these or lead to one.
struct DebugImage {
  static let one: UInt64 = 0x50_0100
  static let held: UInt64 = 0x50_0200
  static let led: UInt64 = 0x50_0400
  static let buffers: UInt64 = 0x50_0500
  static let many: UInt64 = 0x50_0600

  private let version: Int
  private var info = ByteImage()
  private var addresses = ByteImage(count: 8)
  private let forms: [UInt8]

  /// - Parameter forms: one of each attribute that is only passed over, and their bytes.
  init(version: Int, extra: (form: [UInt8], bytes: [UInt8]) = ([], [])) {
    self.version = version
    forms = extra.form
    let length = info.append([0, 0, 0, 0])
    _ = info.append([UInt8(version), 0])
    // The table's offset and the width of an address, which change places in DWARF 5.
    _ = info.append(version == 5 ? [1, 8, 0, 0, 0, 0] : [0, 0, 0, 0, 8])
    _ = info.append([1, 0x16] + (version == 5 ? [8, 0, 0, 0] : []))
    // A function, with something in it that is no type and no variable of the program's.
    _ = info.append([9] + Self.text("main.main") + extra.bytes)
    _ = info.append([2] + Self.text("local") + [2, 0x91, 0x10] + [0, 0, 0, 0])
    _ = info.append([0])
    addTypesAndVariables()
    _ = info.append([0])
    info.put(UInt32(info.bytes.count - 4), at: length)
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

  private static func word(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) }
  }

  private mutating func addTypesAndVariables() {
    let number = info.append([10] + Self.text("int") + [8])
    let pool = structure("sync.Pool", 40, [("local", 0, number)])
    let named = info.append([8] + Self.text("sync.Pool") + Self.word(pool))
    let two = info.append([5] + Self.text("[2]sync.Pool") + Self.word(named) + [80])
    _ = info.append([6] + Self.word(number) + [2] + [0])
    let holder = structure(
      "main.holder", 128, [("number", 0, number), ("pool", 8, named), ("two", 48, two)])
    let pointer = info.append([7] + Self.text("*main.holder") + Self.word(holder))
    let list = structure(
      "[]main.holder", 24, [("array", 0, pointer), ("len", 8, number), ("cap", 16, number)])
    let buffers = structure(
      "example.com/bytebufferpool.Pool", 224, [("calls", 0, number), ("pool", 184, named)])
    variable("main.one", Self.one, named)
    variable("example.com/a%2eb.held", Self.held, holder)
    variable("main.led", Self.led, pointer)
    variable("main.buffers", Self.buffers, buffers)
    variable("main.many", Self.many, list)
    variable("main.number", 0x50_0700, number)
  }

  private mutating func structure(
    _ name: String, _ size: Int, _ members: [(String, Int, Int)]
  ) -> Int {
    let start = info.append([3] + Self.text(name) + Self.number(size))
    for (name, offset, type) in members {
      _ = info.append([4] + Self.text(name) + Self.number(offset) + Self.word(type))
    }
    _ = info.append([0])
    return start
  }

  private static func number(_ value: Int) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f | 0x80), UInt8(value >> 7)]
  }

  private mutating func variable(_ name: String, _ address: UInt64, _ type: Int) {
    var place = ByteImage()
    if version == 5 {
      let index = (addresses.append([UInt8](repeating: 0, count: 8)) - 8) / 8
      addresses.put(address, at: 8 + index * 8)
      place.put([2, 0xa1, UInt8(index)], at: 0)
    } else {
      place.put([9, 3], at: 0)
      place.put(address, at: 2)
    }
    _ = info.append([2] + Self.text(name) + place.bytes + Self.word(type))
  }

  private var abbreviations: [UInt8] {
    let name: [UInt8] = [0x03, 0x08]
    let type: [UInt8] = [0x49, 0x10]
    let size: [UInt8] = [0x0b, 0x0f]
    let base: [UInt8] = version == 5 ? [0x73, 0x17] : []
    let declarations: [(tag: UInt8, children: UInt8, attributes: [UInt8])] = [
      (0x11, 1, [0x13, 0x0b] + base), (0x34, 0, name + [0x02, 0x0a] + type),
      (0x13, 1, name + size), (0x0d, 0, name + [0x38, 0x0f] + type), (0x01, 1, name + type + size),
      (0x21, 0, type + [0x37, 0x0f]), (0x0f, 0, name + type), (0x16, 0, name + type),
      (0x2e, 1, name + forms), (0x24, 0, name + size),
    ]
    let lines = declarations.enumerated().map { index, declaration in
      [UInt8(index + 1), declaration.tag, declaration.children] + declaration.attributes + [0, 0]
    }
    return lines.flatMap { $0 } + [0]
  }

  var sections: [ElfImage.Section] {
    [
      ElfImage.Section(".debug_info", info.bytes), ElfImage.Section(".debug_abbrev", abbreviations),
      ElfImage.Section(".debug_addr", addresses.bytes),
    ]
  }

  /// The same, packed as newer linkers do it, and as older ones did.
  func packed(asOfOld: Bool) -> [ElfImage.Section] {
    sections.map { section in
      var image = ByteImage(count: asOfOld ? 12 : 24)
      let count = UInt64(section.bytes.count)
      image.put(asOfOld ? Array("ZLIB".utf8) : [1, 0, 0, 0], at: 0)
      image.put(asOfOld ? count.bigEndian : count, at: asOfOld ? 4 : 8)
      _ = image.append(Self.zlib(section.bytes))
      let name = asOfOld ? ".z" + section.name.dropFirst() : section.name
      return ElfImage.Section(name, flags: asOfOld ? 0 : 0x800, image.bytes)
    }
  }

  /// A stream of one block, as it is. Source: RFC 1950 and 1951.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var image = ByteImage()
    image.put([0x78, 0x01, 1], at: 0)
    image.put(UInt16(bytes.count), at: 3)
    image.put(~UInt16(bytes.count), at: 5)
    _ = image.append(bytes)
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    image.put((high << 16 | low).bigEndian, at: image.bytes.count)
    return image.bytes
  }
}

@testable import GoProcess

/// Bytes that are put together by a test, little-endian.
struct ByteImage {
  var bytes: [UInt8]

  init(count: Int = 0) { bytes = [UInt8](repeating: 0, count: count) }

  mutating func put<Number: FixedWidthInteger>(_ value: Number, at offset: Int) {
    withUnsafeBytes(of: value.littleEndian) { put(Array($0), at: offset) }
  }

  mutating func put(_ words: [UInt8], at offset: Int) {
    let end = offset + words.count
    if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
    bytes.replaceSubrange(offset..<end, with: words)
  }

  mutating func append(_ words: [UInt8]) -> Int {
    let start = bytes.count
    bytes += words
    return start
  }
}

/// A program file of a few sections, as Go's linker makes them.
enum ElfImage {
  static let dataAddress: UInt64 = 0x50_0000
  static let pclntabAddress: UInt64 = 0x48_0000

  static func buildInfo(_ version: String, _ modules: String = "") -> [UInt8] {
    var info = ByteImage(count: 32)
    info.put([0xff] + Array(" Go buildinf:".utf8) + [8, 2], at: 0)
    _ = info.append([UInt8(version.utf8.count)] + Array(version.utf8))
    guard !modules.isEmpty else { return info.bytes + [0] }
    let text = Array(modules.utf8)
    let length = text.count + 32
    _ = info.append([UInt8(length & 0x7f | 0x80), UInt8(length >> 7)])
    let mark = [UInt8](repeating: 0x30, count: 16)
    return info.bytes + mark + text + mark
  }

  /// Functions of 16 bytes each, one behind the other.
  static func functionTable(_ names: [String]) -> [UInt8] {
    var table = ByteImage(count: 72)
    table.put([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8], at: 0)
    table.put(UInt64(names.count), at: 8)
    table.put(UInt64(72), at: 32)
    let places = names.map { table.append(Array($0.utf8) + [0]) - 72 }
    table.put(UInt64(table.bytes.count), at: 40)
    let start = table.bytes.count
    table.put(UInt64(start), at: 64)
    let records = names.count * 8 + 4
    for (index, place) in places.enumerated() {
      table.put(UInt32(index * 16), at: start + index * 8)
      table.put(UInt32(records + index * 8), at: start + index * 8 + 4)
      table.put(UInt32(index * 16), at: start + records + index * 8)
      table.put(Int32(place), at: start + records + index * 8 + 4)
    }
    table.put(UInt32(names.count * 16), at: start + names.count * 8)
    return table.bytes
  }

  struct Section {
    var name: String
    var type: UInt32
    var flags: UInt64
    var address: UInt64
    var link: UInt32
    var bytes: [UInt8]

    init(
      _ name: String, type: UInt32 = 1, flags: UInt64 = 0, address: UInt64 = 0, link: UInt32 = 0,
      _ bytes: [UInt8]
    ) {
      (self.name, self.type, self.flags, self.address) = (name, type, flags, address)
      (self.link, self.bytes) = (link, bytes)
    }
  }

  /// Variables are (name, address, size).
  static func program(
    version: String = "go1.22.10", modules: String = "",
    variables: [(String, UInt64, UInt64)] = [], functions: [String] = [],
    sections: [Section] = []
  ) -> [UInt8] {
    var image = ByteImage(count: 64)
    var names = ByteImage(count: 1)
    var symbols = ByteImage(count: 24)
    for (name, address, size) in variables {
      let at = symbols.bytes.count
      symbols.put(UInt32(names.append(Array(name.utf8) + [0])), at: at)
      symbols.put([1, 0, 5, 0], at: at + 4)
      symbols.put(address, at: at + 8)
      symbols.put(size, at: at + 16)
    }
    var texts = ByteImage(count: 1)
    let parts =
      [
        Section(".go.buildinfo", address: dataAddress, buildInfo(version, modules)),
        Section(".symtab", type: 2, link: 3, symbols.bytes),
        Section(".strtab", type: 3, names.bytes),
        Section(".gopclntab", address: pclntabAddress, functionTable(functions)),
      ] + sections
    var headers = ByteImage(count: 64)
    var dataOffset = 0
    for (index, part) in parts.enumerated() {
      let at = 64 * (index + 1)
      let offset = image.append(part.bytes)
      if index == 0 { dataOffset = offset }
      headers.put(UInt32(texts.append(Array(part.name.utf8) + [0])), at: at)
      headers.put(part.type, at: at + 4)
      headers.put(part.flags, at: at + 8)
      headers.put(part.address, at: at + 16)
      headers.put(UInt64(offset), at: at + 24)
      headers.put(UInt64(part.bytes.count), at: at + 32)
      headers.put([UInt8](repeating: 0, count: 24), at: at + 40)
      headers.put(part.link, at: at + 40)
    }
    let textsAt = image.append(texts.bytes)
    let last = 64 * (parts.count + 1)
    headers.put([UInt8](repeating: 0, count: 64), at: last)
    headers.put(UInt64(textsAt), at: last + 24)
    headers.put(UInt64(texts.bytes.count), at: last + 32)
    let segment = image.append([UInt8](repeating: 0, count: 56))
    image.put([1, 0, 0, 0, 6, 0, 0, 0], at: segment)
    image.put(UInt64(dataOffset), at: segment + 8)
    image.put(dataAddress, at: segment + 16)
    image.put(UInt64(parts[0].bytes.count), at: segment + 32)
    image.put(UInt64(0x1000), at: segment + 40)
    let headersAt = image.append(headers.bytes)
    image.put([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], at: 0)
    image.put(UInt16(62), at: 18)
    image.put(UInt64(0x40_1000), at: 24)
    image.put(UInt64(segment), at: 32)
    image.put(UInt64(headersAt), at: 40)
    image.put(UInt16(1), at: 56)
    image.put(UInt16(parts.count + 2), at: 60)
    image.put(UInt16(parts.count + 1), at: 62)
    return image.bytes
  }
}

/// Memory that a test has put together, or changes.
final class RecordedMemory: RemoteMemory {
  var regions: [(address: UInt64, bytes: [UInt8])]
  private(set) var callCount = 0

  init(_ regions: [(address: UInt64, bytes: [UInt8])]) { self.regions = regions }

  func read(
    _ ranges: ArraySlice<MemoryRange>, into bytes: UnsafeMutableRawBufferPointer
  ) throws(MemoryError) -> Int {
    callCount += 1
    var filled = 0
    for range in ranges.prefix(1024) {
      guard
        let region = regions.first(where: { region in
          range.address >= region.address
            && range.address - region.address + UInt64(range.count) <= UInt64(region.bytes.count)
        })
      else { return filled }
      let start = Int(range.address - region.address)
      bytes.baseAddress?.advanced(by: filled).copyMemory(
        from: Array(region.bytes[start..<(start + range.count)]), byteCount: range.count)
      filled += range.count
    }
    return filled
  }
}

/// The memory of a program with pools, put together by hand: types at 0x10000, lists and pools at
/// 0x20000, what is on the heap from 0xc000000000 on.
struct PoolImage {
  static let types: UInt64 = 0x10000
  static let lists: UInt64 = 0x20000
  static let heap: UInt64 = 0xc0_0000_0000
  /// `*buffer`, where buffer is a structure of one slice of bytes.
  static let pointerType = types + 0x100

  private var typeImage = ByteImage(count: 0x800)
  private var listImage = ByteImage(count: 0x1000)
  private var heapImage = ByteImage(count: 0x100)
  private(set) var pools: [UInt64] = []
  private var old: [UInt64] = []

  init() {
    let (byte, buffer, slice) = (Self.types + 0x200, Self.types + 0x300, Self.types + 0x400)
    type(at: 0x100, size: 8, kind: 22, name: "*main.buffer", words: [byte, 0, 0])
    typeImage.put(buffer, at: 0x100 + 48)
    type(at: 0x200, size: 1, kind: 8, name: "uint8", words: [])
    type(at: 0x300, size: 24, kind: 25, name: "main.buffer", words: [0, Self.types + 0x600, 1])
    type(at: 0x400, size: 24, kind: 23, name: "[]uint8", words: [byte])
    // The structure's only field.
    typeImage.put(slice, at: 0x600 + 8)
  }

  private mutating func type(
    at offset: Int, size: UInt64, kind: UInt8, name: String, words: [UInt64]
  ) {
    typeImage.put(size, at: offset)
    typeImage.put(kind, at: offset + 23)
    let text = offset + 0x60
    typeImage.put([0, UInt8(name.utf8.count)] + Array(name.utf8), at: text)
    typeImage.put(Int32(text), at: offset + 40)
    for (index, word) in words.enumerated() { typeImage.put(word, at: offset + 48 + index * 8) }
  }

  /// Memory on the heap, zeroed.
  private mutating func allocate(_ count: Int) -> UInt64 {
    heapImage.bytes += [UInt8](repeating: 0, count: (16 - heapImage.bytes.count % 16) % 16)
    return Self.heap + UInt64(heapImage.append([UInt8](repeating: 0, count: count)))
  }

  private mutating func put(_ value: UInt64, at address: UInt64) {
    heapImage.put(value, at: Int(address - Self.heap))
  }

  /// A buffer of a capacity, which leads to memory that need not be there.
  private mutating func buffer(_ capacity: UInt64) -> UInt64 {
    let address = allocate(24)
    put(Self.heap + 0x1000_0000 + address % 0x1000_0000 * 0x100, at: address)
    put(capacity, at: address + 16)
    return address
  }

  /// Per processor what is in its private place and in its queue: capacities. `first` is where a
  /// ring begins, `taken` how many were taken from it before.
  mutating func addPool(
    _ processors: [(own: UInt64?, queue: [UInt64])], victims: [UInt64] = [], ring: Int = 8,
    first: UInt32 = 0
  ) {
    let pool = Self.lists + 0x200 + UInt64(pools.count) * 0x100
    let offset = Int(pool - Self.lists)
    let local = allocate(processors.count * 128)
    listImage.put(local, at: offset)
    listImage.put(UInt64(processors.count), at: offset + 8)
    for (index, processor) in processors.enumerated() {
      fill(local + UInt64(index) * 128, processor.own, processor.queue, ring, first)
    }
    if !victims.isEmpty {
      let victim = allocate(128)
      listImage.put(victim, at: offset + 16)
      listImage.put(UInt64(1), at: offset + 24)
      fill(victim, nil, victims, 64, 0)
      old.append(pool)
    }
    pools.append(pool)
  }

  private mutating func fill(
    _ local: UInt64, _ own: UInt64?, _ queue: [UInt64], _ ring: Int, _ first: UInt32
  ) {
    if let own {
      put(Self.pointerType, at: local)
      put(buffer(own), at: local + 8)
    }
    guard !queue.isEmpty else { return }
    let (element, values) = (allocate(48), allocate(ring * 16))
    put(element, at: local + 16)
    put(element, at: local + 24)
    let head = first &+ UInt32(queue.count)
    put(UInt64(head) << 32 | UInt64(first), at: element)
    for (offset, word) in [values, UInt64(ring), UInt64(ring)].enumerated() {
      put(word, at: element + 8 + UInt64(offset) * 8)
    }
    for (index, capacity) in queue.enumerated() {
      let slot = values + UInt64((Int(first) + index) & (ring - 1)) * 16
      put(Self.pointerType, at: slot)
      put(buffer(capacity), at: slot + 8)
    }
  }

  var symbols: RuntimeSymbols {
    RuntimeSymbols(
      allPools: Self.lists, oldPools: Self.lists + 24, moduleData: 0, controller: nil,
      statistics: nil)
  }

  /// All of it.
  var memory: RecordedMemory {
    var lists = listImage
    for (index, pool) in pools.enumerated() { lists.put(pool, at: 0x100 + index * 8) }
    for (index, pool) in old.enumerated() { lists.put(pool, at: 0x180 + index * 8) }
    for (place, start, count) in [(0, 0x100, pools.count), (24, 0x180, old.count)] {
      lists.put(Self.lists + UInt64(start), at: place)
      lists.put(UInt64(count), at: place + 8)
      lists.put(UInt64(count), at: place + 16)
    }
    return RecordedMemory([
      (Self.types, typeImage.bytes), (Self.lists, lists.bytes), (Self.heap, heapImage.bytes),
    ])
  }
}

/// Looks through the pools of an image's memory; nil if nobody knows what there is.
func look(
  at image: PoolImage, _ memory: RecordedMemory
) throws -> (contents: [PoolContent], sums: [ObjectMeasure.Sum])? {
  let types = TypeReader(memory, modules: [PoolImage.types..<(PoolImage.types + 0x800)])
  let walker = PoolWalker(memory: memory, symbols: image.symbols, types: types)
  guard let contents = try walker.look() else { return nil }
  let measure = ObjectMeasure(
    memory: memory, types: types, staticMemory: [PoolImage.types..<(PoolImage.lists + 0x1000)])
  return (contents, try measure.measure(contents))
}

import TestSupport
import Testing

@testable import GoProcess

/// What a compiler writes for debuggers, read.
@Suite struct DebugInfoTests {
  static func variables(_ sections: [ElfImage.Section]) throws -> PoolVariables? {
    PoolVariables(try Elf(Bytes(ElfImage.program(sections: sections))))
  }

  private func check(_ variables: PoolVariables?) throws {
    let variables = try #require(variables)
    #expect(variables.isSound)
    func name(_ address: UInt64) -> String? {
      variables.pool(at: address).map { $0.variable + $0.path.words }
    }
    #expect(name(DebugImage.one) == "main.one" && name(DebugImage.one + 8) == nil)
    #expect(name(DebugImage.held) == nil, "a number is there")
    #expect(name(DebugImage.held + 8) == "example.com/a%2eb.held.pool")
    #expect(name(DebugImage.held + 48) == "example.com/a%2eb.held.two[0]")
    #expect(name(DebugImage.held + 88) == "example.com/a%2eb.held.two[1]")
    #expect(name(DebugImage.held + 128) == nil && name(DebugImage.one - 1) == nil)
    #expect(name(DebugImage.buffers + 184) == "main.buffers")
    #expect(variables.pool(at: DebugImage.buffers + 184)?.path.isByteBufferPool == true)
    #expect(name(.max) == nil && name(0) == nil)
    #expect(variables.variables.map(\.name).contains("main.led"))
    #expect(!variables.variables.map(\.name).contains("main.number"), "it leads to no pool")
  }

  @Test(arguments: [4, 5])
  func poolsAreNamed(version: Int) throws {
    let image = DebugImage(version: version)
    try check(Self.variables(image.sections))
    try check(Self.variables(image.packed(asOfOld: false)))
    try check(Self.variables(image.packed(asOfOld: true)))
  }

  @Test func whatIsMissingOrNotWholeIsNothing() throws {
    let image = DebugImage(version: 4)
    #expect(try Self.variables([]) == nil)
    #expect(try Self.variables([image.sections[0]]) == nil)
    var packed = image.packed(asOfOld: false)
    packed[0].bytes[40] ^= 1
    #expect(try Self.variables(packed) == nil, "the sum at its end is another")
    // It says that it is larger, by one and beyond all bounds.
    for size in [UInt64(image.sections[0].bytes.count + 1), 1 << 40, .max] {
      var lying = ByteImage()
      lying.bytes = image.packed(asOfOld: false)[0].bytes
      lying.put(size, at: 8)
      packed[0].bytes = lying.bytes
      #expect(try Self.variables(packed) == nil)
    }
  }

  /// Pointers and slices lead on: `led` to one holder, `many` to two.
  @Test(arguments: [4, 5])
  func poolsBehindPointersAreNamed(version: Int) throws {
    let variables = try #require(try Self.variables(DebugImage(version: version).sections))
    let (bias, heap): (UInt64, UInt64) = (0x1000_0000, 0xc0_0000_0000)
    var data = ByteImage(count: 0x1000)
    data.put(heap, at: 0x400)
    for (index, word) in [heap + 0x1000, 2, 4].enumerated() {
      data.put(word, at: 0x600 + index * 8)
    }
    let memory = RecordedMemory([(0x50_0000 + bias, data.bytes)])
    let pointed = try PointedPools(variables, bias: bias, memory: memory)
    func name(_ address: UInt64) -> String? { pointed.path(to: address)?.words }
    #expect(name(heap + 8) == "main.led.pool" && name(heap + 88) == "main.led.two[1]")
    #expect(name(heap) == nil && name(heap + 128) == nil && name(heap - 8) == nil)
    #expect(name(heap + 0x1000 + 128 + 48) == "main.many[1].two[0]")
    #expect(name(heap + 0x1000 + 256 + 8) == nil, "it has room for four and holds two")
  }

  /// Signed and unsigned numbers of variable length: DWARF 5, tables 7.7 and 7.8, and the ends.
  @Test func numbersOfVariableLength() {
    func cursor(_ bytes: [UInt8]) -> DebugCursor { DebugCursor(Bytes(bytes), at: 0) }
    let unsigned: [(UInt64, [UInt8])] = [
      (0, [0]), (2, [2]), (127, [0x7f]), (128, [0x80, 1]), (129, [0x81, 1]), (12857, [0xb9, 0x64]),
      (1, [0x81, 0x80, 0]), (.max, Array(repeating: 0xff, count: 9) + [1]),
    ]
    for (value, bytes) in unsigned {
      var cursor = cursor(bytes)
      #expect(cursor.unsigned() == value && cursor.offset == bytes.count && !cursor.isDamaged)
    }
    let signed: [(Int64, [UInt8])] = [
      (0, [0]), (2, [2]), (-2, [0x7e]), (127, [0xff, 0]), (-127, [0x81, 0x7f]), (128, [0x80, 1]),
      (-128, [0x80, 0x7f]), (-129, [0xff, 0x7e]), (-1, [0x7f]),
      (.min, Array(repeating: 0x80, count: 9) + [0x7f]),
    ]
    for (value, bytes) in signed {
      var cursor = cursor(bytes)
      #expect(Int64(bitPattern: cursor.signed()) == value && cursor.offset == bytes.count)
    }
    for bytes: [UInt8] in [[], [0x80], Array(repeating: 0xff, count: 20)] {
      var cursor = cursor(bytes)
      #expect(cursor.unsigned() == 0 && cursor.isDamaged)
    }
    var large = cursor(Array(repeating: 0xff, count: 9) + [1])
    #expect(large.number() == 0 && large.isDamaged, "more than any length")
  }

  /// Forms that are only passed over, and as many bytes as each has: DWARF 5, section 7.5.6.
  static let forms: [(form: [UInt8], count: Int)] = [
    ([0x01], 8), ([0x05], 2), ([0x06], 4), ([0x07], 8), ([0x0b], 1), ([0x0c], 1), ([0x0e], 4),
    ([0x10], 4), ([0x11], 1), ([0x12], 2), ([0x13], 4), ([0x14], 8), ([0x17], 4), ([0x19], 0),
    ([0x1c], 4), ([0x1d], 4), ([0x1e], 16), ([0x1f], 4), ([0x20], 8), ([0x21, 0x7f], 0),
    ([0x24], 8), ([0x25], 1), ([0x26], 2), ([0x27], 3), ([0x28], 4), ([0x29], 1), ([0x2a], 2),
    ([0x2b], 3), ([0x2c], 4), ([0xa0, 0x3e], 4), ([0xa1, 0x3e], 4),
  ]

  /// What begins with its length, and numbers and texts that end where they say.
  static let open: [(form: [UInt8], bytes: [UInt8])] = [
    ([0x03], [2, 0, 1, 2]), ([0x04], [1, 0, 0, 0, 9]), ([0x08], [0x61, 0]), ([0x09], [1, 7]),
    ([0x0a], [2, 1, 2]), ([0x0d], [0x80, 0x7f]), ([0x0f], [0x80, 1]), ([0x15], [0x80, 1]),
    ([0x16], [0x0b, 5]), ([0x16], [0x19]), ([0x18], [1, 0x9c]), ([0x1a], [0x80, 1]),
    ([0x1b], [3]), ([0x22], [3]), ([0x23], [3]), ([0x81, 0x3e], [3]), ([0x82, 0x3e], [3]),
  ]

  @Test func everyFormIsPassedOver() throws {
    let fixed = Self.forms.map { ($0.form, [UInt8](repeating: 1, count: $0.count)) }
    for (form, bytes) in fixed + Self.open {
      // An attribute of a vendor's.
      let extra = (form: [0x81, 0x40] + form, bytes: bytes)
      try check(Self.variables(DebugImage(version: 5, extra: extra).sections))
    }
    // How long this one is, nobody knows: the unit ends there.
    let unknown = (form: [UInt8]([0x81, 0x40, 0x7f]), bytes: [UInt8]())
    let found = try Self.variables(DebugImage(version: 5, extra: unknown).sections)
    #expect(found?.variables.isEmpty == true)
  }

  /// Whatever it holds, reading it ends, and what comes of it is sound.
  @Test(arguments: [SplitMix64.seed(of: "damaged debug information")])
  func damageIsNoHarm(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let images = [4, 5].flatMap { version in
      let image = DebugImage(version: version)
      return [image.sections, image.packed(asOfOld: false), image.packed(asOfOld: true)]
    }
    let memory = RecordedMemory([(0x50_0000, (0..<0x1000).map { UInt8($0 % 251) })])
    for _ in 0..<SplitMix64.steps(usually: 2000) {
      var sections = try #require(images.randomElement(using: &random))
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let section = Int.random(in: 0..<sections.count, using: &random)
        let offset = Int.random(in: 0..<sections[section].bytes.count, using: &random)
        if random.chance(0.1) {
          sections[section].bytes.removeLast(sections[section].bytes.count - max(offset, 1))
        } else {
          let odd: [UInt8] = [
            0, 1, 0x16, 0x21, 0x7f, 0x80, 0xff, .random(in: 0...255, using: &random),
          ]
          sections[section].bytes[offset] = odd.randomElement(using: &random) ?? 0
        }
      }
      guard let variables = try Self.variables(sections) else { continue }
      #expect(variables.isSound)
      for address: UInt64 in [DebugImage.one, DebugImage.held + 88, DebugImage.buffers + 184] {
        _ = variables.pool(at: address)
      }
      let pointed = try PointedPools(variables, bias: 0, memory: memory)
      _ = pointed.path(to: 0x50_0100)
    }
  }

  /// A type that is a part of itself, twice: no sound file has one, and it takes no time.
  @Test func aTypeWithinItselfIsNoHarm() throws {
    var variables = PoolVariables()
    let part = { PoolVariables.Part(name: $0, offset: 0, type: 0) }
    variables.types = [
      PoolVariables.Kinded(kind: .structure, size: 8, parts: [part("a"), part("b")]),
      PoolVariables.Kinded(kind: .array, size: 8, element: 1, count: 1 << 30),
    ]
    variables.variables = [0, 1].map {
      PoolVariables.Variable(name: "v", address: 0x50_0000 + UInt64($0) * 8, type: $0)
    }
    #expect(variables.isSound)
    #expect(variables.pool(at: 0x50_0000) == nil && variables.pool(at: 0x50_0008) == nil)
    let pointed = try PointedPools(variables, bias: 0, memory: RecordedMemory([]))
    #expect(pointed.path(to: 0x50_0000) == nil)
  }
}

import TestSupport
import Testing

@testable import GoProcess

@Suite struct FileTests {
  static let modules = """
    path\texample.com/server
    mod\texample.com/server\t(devel)\t
    dep\tgithub.com/valyala/bytebufferpool\tv1.0.0\th1:x=
    build\t-compiler=gc

    """
  static let program = ElfImage.program(
    modules: modules,
    variables: [
      ("sync.allPools", 0x50_1000, 24), ("main.pools", 0x50_2000, 400),
      ("runtime.mark", 0x50_2008, 0),
    ],
    functions: ["main.main", "sync.(*Pool).Get", "github.com/valyala/bytebufferpool.(*Pool).Put"])

  @Test func aProgramTellsWhatItIs() throws {
    let elf = try Elf(Bytes(Self.program))
    #expect(elf.entry == 0x40_1000)
    #expect(elf.segments.count == 1 && elf.segments.first?.isWritable == true)
    let info = try #require(BuildInfo(elf))
    #expect(info.version == "go1.22.10" && info.minor == 22)
    #expect(info.path == "example.com/server")
    #expect(info.main == BuildInfo.Module(path: "example.com/server", version: "(devel)"))
    #expect(info.dependencies.map(\.path) == ["github.com/valyala/bytebufferpool"])
    #expect(try GoProgram(Bytes(Self.program), of: "it").hasByteBufferPool(nil))
  }

  @Test func variablesAreFoundByNameAndByAddress() throws {
    let table = try #require(SymbolTable(try Elf(Bytes(Self.program))))
    #expect(table.addresses(of: ["sync.allPools", "x"]) == ["sync.allPools": 0x50_1000])
    for (address, name, offset) in [
      (0x50_2000, "main.pools", 0), (0x50_2028, "main.pools", 0x28), (0x50_218f, "main.pools", 399),
    ] as [(UInt64, String, UInt64)] {
      let found = table.variable(at: address)
      #expect(found?.name == name && found?.offset == offset)
    }
    for address: UInt64 in [0, 0x50_0fff, 0x50_1018, 0x50_2190, .max] {
      #expect(table.variable(at: address) == nil)
    }
  }

  @Test func functionsAreFoundByNameAndByOffset() throws {
    let elf = try Elf(Bytes(Self.program))
    let content = elf.section(".gopclntab").flatMap { elf.content(of: $0) }
    let table = try #require(content.flatMap(FunctionTable.init))
    #expect(table.name(at: 0) == "main.main" && table.name(at: 31) == "sync.(*Pool).Get")
    #expect(table.name(at: 48) == nil && table.name(at: -1) == nil)
    #expect(
      table.functions(named: ["sync.(*Pool).Get", "none"])
        == ["sync.(*Pool).Get": FunctionTable.Function(start: 16, end: 32)])
    #expect(table.hasName(containing: "/bytebufferpool.(*Pool)."))
    #expect(!table.hasName(containing: "fasthttp"))
  }

  @Test(arguments: [
    ("go1.19.8", 19), ("go1.27rc1", 27), ("devel go1.23-abcdef Tue", 23), ("go1.22", 22),
    ("go2.0", nil), ("go1.x", nil),
  ])
  func theVersionThatLayoutsDependOn(version: String, minor: Int?) throws {
    let elf = try Elf(Bytes(ElfImage.program(version: version)))
    #expect(BuildInfo(elf)?.minor == minor)
  }

  @Test func whatIsNoSuchProgramIsRefused() throws {
    #expect(throws: Elf.Refusal.notElf) { try Elf(Bytes(Array("#!/bin/sh\n".utf8))) }
    #expect(throws: Elf.Refusal.notElf) { try Elf(Bytes([])) }
    for (offset, byte): (Int, UInt8) in [(4, 1), (5, 2), (18, 183)] {
      var other = Self.program
      other[offset] = byte
      #expect(throws: Elf.Refusal.otherMachine) { try Elf(Bytes(other)) }
    }
    let plain = ElfImage.program(version: "none")
    #expect { try GoProgram(Bytes(plain), of: "cat (PID 5)") } throws: {
      ($0 as? AttachError)?.description.hasPrefix("cat (PID 5) is no Go program") == true
    }
  }

  /// Names that could steer a terminal are shown without that.
  @Test func namesAreHarmless() {
    let bytes = Bytes(Array("a\u{1b}[2Jb\u{202e}c\u{9b}é\0".utf8))
    #expect(bytes.text(0) == "a?[2Jb?c?é")
    #expect(Bytes([0x61, 0xff, 0x62, 0]).text(0) == "a\u{fffd}b")
  }

  /// Segments that lie over each other are not read as often as they are named.
  @Test func segmentsAreNoMoreThanTheFile() throws {
    var bytes = Self.program + [UInt8](repeating: 0, count: 3 << 20)
    let count = 500
    let table = bytes.count
    bytes += [UInt8](repeating: 0, count: count * 56)
    var image = ByteImage()
    image.bytes = bytes
    for index in 0..<count {
      // PT_LOAD of all of the file.
      image.put(UInt32(1), at: table + index * 56)
      image.put(UInt64(bytes.count), at: table + index * 56 + 32)
    }
    image.put(UInt64(table), at: 32)
    image.put(UInt16(count), at: 56)
    let elf = try Elf(Bytes(image.bytes))
    #expect(elf.segments.count == 1)
  }

  private func readAll(_ bytes: [UInt8]) {
    guard let program = try? GoProgram(Bytes(bytes), of: "") else { return }
    let table = SymbolTable(program.elf)
    _ = table?.addresses(of: ["sync.allPools"])
    _ = table?.variable(at: 0x50_2000)
    _ = program.hasByteBufferPool(program.functionTable()?.table)
    if let (functions, _) = program.functionTable() {
      _ = functions.name(at: 20)
      _ = RuntimeSymbols(program.elf, functions, text: 0x50_0000, moduleData: 0, bias: 0)
    }
  }

  @Test func aFileMayEndAnywhere() {
    for count in stride(from: 0, to: Self.program.count, by: 3) {
      readAll(Array(Self.program.prefix(count)))
    }
  }

  /// Whatever a file holds, reading it ends.
  @Test(arguments: [SplitMix64.seed(of: "damaged files")])
  func aDamagedFileIsNoHarm(seed: UInt64) {
    var random = SplitMix64(state: seed)
    for _ in 0..<SplitMix64.steps(usually: 2000) {
      var image = ByteImage()
      image.bytes = Self.program
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let offset = Int.random(in: 0..<(image.bytes.count - 8), using: &random)
        if random.chance(0.5) {
          image.bytes[offset] = UInt8.random(in: 0...255, using: &random)
        } else {
          let odd: [UInt64] = [.max, 1 << 63, 1 << 47, 1 << 31, 0xffff_ffff, 0]
          image.put(odd.randomElement(using: &random) ?? 0, at: offset)
        }
      }
      readAll(image.bytes)
    }
  }
}

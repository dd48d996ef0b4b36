import TestSupport
import Testing

@testable import GoProcess

@Suite struct PoolWalkerTests {
  @Test func whatLiesInPoolsIsCounted() throws {
    var image = PoolImage()
    image.addPool([(own: 100, queue: [200, 300]), (own: nil, queue: []), (own: 400, queue: [])])
    image.addPool([(own: nil, queue: [])], victims: [64, 64, 128])
    image.addPool([])
    let memory = image.memory
    let (contents, sums) = try #require(try look(at: image, memory))
    #expect(contents.map(\.address) == image.pools)
    #expect(contents.map(\.objectCount) == [4, 3, 0])
    #expect(contents.map(\.victimCount) == [0, 3, 0])
    #expect(sums.map(\.count) == [4, 3, 0])
    // A structure of a slice is 24 B.
    #expect(sums.map(\.space) == [4 * 24 + 1000, 3 * 24 + 256, 0])
    #expect(sums.map(\.victimSpace) == [0, 3 * 24 + 256, 0])
    #expect(sums[0].typeName == "*main.buffer")
    #expect(sums[0].classes[1] == 1 && sums[0].classes[2] == 1 && sums[0].classes[3] == 2)
    #expect(memory.callCount < 40, "pools are read together")
  }

  @Test func aRingMayWrap() throws {
    for first: UInt32 in [0, 5, 7, .max - 2] {
      var image = PoolImage()
      image.addPool([(own: nil, queue: [1, 2, 3, 4, 5, 6])], ring: 8, first: first)
      let (contents, sums) = try #require(try look(at: image, image.memory))
      #expect(contents.first?.objectCount == 6)
      #expect(sums.first?.space == 6 * 24 + 21, "from \(first) on")
      #expect(contents.first?.taken.values.first == first)
    }
  }

  @Test func ofManyObjectsSomeAreLookedAt() throws {
    var image = PoolImage()
    image.addPool([(own: nil, queue: Array(repeating: 64, count: 6000))], ring: 8192)
    let (contents, sums) = try #require(try look(at: image, image.memory))
    #expect(contents.first?.objectCount == 6000)
    #expect(sums.first?.count == PoolWalker.mostObjects)
  }

  @Test func aPoolInBothListsIsOne() throws {
    var image = PoolImage()
    image.addPool([(own: 64, queue: [])], victims: [64])
    let (contents, _) = try #require(try look(at: image, image.memory))
    #expect(contents.count == 1)
    #expect(contents.first?.objectCount == 2 && contents.first?.victimCount == 1)
  }

  /// Nothing is known, which is another thing than that there is none.
  @Test func aListThatCannotBeReadIsNoEmptyOne() throws {
    var image = PoolImage()
    #expect(try look(at: image, RecordedMemory([])) == nil)
    #expect(try look(at: image, image.memory)?.contents.isEmpty == true)
    image.addPool([(own: 64, queue: [])])
    let memory = image.memory
    for (offset, word): (Int, UInt64) in [(0, 8), (8, .max), (8, 5), (16, 0)] {
      var lists = ByteImage()
      lists.bytes = image.memory.regions[1].bytes
      lists.put(word, at: offset)
      memory.regions[1].bytes = lists.bytes
      #expect(try look(at: image, memory) == nil, "\(word) at \(offset)")
    }
  }

  /// What no type can be read of is not asked for again and again.
  @Test func whatIsNoTypeIsRemembered() throws {
    let memory = RecordedMemory([(PoolImage.types, [UInt8](repeating: 0, count: 0x10))])
    let types = TypeReader(memory, modules: [PoolImage.types..<(PoolImage.types + 0x800)])
    #expect(try types.type(at: PoolImage.types + 0x100) == nil)
    let count = memory.callCount
    #expect(try types.type(at: PoolImage.types + 0x100) == nil)
    #expect(memory.callCount == count)
  }

  /// Whatever another program's memory holds, the look ends, within its limits.
  @Test(arguments: [SplitMix64.seed(of: "damaged memory")])
  func damagedMemoryIsNoHarm(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    var image = PoolImage()
    image.addPool(
      [(own: 100, queue: [200, 300, 400]), (own: 50, queue: [60])], victims: [64, 64])
    image.addPool([(own: nil, queue: [1, 2, 3, 4, 5, 6])], first: 5)
    let memory = image.memory
    let whole = memory.regions
    let odd: [UInt64] = [0, 1, 7, .max, 1 << 63, 1 << 47, 1 << 31, PoolImage.heap, PoolImage.lists]
    for _ in 0..<SplitMix64.steps(usually: 1000) {
      memory.regions = whole
      for _ in 0...Int.random(in: 0..<6, using: &random) {
        let region = Int.random(in: 0..<3, using: &random)
        var damaged = ByteImage()
        damaged.bytes = memory.regions[region].bytes
        let offset = Int.random(in: 0..<(damaged.bytes.count / 8), using: &random) * 8
        let word =
          random.chance(0.5)
          ? odd.randomElement(using: &random) ?? 0
          : random.chance(0.5)
            ? PoolImage.heap + UInt64.random(in: 0..<0x2000, using: &random) & ~7
            : UInt64.random(in: 0 ... .max, using: &random)
        damaged.put(word, at: offset)
        memory.regions[region].bytes = Array(damaged.bytes.prefix(whole[region].bytes.count))
      }
      guard let (contents, sums) = try look(at: image, memory) else { continue }
      #expect(contents.count <= 4096 && sums.count == contents.count)
      for (content, sum) in zip(contents, sums) {
        #expect(content.objects.count <= PoolWalker.mostObjects)
        #expect(sum.count <= content.objects.count && sum.space >= 0)
        #expect(sum.space <= sum.count << 36)
      }
    }
  }
}

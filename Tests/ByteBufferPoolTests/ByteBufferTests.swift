import TestSupport
import Testing

@testable import ByteBufferPool

@Suite struct ByteBufferTests {
  @Test func aNewBufferIsEmptyAndOwnsNothing() {
    let pool = BufferPool()
    let buffer = pool.get()
    let (count, capacity, isEmpty) = (buffer.count, buffer.capacity, buffer.isEmpty)
    #expect(count == 0 && capacity == 0 && isEmpty)
    #expect(pool.allocator.counters.allocatedObjects == 0)
    // What reads an empty buffer finds nothing, without a pointer.
    let (string, bytes, span) = (String(decoding: buffer), Array(buffer), buffer.bytes.byteCount)
    #expect(string == "" && bytes == [] && span == 0)
  }

  // MARK: Appending

  @Test func appendsBytesSequencesAndStrings() {
    var buffer = BufferPool().get()
    buffer.append(contentsOf: [1, 2, 3])
    buffer.append(4)
    buffer.append(contentsOf: "é".utf8)
    buffer.append(contentsOf: (5...9).lazy.filter { $0 != 7 }.map(UInt8.init))
    buffer.append(contentsOf: [10, 11].span)
    let pair: [UInt8] = [12, 13]
    buffer.append(contentsOf: pair.span.bytes)
    let content = Array(buffer)
    #expect(content == [1, 2, 3, 4, 0xC3, 0xA9, 5, 6, 8, 9, 10, 11, 12, 13])
  }

  @Test(arguments: ["", "plain", "é€😀", "a\0b", String(repeating: "log", count: 10_000)])
  func stringsComeBack(text: String) {
    var buffer = BufferPool().get()
    buffer.append(text)
    buffer.append(text.dropFirst())
    let (content, count) = (String(decoding: buffer), buffer.count)
    #expect(content == text + text.dropFirst())
    #expect(count == text.utf8.count + text.dropFirst().utf8.count)
  }

  @Test func whatIsNoUTF8IsRepaired() {
    var buffer = BufferPool().get()
    buffer.append(contentsOf: [0x61, 0xFF, 0x62])
    let content = String(decoding: buffer)
    #expect(content == "a\u{FFFD}b")
  }

  @Test func appendsAnotherBuffer() {
    let pool = BufferPool()
    var one = pool.get()
    var other = pool.get()
    one.append("one")
    other.append("other")
    one.append(contentsOf: other)
    let (content, rest) = (String(decoding: one), String(decoding: other))
    #expect(content == "oneother" && rest == "other")
  }

  @Test func appendingNothingChangesNothing() {
    var buffer = BufferPool().get()
    buffer.append(contentsOf: [])
    buffer.append("")
    buffer.append(contentsOf: UnsafeRawBufferPointer(start: nil, count: 0))
    buffer.append(upTo: 0) { $0.append(repeating: 0, count: 0, as: UInt8.self) }
    let capacity = buffer.capacity
    #expect(capacity == 0)
  }

  @Test func isWrittenInPlace() {
    struct Refused: Error {}
    var buffer = BufferPool().get()
    buffer.append("ab")
    let left = buffer.append(upTo: 10) { output in
      output.append(UInt8(ascii: "c"), as: UInt8.self)
      return output.freeCapacity
    }
    #expect(left == 9)
    // What was written before an error stays.
    #expect(throws: Refused.self) {
      try buffer.append(upTo: 10) { (output: inout OutputRawSpan) throws(Refused) in
        output.append(UInt8(ascii: "d"), as: UInt8.self)
        throw Refused()
      }
    }
    let content = String(decoding: buffer)
    #expect(content == "abcd")
  }

  @Test func replacesItsContent() {
    var buffer = BufferPool().get()
    buffer.append(contentsOf: [UInt8](repeating: 1, count: 100))
    buffer.replaceAll(with: [1, 2])
    var content = Array(buffer)
    #expect(content == [1, 2])
    buffer.replaceAll(with: "xyz")
    content = Array(buffer)
    let capacity = buffer.capacity
    #expect(content == Array("xyz".utf8) && capacity == 112)
  }

  /// Random appends of all kinds beside an array.
  @Test(arguments: 1...3)
  func agreesWithAnArray(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    var buffer = BufferPool().get()
    var model: [UInt8] = []
    for step in 0..<2000 {
      let length = Int.random(in: 0..<200, using: &random)
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      switch Int.random(in: 0..<6, using: &random) {
      case 0: buffer.append(contentsOf: bytes)
      case 1: bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
      case 2: buffer.append(contentsOf: bytes.lazy.map { $0 })
      case 3: for byte in bytes { buffer.append(byte) }
      case 4: buffer.reserveCapacity(model.count + length)
      default:
        buffer.append(upTo: length) { output in
          for byte in bytes { output.append(byte, as: UInt8.self) }
        }
      }
      let hasAppended = buffer.count > model.count
      if hasAppended { model += bytes }
      if Int.random(in: 0..<200, using: &random) == 0 {
        buffer.removeAll()
        model = []
      }
      let (content, capacity) = (Array(buffer), buffer.capacity)
      try #require(content == model && capacity >= model.count, "seed \(seed), step \(step)")
    }
  }

  // MARK: Reading and changing

  @Test func isReadAndChangedThroughSpansPointersAndOffsets() {
    var buffer = BufferPool().get()
    buffer.append("hallo")
    let first = buffer.bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
    #expect(first == UInt8(ascii: "h"))
    var span = buffer.mutableBytes
    span.storeBytes(of: UInt8(ascii: "e"), toByteOffset: 1, as: UInt8.self)
    buffer[4] = UInt8(ascii: "a")
    buffer.withUnsafeMutableBytes { $0[0] = UInt8(ascii: "H") }
    let (content, last) = (String(decoding: buffer), buffer[4])
    #expect(content == "Hella" && last == UInt8(ascii: "a"))
  }

  // MARK: Growing

  @Test func growthKeepsTheContentAndFreesTheOldBlock() {
    let pool = BufferPool()
    var buffer = pool.get()
    for number in 0..<10_000 { buffer.append(UInt8(number % 251)) }
    let content = Array(buffer)
    #expect(content == (0..<10_000).map { UInt8($0 % 251) })
    let counters = pool.allocator.counters
    #expect(counters.allocatedObjects - counters.freedObjects == 1)
    let capacity = buffer.capacity
    #expect(counters.allocatedBytes - counters.freedBytes == capacity)
  }

  @Test func blocksAreAlignedTo64Bytes() {
    let pool = BufferPool()
    for length in [1, 63, 1000, 30_000, 100_000] {
      var buffer = pool.get()
      buffer.append(contentsOf: [UInt8](repeating: 7, count: length))
      buffer.withUnsafeBytes { #expect(Int(bitPattern: $0.baseAddress) % 64 == 0) }
    }
  }

  @Test func reservingGrowsOnceAndNeverShrinks() {
    let pool = BufferPool()
    var buffer = pool.get()
    buffer.reserveCapacity(1000)
    buffer.reserveCapacity(10)
    let capacity = buffer.capacity
    #expect(capacity == 1024)
    for _ in 0..<1024 { buffer.append(1) }
    #expect(pool.counters.growths == 1)
  }

  @Test func removeAllKeepsTheCapacity() {
    var buffer = BufferPool().get()
    buffer.append(contentsOf: [UInt8](repeating: 1, count: 100))
    buffer.removeAll()
    let (count, capacity) = (buffer.count, buffer.capacity)
    #expect(count == 0)
    #expect(capacity == 112)
  }

  // MARK: Erasing

  /// Looks at each block as it comes back.
  final class LookingAllocator: BufferAllocator {
    private let system = SystemAllocator()
    func allocate(capacity: Int) -> UnsafeMutableRawPointer { system.allocate(capacity: capacity) }
    func deallocate(_ block: UnsafeMutableRawPointer, capacity: Int) {
      let bytes = UnsafeRawBufferPointer(start: block, count: capacity)
      // The first eight bytes of an idle block hold its shape.
      #expect(bytes.dropFirst(8).allSatisfy { $0 == 0 })
      system.deallocate(block, capacity: capacity)
    }
    var counters: AllocationCounters { system.counters }
  }

  @Test func aSecretIsErasedAfterAnErrorToo() {
    struct Refused: Error {}
    let pool = BufferPool(allocator: LookingAllocator())
    #expect(throws: Refused.self) {
      try pool.withBuffer(erasing: true) { (buffer: inout ByteBuffer) throws(Refused) in
        buffer.reserveCapacity(100)
        buffer.append("secret, and longer than eight bytes")
        throw Refused()
      }
    }
    pool.sweep()
    pool.sweep()
    #expect(pool.allocator.counters.freedObjects == 1)
  }

  @Test(arguments: [1 as Int, 64 << 10])
  func aSecretIsErasedWhetherItsBufferIsKeptOrDropped(cap: Int) {
    let pool = BufferPool(retention: .hardCap(cap), allocator: LookingAllocator())
    var buffer = pool.get()
    buffer.reserveCapacity(1000)
    // Written, and forgotten before the put: what counts is what is in memory.
    buffer.append(contentsOf: [UInt8](repeating: 0x5A, count: 1000))
    buffer.removeAll()
    pool.put(buffer, erasing: true)
    #expect(pool.counters.puts == 1)
    pool.sweep()
    pool.sweep()
    #expect(pool.allocator.counters.freedObjects == 1)
  }
}

import TestSupport
import Testing

@testable import ByteBufferPool

/// The queue of idle blocks, as its owner sees it alone, beside an array.
@Suite struct QueueModelTests {
  /// Addresses that stand for blocks; nobody looks behind them.
  private static func block(_ number: Int) -> IdleBlock {
    // Not nil, since the number is positive.
    IdleBlock(bitPattern: number * 64).unsafelyUnwrapped
  }

  @Test(arguments: 1...4)
  func agreesWithAnArray(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let queue = SharedQueue()
    var model: [IdleBlock] = []
    var number = 0
    for step in 0..<100_000 {
      // Fills in some stretches, drains in others: rings are added and left behind.
      let isFilling = step / 500 % 2 == 0
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<(isFilling ? 6 : 2):
        number += 1
        queue.push(Self.block(number))
        model.append(Self.block(number))
      case 6..<8:
        let block = queue.popNewest()
        try #require(block == model.popLast(), "seed \(seed), step \(step)")
      default:
        let block = queue.popOldest()
        let expected = model.isEmpty ? nil : model.removeFirst()
        try #require(block == expected, "seed \(seed), step \(step)")
      }
    }
  }

  @Test func aRingTakesAsManyAsItHasSlots() {
    let ring = Ring(count: 8, older: nil)
    for number in 1...8 {
      let isTaken = ring.push(Self.block(number))
      #expect(isTaken)
    }
    let isTaken = ring.push(Self.block(9))
    #expect(!isTaken)
    let (oldest, newest) = (ring.popOldest(), ring.popNewest())
    #expect(oldest == Self.block(1))
    #expect(newest == Self.block(8))
  }

  /// Head and tail count modulo 2^32 and the slots modulo their number: many times round, and past
  /// the end of the counts.
  @Test(arguments: [0, .max - 50_000] as [UInt32])
  func aRingGoesRound(start: UInt32) throws {
    let ring = Ring(count: 8, older: nil, start: start)
    for number in 1...100_000 {
      let isTaken = ring.push(Self.block(number))
      let block = ring.popOldest()
      try #require(isTaken && block == Self.block(number))
    }
    let block = ring.popOldest()
    #expect(block == nil)
  }

  /// The classes come last and take 32 bytes each: they begin at a multiple of 32 bytes
  /// if the size is one.
  @Test func noSizeClassLiesOnTwoCacheLines() {
    #expect(MemoryLayout<ClassTally>.stride == 32)
    #expect(MemoryLayout<LocalCache>.size % 32 == 0)
  }
}

import Glibc
import Synchronization
import Testing

@testable import ByteBufferPool

/// One owner and several thieves on one small ring: every block that goes in comes out once.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RingStressTests {
  /// Of the smallest ring, so that the owner soon comes round to a slot that a thief is emptying.
  private static let slots = 8
  private static let blocks = 400_000
  private static let thieves = 3

  /// A thread's own count of how often it saw each block.
  private final class Tally: @unchecked Sendable {
    // @unchecked: one thread writes it, and it is read when that thread has ended.
    var seen = [UInt8](repeating: 0, count: blocks + 1)
  }

  private static func block(_ number: Int) -> IdleBlock {
    // Not nil, since the number is positive; nobody looks behind it.
    IdleBlock(bitPattern: number * 64).unsafelyUnwrapped
  }

  private static func number(_ block: IdleBlock) -> Int { Int(bitPattern: block) / 64 }

  @Test func everyBlockComesOutOnce() {
    let box = SharedRing()
    let isDone = Atomic(false)
    let tallies = (0...Self.thieves).map { _ in Tally() }
    let running = tallies.dropFirst().map { tally in
      JoinableThread {
        // The last look comes after the end, so that nothing is left.
        var wasDone = false
        while !wasDone {
          wasDone = isDone.load(ordering: .acquiring)
          while let block = box.ring.popOldest() { tally.seen[Self.number(block)] += 1 }
          sched_yield()
        }
      }
    }
    var next = 1
    while next <= Self.blocks {
      if box.ring.push(Self.block(next)) { next += 1 } else { sched_yield() }
      if next % 7 == 0, let block = box.ring.popNewest() {
        tallies[0].seen[Self.number(block)] += 1
      }
    }
    isDone.store(true, ordering: .releasing)
    for thread in running { thread.join() }
    let seen = (1...Self.blocks).map { number in
      tallies.reduce(0) { $0 + Int($1.seen[number]) }
    }
    #expect(seen.allSatisfy { $0 == 1 })
  }

  private final class SharedRing: Sendable {
    let ring = Ring(count: slots, older: nil)
  }
}

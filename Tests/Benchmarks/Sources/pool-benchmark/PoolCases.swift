import ByteBufferPool
import Measure
import Synchronization

let payload = Payload(count: 30_000)
private let chunk = Payload(count: 30)
private let line = Payload(count: 64)

/// What is done with buffers of a pool. Each case has its own pool, which the threads share.
let poolCases: [Case] = [
  pooled("get+put") { pool in pool.put(pool.get()) },
  pooled("get+append+put") { pool in
    var buffer = pool.get()
    buffer.append(contentsOf: payload.bytes)
    pool.put(buffer)
  },
  pooled("get+append") { pool in
    var buffer = pool.get()
    buffer.append(contentsOf: payload.bytes)
  },
  pooled("1000 appends of 30 B") { pool in
    let chunk = chunk.bytes
    var buffer = pool.get()
    for _ in 0..<1000 { buffer.append(contentsOf: chunk) }
    pool.put(buffer)
  },
  pooled("469 appends of 64 B, grown") { pool in
    let line = line.bytes
    var buffer = pool.get()
    for _ in 0..<469 { buffer.append(contentsOf: line) }
  },
  crossing,
]

private func pooled(
  _ name: String, _ operation: @escaping @Sendable (BufferPool) -> Void
) -> Case {
  let pool = BufferPool()
  return Case(name) { count, _ in
    for _ in 0..<count { operation(pool) }
  }
}

/// Thread 0 gets, thread 1 puts: each buffer is handed over through a slot of a ring.
private let crossing: Case = {
  let pool = BufferPool()
  let ring = HandoverRing()
  return Case("get here, put there") { count, thread in
    if thread == 0 {
      for _ in 0..<count { ring.give(pool.get()) }
    } else {
      for _ in 0..<count { pool.put(ring.take()) }
    }
  }
}()

/// A ring with one giver and one taker, each of which waits for the other.
// @unchecked: a place belongs to whoever the two counts say.
private final class HandoverRing: @unchecked Sendable {
  private let places = UnsafeMutablePointer<ByteBuffer>.allocate(capacity: 64)
  private let given = Atomic(0)
  private let padding = InlineArray<16, Int>(repeating: 0)
  private let taken = Atomic(0)

  func give(_ buffer: consuming ByteBuffer) {
    let count = given.load(ordering: .relaxed)
    while count - taken.load(ordering: .acquiring) == 64 {}
    (places + count % 64).initialize(to: buffer)
    given.store(count + 1, ordering: .releasing)
  }

  func take() -> ByteBuffer {
    let count = taken.load(ordering: .relaxed)
    while given.load(ordering: .acquiring) == count {}
    let buffer = (places + count % 64).move()
    taken.store(count + 1, ordering: .releasing)
    return buffer
  }
}

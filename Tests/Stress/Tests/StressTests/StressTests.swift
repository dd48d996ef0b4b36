import ByteBufferPool
import Glibc
import Synchronization
import Testing

/// Many threads on one pool. Run under ThreadSanitizer too: see docs/DEVELOPING.md.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StressTests {
  /// Bytes of each buffer; the first eight say who holds it.
  private static let length = 256

  /// Each thread signs its buffers, holds some for a while and checks that nobody else has signed
  /// them since: a buffer that was handed out twice is seen.
  private static func work(_ pool: BufferPool, thread: Int, operations: Int) -> Int {
    var signature = UInt64(thread) << 32
    let filling = [UInt8](repeating: UInt8(truncatingIfNeeded: thread), count: length - 8)
    var held: [(buffer: UnsafeMutablePointer<ByteBuffer>, signature: UInt64)] = []
    var intruders = 0
    func release(_ item: (buffer: UnsafeMutablePointer<ByteBuffer>, signature: UInt64)) {
      let seen = item.buffer.pointee.withUnsafeBytes { $0.load(as: UInt64.self) }
      if seen != item.signature { intruders += 1 }
      let buffer = item.buffer.move()
      item.buffer.deallocate()
      // One in sixteen is forgotten.
      if item.signature % 16 > 0 { pool.put(buffer) }
    }
    for _ in 0..<operations {
      signature += 1
      var buffer = pool.get()
      withUnsafeBytes(of: signature) { buffer.append(contentsOf: $0) }
      buffer.append(contentsOf: filling)
      let item = UnsafeMutablePointer<ByteBuffer>.allocate(capacity: 1)
      item.initialize(to: buffer)
      held.append((item, signature))
      if held.count > 6 { release(held.removeFirst()) }
    }
    for item in held { release(item) }
    return intruders
  }

  @Test(arguments: [2, 8, 64])
  func handsOutNothingTwiceAndLosesNothing(threads: Int) {
    let operations = 600_000 / threads
    let allocator = SystemAllocator()
    let intruders = Atomic(0)
    do {
      let pool = BufferPool(allocator: allocator)
      let isDone = Atomic(false)
      let running = (1...threads).map { thread in
        JoinableThread {
          let seen = Self.work(pool, thread: thread, operations: operations)
          intruders.add(seen, ordering: .relaxed)
        }
      }
      let sweeper = JoinableThread {
        while !isDone.load(ordering: .relaxed) {
          pool.sweep()
          _ = pool.counters
        }
      }
      let switcher = JoinableThread {
        while !isDone.load(ordering: .relaxed) {
          pool.switchRetention(to: .strikes)
          pool.switchRetention(to: .hardCap(128))
          pool.switchRetention(to: .unbounded)
          pool.switchRetention(to: .calibrated)
        }
      }
      for thread in running { thread.join() }
      isDone.store(true, ordering: .relaxed)
      sweeper.join()
      switcher.join()

      let counters = pool.counters
      #expect(counters.gets == threads * operations)
      #expect(counters.puts + counters.abandoned == threads * operations)
      #expect(counters.outstanding == 0)
      #expect(counters.putsByClass.reduce(0, +) == counters.puts)
      let inUse = allocator.counters.allocatedBytes - allocator.counters.freedBytes
      #expect(inUse == counters.retainedBytes)
    }
    #expect(intruders.load(ordering: .relaxed) == 0)
    #expect(allocator.counters.allocatedBytes == allocator.counters.freedBytes)
    #expect(allocator.counters.allocatedObjects == allocator.counters.freedObjects)
  }

  /// The main thread puts four and keeps its cache; another thread gets them.
  @Test func anotherThreadStealsTheOldestAndLeavesThePrivateOne() {
    let pool = BufferPool()
    put(lengths: [100, 200, 300, 400], to: pool)
    #expect(capacitiesGot(3, from: pool) == [208, 320, 416])
    let counters = pool.counters
    #expect(counters.steals == 3)
    #expect(counters.retainedObjects == 1, "the private slot is its owner's")
  }

  @Test func afterASweepVictimsAreStolenOldestFirst() {
    let pool = BufferPool()
    put(lengths: [100, 200, 300], to: pool)
    pool.sweep()
    #expect(capacitiesGot(2, from: pool) == [208, 320])
    #expect(pool.counters.victimHits == 2)
    #expect(pool.counters.steals == 0)
  }

  /// Puts buffers of these lengths, in this order, all taken before the first is put.
  private func put(lengths: [Int], to pool: BufferPool) {
    guard let length = lengths.last else { return }
    var buffer = pool.get()
    buffer.append(contentsOf: [UInt8](repeating: 1, count: length))
    put(lengths: lengths.dropLast(), to: pool)
    pool.put(buffer)
  }

  /// Capacities of buffers that a thread of its own gets and lets go.
  private func capacitiesGot(_ count: Int, from pool: BufferPool) -> [Int] {
    let capacities = Mutex<[Int]>([])
    JoinableThread {
      for _ in 0..<count {
        let capacity = pool.get().capacity
        capacities.withLock { $0.append(capacity) }
      }
    }.join()
    return capacities.withLock { $0 }
  }

  /// One thread gets, another puts: every buffer comes back by a steal, and none is lost on the
  /// way.
  @Test func buffersCrossFromThreadToThread() {
    let pool = BufferPool(retention: .unbounded)
    let handover = Handover()
    let count = 50_000
    let taker = JoinableThread {
      for number in 0..<count {
        var buffer = pool.get()
        withUnsafeBytes(of: number) { buffer.append(contentsOf: $0) }
        handover.give(Handed(buffer))
      }
    }
    var next = 0
    var returned = 0
    while returned < count {
      let batch = handover.takeAll()
      for item in batch {
        let buffer = item.take()
        let number = buffer.withUnsafeBytes { $0.load(as: Int.self) }
        if number == next { next += 1 }
        pool.put(buffer)
      }
      returned += batch.count
    }
    taker.join()
    #expect(next == count, "each number comes once, in its order")
    let counters = pool.counters
    #expect(counters.gets == count && counters.puts == count)
    #expect(counters.hits == 0, "what one thread gets, the other has put")
    let taken = counters.steals + counters.victimHits
    #expect(counters.retainedObjects == count - taken)
  }

  /// Threads come and go: each reuses the slot, the cache and the buffer of one that went, so that
  /// memory stays flat, and every count stays.
  @Test(arguments: [1, 4])
  func tenThousandThreadsLeaveNothingBehind(atOnce: Int) {
    let pool = BufferPool()
    let payload = [UInt8](repeating: 1, count: 1000)
    let rounds = 10_000 / atOnce
    var resident = 0
    for round in 0..<rounds {
      if round == rounds / 2 { resident = residentPages() }
      let running = (0..<atOnce).map { _ in
        JoinableThread {
          var buffer = pool.get()
          buffer.append(contentsOf: payload)
          pool.put(buffer)
        }
      }
      for thread in running { thread.join() }
    }
    let counters = pool.counters
    #expect(counters.gets == 10_000 && counters.puts == 10_000 && counters.kept == 10_000)
    #expect(counters.outstanding == 0)
    #expect(counters.retainedObjects == counters.misses)
    // Never more buffers than threads had at once; of several, each may miss while the others hold
    // theirs, and again while those are idle with owners that live.
    #expect(counters.misses <= (atOnce == 1 ? 1 : 2 * atOnce))
    // 1 MiB of 4 KiB pages: a leak of 256 bytes for each of the later 5,000 threads would be more.
    // A sanitizer keeps more.
    if !isSanitized { #expect(residentPages() - resident < 256) }
    let allocated = pool.allocator.counters
    #expect(allocated.allocatedObjects - allocated.freedObjects == counters.retainedObjects)
  }

  /// What a thread that ended had in its private slot is not lost to the others: whether they have
  /// a slot of their own by then or inherit that thread's.
  @Test(arguments: [false, true])
  func anEndedThreadGivesItsBuffersBack(hasSlot: Bool) {
    let (pool, other) = (BufferPool(), BufferPool())
    let isReady = Atomic(!hasSlot)
    let isEnded = Atomic(false)
    let heir = JoinableThread {
      if hasSlot { other.put(other.get()) }
      isReady.store(true, ordering: .releasing)
      while !isEnded.load(ordering: .acquiring) { sched_yield() }
      let capacity = pool.get().capacity
      #expect(capacity == 8)
    }
    while !isReady.load(ordering: .acquiring) { sched_yield() }
    JoinableThread {
      var buffer = pool.get()
      buffer.append(1)
      pool.put(buffer)
    }.join()
    isEnded.store(true, ordering: .releasing)
    heir.join()
    let counters = pool.counters
    #expect(counters.misses == 1)
    #expect(counters.steals == (hasSlot ? 1 : 0) && counters.hits == (hasSlot ? 0 : 1))
  }

  /// A thread that only puts, and ends.
  @Test func whatAnEndedThreadHasOnlyPutIsNotLostEither() {
    let pool = BufferPool()
    var buffer = pool.get()
    buffer.append(1)
    let handed = Handed(buffer)
    JoinableThread { pool.put(handed.take()) }.join()
    let capacity = pool.get().capacity
    #expect(capacity == 8)
    #expect(pool.counters.steals == 1)
  }

  /// More threads than there are worker slots, all alive at once: those without a slot keep
  /// nothing, and lose nothing either.
  @Test func threadsWithoutASlotLoseNothing() {
    let pool = BufferPool(retention: .unbounded)
    let threads = 300
    let arrived = Atomic(0)
    let running = (0..<threads).map { _ in
      JoinableThread {
        pool.put(pool.get())
        arrived.add(1, ordering: .acquiringAndReleasing)
        while arrived.load(ordering: .acquiring) < threads { sched_yield() }
        for _ in 0..<10 {
          var buffer = pool.get()
          buffer.append(contentsOf: [1, 2, 3])
          pool.put(buffer)
        }
      }
    }
    for thread in running { thread.join() }
    let counters = pool.counters
    #expect(counters.gets == 11 * threads && counters.puts == 11 * threads)
    #expect(counters.drops >= threads - 256, "so many had no slot")
    #expect(counters.lengthBytesByClass[0] == 10 * threads * 3)
    let allocated = pool.allocator.counters
    #expect(allocated.allocatedBytes - allocated.freedBytes == counters.retainedBytes)
  }

  /// Nothing of a build with assertions is left in a release build; see FailureTests.
  @Test func inAReleaseBuildNegativesChangeNothing() throws {
    let pool = BufferPool(retention: .hardCap(0))
    var buffer = pool.get()
    buffer.reserveCapacity(-1)
    buffer.append(upTo: -1) { #expect($0.freeCapacity == 0) }
    let count = try buffer.append(from: 0, upTo: -1)
    let capacity = buffer.capacity
    #expect(capacity == 0 && count == 0)
    buffer.append(1)
    pool.put(buffer)
    #expect(pool.counters.drops == 1, "a cap of 0 is one of 1 byte")
  }

  /// The last reference to a pool goes while its buffers go on other threads.
  @Test func aPoolGoesWhileItsBuffersDo() {
    var left = 0
    for _ in 0..<2000 {
      let allocator = Unmanaged.passRetained(SystemAllocator())
      // Weak, to see the core end, which holds the only reference in the end.
      weak let core: SystemAllocator? = allocator.takeUnretainedValue()
      var pool: BufferPool? = BufferPool(allocator: allocator.takeUnretainedValue())
      allocator.release()
      let handed = (0..<2).map { _ in Handed(pool?.get() ?? BufferPool.shared.get()) }
      let running = handed.map { item in
        JoinableThread {
          var buffer = item.take()
          buffer.append(1)
        }
      }
      pool = nil
      for thread in running { thread.join() }
      if core != nil { left += 1 }
    }
    #expect(left == 0)
  }
}

/// A buffer on its way from one thread to another.
// @unchecked: whoever has the box takes the buffer out once.
private final class Handed: @unchecked Sendable {
  private let place = UnsafeMutablePointer<ByteBuffer>.allocate(capacity: 1)

  init(_ buffer: consuming ByteBuffer) { place.initialize(to: buffer) }
  deinit { place.deallocate() }

  func take() -> ByteBuffer { place.move() }
}

/// Where one thread leaves buffers for another. A pthread lock, since ThreadSanitizer does not see
/// `Mutex`.
// @unchecked: the list is touched under the lock only.
private final class Handover: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var waiting: [Handed] = []

  init() { pthread_mutex_init(lock, nil) }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  func give(_ item: Handed) {
    pthread_mutex_lock(lock)
    waiting.append(item)
    pthread_mutex_unlock(lock)
  }

  func takeAll() -> [Handed] {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    defer { waiting = [] }
    return waiting
  }
}

/// Pages of this process that are in memory: the second number of proc(5)'s statm.
private func residentPages() -> Int {
  var text = [CChar](repeating: 0, count: 128)
  let file = open("/proc/sel" + "f/statm", O_RDONLY)
  defer { close(file) }
  guard read(file, &text, 127) > 0 else { return 0 }
  let fields = text.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " ")))
  return fields[1].reduce(0) { $0 * 10 + Int($1) - Int(UInt8(ascii: "0")) }
}

/// Whether a sanitizer is linked in, which needs memory of its own for each thread.
private var isSanitized: Bool {
  dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
}

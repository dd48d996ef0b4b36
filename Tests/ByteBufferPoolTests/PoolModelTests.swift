import TestSupport
import Testing

@testable import ByteBufferPool

/// Random operations of one thread on the pool and on a model that is too simple to be wrong.
@Suite struct PoolModelTests {
  struct Item {
    var capacity: Int
    var strikes = 0
  }

  /// What one thread's pool is, said naively: lists of buffers.
  struct Model {
    var privateSlot: Item?
    var queue: [Item] = []
    var victimPrivate: Item?
    var victimQueue: [Item] = []
    var policy: any RetentionPolicy = Calibrated()
    var calls = [Int](repeating: 0, count: 20)
    var calibration = Calibration()
    var counters = PoolCounters()

    mutating func get() -> Item {
      if let item = privateSlot ?? queue.popLast() {
        privateSlot = nil
        counters.hits += 1
        return item
      }
      // Of victims the private one, then the oldest: what Go's getSlow does with popTail.
      if let item = victimPrivate ?? (victimQueue.isEmpty ? nil : victimQueue.removeFirst()) {
        victimPrivate = nil
        counters.victimHits += 1
        return item
      }
      counters.misses += 1
      return Item(capacity: calibration.defaultSize)
    }

    mutating func put(_ item: Item, length: Int) {
      let index = SizeClass(length: length).index
      counters.putsByClass[index] += 1
      counters.lengthBytesByClass[index] += length
      counters.capacityBytesByClass[index] += item.capacity
      calls[index] += 1
      if policy is Calibrated, calls[index] > 42_000 {
        calibration = Calibration(calls: calls)
        calls = [Int](repeating: 0, count: 20)
        counters.calibrations += 1
      }
      if let item = judged(item, length: length) {
        if privateSlot == nil { privateSlot = item } else { queue.append(item) }
      } else {
        counters.drops += 1
      }
    }

    private mutating func judged(_ item: Item, length: Int) -> Item? {
      if policy is Unbounded { return item }
      if let cap = policy as? HardCap { return item.capacity <= cap.bytes ? item : nil }
      if policy is Calibrated { return calibration.keeps(capacity: item.capacity) ? item : nil }
      if item.capacity <= 4096 { return item }
      if length >= item.capacity / 4 { return Item(capacity: item.capacity) }
      if item.strikes < 4 { return Item(capacity: item.capacity, strikes: item.strikes + 1) }
      calibration.defaultSize = max(64, 1 << (Int.bitWidth - length.leadingZeroBitCount))
      return nil
    }

    mutating func switchPolicy(to policy: some RetentionPolicy) {
      guard AnyHashable(self.policy) != AnyHashable(policy) else { return }
      self.policy = policy
      calibration = policy.initialThresholds
      calls = [Int](repeating: 0, count: 20)
    }

    mutating func sweep() {
      counters.sweeps += 1
      counters.evictions += victimQueue.count + (victimPrivate == nil ? 0 : 1)
      (victimPrivate, victimQueue) = (privateSlot, queue)
      (privateSlot, queue) = (nil, [])
    }

    /// The counters with what is held now.
    var expected: PoolCounters {
      let held = [privateSlot, victimPrivate].compactMap { $0 } + queue + victimQueue
      var counters = counters
      if policy is Calibrated { counters.calls = calls }
      counters.calibration = calibration
      counters.retainedObjects = held.count
      counters.retainedBytes = held.reduce(0) { $0 + $1.capacity }
      return counters
    }
  }

  /// The pool and the model, side by side, and the buffers that are out.
  struct Walk: ~Copyable {
    let pool = BufferPool(allocator: TokenAllocator())
    var model = Model()
    var held: [(buffer: UnsafeMutablePointer<ByteBuffer>, item: Item)] = []
    var random: SplitMix64

    deinit { for (buffer, _) in held { end(buffer) } }

    /// One random operation. False if the pool handed out another buffer than the model.
    mutating func step(switching: Bool) -> Bool {
      switch Int.random(in: 0..<1000, using: &random) {
      case 0..<480: return get()
      case 480..<960: putOne()
      case 960..<980: putLarge()
      case 980..<990:
        pool.sweep()
        model.sweep()
      case 990..<999: abandonOne()
      default: if switching { switchPolicy() }
      }
      return true
    }

    private mutating func get() -> Bool {
      let buffer = UnsafeMutablePointer<ByteBuffer>.allocate(capacity: 1)
      buffer.initialize(to: pool.get())
      held.append((buffer, model.get()))
      return buffer.pointee.capacity == held[held.count - 1].item.capacity
    }

    private mutating func putOne() {
      guard !held.isEmpty else { return }
      let (buffer, item) = held.remove(at: Int.random(in: held.indices, using: &random))
      // Mostly one class, so that calibrations come. The content does not matter here.
      let isFull = Int.random(in: 0..<10, using: &random) == 0
      let length = isFull ? item.capacity : min(100, item.capacity)
      buffer.pointee.written = length
      pool.put(buffer.move())
      buffer.deallocate()
      model.put(item, length: length)
    }

    private mutating func putLarge() {
      let size = 1 << Int.random(in: 3..<22, using: &random)
      let length = size >> Int.random(in: 1...4, using: &random)
      pool.put(pool.buffer(unwrittenCount: length, capacity: size))
      var item = model.get()
      item.capacity = size
      model.counters.growths += 1
      model.put(item, length: length)
    }

    private mutating func abandonOne() {
      guard let (buffer, _) = held.popLast() else { return }
      end(buffer)
      model.counters.abandoned += 1
    }

    private mutating func switchPolicy() {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: switchPolicy(to: .unbounded)
      case 1: switchPolicy(to: .hardCap(1 << Int.random(in: 6..<18, using: &random)))
      case 2: switchPolicy(to: .strikes)
      default: switchPolicy(to: .calibrated)
      }
    }

    private mutating func switchPolicy(to policy: some RetentionPolicy) {
      pool.switchRetention(to: policy)
      model.switchPolicy(to: policy)
    }

    private borrowing func end(_ buffer: UnsafeMutablePointer<ByteBuffer>) {
      buffer.deinitialize(count: 1)
      buffer.deallocate()
    }
  }

  @Test(arguments: 1...4)
  func agreesWithTheModel(seed: UInt64) throws {
    var walk = Walk(random: SplitMix64(state: seed))
    for step in 0..<400_000 {
      // Policies are switched from the middle on: before, a class gets its 42,000 calls.
      let agrees = walk.step(switching: step > 200_000)
      try #require(agrees, "seed \(seed), step \(step)")
      if step % 1000 == 0 {
        let (counters, expected) = (walk.pool.counters, walk.model.expected)
        try #require(counters == expected, "seed \(seed), step \(step)")
      }
    }
    let calibrations = walk.pool.counters.calibrations
    #expect(calibrations > 0, "seed \(seed): the walk has to reach a calibration")
  }
}

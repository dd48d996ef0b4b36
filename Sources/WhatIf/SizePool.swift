import ByteBufferPool

/// A buffer without its memory.
struct SizedBuffer: Equatable, Sendable {
  var capacity: Int
  var strikes = 0
}

/// A `BufferPool` of one worker, on sizes alone: the same cache in the same order, the same growth,
/// the same calibration at the same put. A test runs both side by side.
struct SizePool: Sendable {
  private let policy: any RetentionPolicy
  private let counting: Contender.Counting
  let countsAllClasses: Bool
  let callsThreshold: Int?

  var tally = Tally()
  var calibrations = 0
  /// Uses that were gone through one by one: what it cost.
  private(set) var work = 0
  /// Of what lies idle, victims included, in bytes.
  private(set) var retainedBytes = 0

  /// Capacity of new buffers, and up to which one is kept without further question.
  private(set) var defaultSize = 0
  private(set) var keepLimit = Int.max
  /// Puts by class since the last calibration.
  var calls = [Int](repeating: 0, count: SizeClass.count)

  /// Go's private slot and its queue, of which the newest is taken first.
  var slot: SizedBuffer?
  var queue: [SizedBuffer] = []
  /// What the last sweep put aside; of the queue the oldest is taken first.
  var victimSlot: SizedBuffer?
  var victims: ArraySlice<SizedBuffer> = []

  init(_ policy: any RetentionPolicy, of contender: Contender) {
    self.policy = policy
    counting = contender.counting
    countsAllClasses = contender.countsAllClasses
    callsThreshold = policy.callsThreshold.map { max($0, 0) }
    adopt(policy.initialThresholds)
  }

  private mutating func adopt(_ thresholds: Calibration) {
    defaultSize = min(max(thresholds.defaultSize, 0), Growth.limit)
    keepLimit = thresholds.maxSize > 0 ? thresholds.maxSize : .max
  }

  // MARK: One buffer

  /// One buffer alone.
  mutating func use(_ use: Use) {
    let buffer = get(for: use)
    if use.isPutBack { put(buffer, after: use) }
  }

  mutating func get(for use: Use) -> SizedBuffer {
    tally.gets += 1
    work &+= 1
    var buffer = takeIdle()
    // As a buffer does: first room for what is asked for, then what is written.
    if use.asked > buffer.capacity { grow(&buffer, toHold: use.asked) }
    if use.length > buffer.capacity { grow(&buffer, toHold: use.length) }
    return buffer
  }

  private mutating func takeIdle() -> SizedBuffer {
    var taken = slot
    slot = nil
    taken = taken ?? queue.popLast()
    if taken == nil {
      taken = victimSlot
      victimSlot = nil
      taken = taken ?? victims.popFirst()
    }
    if let taken {
      retainedBytes -= taken.capacity
      return taken
    }
    tally.misses += 1
    // A block holds a word while it is idle.
    let capacity = defaultSize > 0 ? max(defaultSize, MemoryLayout<UInt>.size) : 0
    tally.allocatedBytes &+= capacity
    return SizedBuffer(capacity: capacity)
  }

  private mutating func grow(_ buffer: inout SizedBuffer, toHold needed: Int) {
    let needed = min(needed, Growth.limit)
    buffer.capacity = Growth.capacity(after: buffer.capacity, toHold: needed)
    tally.allocatedBytes &+= buffer.capacity
  }

  /// Counts, calibrates if it is time, and only then decides: bytebufferpool's order.
  mutating func put(_ buffer: SizedBuffer, after use: Use) {
    let length = use.lengthAtPut
    tally.puts += 1
    tally.lengthBytes &+= length
    tally.capacityBytes &+= buffer.capacity
    count(length: length, capacity: buffer.capacity)
    if buffer.capacity <= keepLimit { return keep(buffer) }
    let returned = ReturnedBuffer(
      length: length, capacity: buffer.capacity, strikes: buffer.strikes)
    switch policy.judge(returned) {
    case .keep(let strikes):
      keep(SizedBuffer(capacity: buffer.capacity, strikes: min(max(strikes, 0), 0xFFFF)))
    case .drop(let size):
      if let size { defaultSize = min(max(size, 0), Growth.limit) }
      tally.drops += 1
    }
  }

  private mutating func keep(_ buffer: SizedBuffer) {
    retainedBytes += buffer.capacity
    if slot == nil { slot = buffer } else { queue.append(buffer) }
  }

  private mutating func count(length: Int, capacity: Int) {
    guard let callsThreshold, let size = counted(length, capacity) else { return }
    let index = SizeClass(length: size).index
    calls[index] += 1
    let reached = countsAllClasses ? calls.reduce(0, +) : calls[index]
    guard reached > callsThreshold else { return }
    adopt(policy.calibration(calls: calls))
    calibrations += 1
    for index in calls.indices { calls[index] = 0 }
  }

  private func counted(_ length: Int, _ capacity: Int) -> Int? {
    switch counting {
    case .length: length
    case .capacity: capacity
    case .lengthAboveZero: length > 0 ? length : nil
    }
  }

  /// What is idle becomes a victim, and victims go: Go's `poolCleanup`.
  mutating func sweep() {
    let old = victims + (victimSlot.map { [$0] } ?? [])
    tally.evictions += old.count
    for buffer in old { retainedBytes -= buffer.capacity }
    (victimSlot, victims) = (slot, queue[...])
    (slot, queue) = (nil, [])
  }
}

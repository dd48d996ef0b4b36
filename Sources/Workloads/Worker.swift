import ByteBufferPool
import Synchronization
import Telemetry

/// One thread of a workload. Everything mutable in it belongs to that thread but the counts.
final class Worker: Sendable {
  /// Longest sleep at a stretch: how late a worker may see that it has to stop.
  static let longestSleep = Duration.milliseconds(20)

  /// Bytes written between two looks at the switches: a tenth of a millisecond's copying.
  private static let batchSpace = 2 << 20
  static let longestBatch = 64

  let operations = Atomic(0)
  let latencies = LatencyCounts()
  /// Between two times of work: what the worker keeps is kept.
  private let resting = Mutex<Shift?>(nil)
  private let index: Int
  private let pool: BufferPool
  private let switches: EngineSwitches
  /// What the worker holds on to, in bytes at most.
  private let keepLimit: Int

  init(index: Int, pool: BufferPool, switches: EngineSwitches, keepLimit: Int) {
    self.index = index
    self.pool = pool
    self.switches = switches
    self.keepLimit = keepLimit
  }

  /// What a worker goes by, and what it has kept. Its thread's own while it works.
  struct Shift: ~Copyable, Sendable {
    fileprivate var turn: Int
    fileprivate var workload: any Workload
    fileprivate var kept = KeptBuffers()
  }

  private func beginShift() -> Shift {
    // Before the kind, so that a switch between the two is seen at the next look.
    let turn = switches.turn.load(ordering: .acquiring)
    return Shift(
      turn: turn, workload: switches.currentKind.makePart(switches.settings, worker: index))
  }

  /// Works until told to stop: as fast as it goes, or at `rate` operations per second.
  func run(rate: Double?, pacer: Pacer) {
    let start = pacer.now()
    var shift = takeShift()
    var stopwatch: Stopwatch? = Stopwatch(pacer.now)
    var pace = rate.map { Pace(operationsPerSecond: $0, from: start) }
    while !switches.isStopping.load(ordering: .relaxed) {
      let now = pacer.now()
      let due = pace?.take(upTo: Self.longestBatch, at: now) ?? Self.longestBatch
      let left = due - work(due, on: &shift, at: now - start, &stopwatch)
      // What a batch of large messages leaves is due still.
      pace?.giveBack(left)
      if due == 0, let wait = pace?.wait(at: pacer.now()), wait > .zero {
        pacer.sleep(min(wait, Self.longestSleep))
        stopwatch?.hasSlept()
      }
    }
    rest(shift)
  }

  /// Goes on where it rested. One thread at a time.
  func takeShift() -> Shift { resting.withLock { $0.take() } ?? beginShift() }

  func rest(_ shift: consuming Shift) {
    var shift: Shift? = shift
    resting.withLock { $0 = shift.take() }
  }

  /// Does operations, at most so many, and fewer of large messages. Returns how many. Without a
  /// stopwatch none is measured.
  func work(
    _ limit: Int, on shift: inout Shift, at time: Duration, _ stopwatch: inout Stopwatch?
  ) -> Int {
    if switches.turn.load(ordering: .acquiring) != shift.turn { shift = beginShift() }
    let (mode, moment) = (switches.mode, switches.moment(at: time))
    // None is at −1. At most one a batch is: see Stopwatch.stride.
    let measured = stopwatch?.untilNext ?? -1
    var (count, space) = (0, 0)
    while count < limit && space < Self.batchSpace {
      let request = shift.workload.next(at: moment)
      if count == measured, let stopwatch {
        measure(request, mode, &shift.kept, stopwatch)
      } else {
        perform(request, mode, &shift.kept, left: request.together)
      }
      count += 1
      space += request.length * request.together
    }
    stopwatch?.advance(by: count)
    // One writer, so no read-modify-write is needed; relaxed, since it guards nothing.
    operations.store(operations.load(ordering: .relaxed) + count, ordering: .relaxed)
    return count
  }

  /// One request, with as many buffers at once as it asks for.
  private func perform(
    _ request: Request, _ mode: WorkloadMode, _ kept: inout KeptBuffers, left: Int
  ) {
    var buffer = pool.get()
    use(&buffer, for: request, mode, &kept, left: left)
    switch end(of: request, mode, capacity: buffer.capacity, kept) {
    case .isPut: pool.put(buffer)
    case .isKept: kept.keep(buffer)
    case .isLetGo: break
    }
  }

  /// The same, and counts how long its get and its put take: of several buffers at once, those of
  /// the first one, which is put last. Where nothing is put, the get alone.
  private func measure(
    _ request: Request, _ mode: WorkloadMode, _ kept: inout KeptBuffers, _ stopwatch: Stopwatch
  ) {
    let start = stopwatch.now
    var buffer = pool.get()
    var latency = stopwatch.time(since: start)
    use(&buffer, for: request, mode, &kept, left: request.together)
    switch end(of: request, mode, capacity: buffer.capacity, kept) {
    case .isPut:
      let start = stopwatch.now
      pool.put(buffer)
      latency += stopwatch.time(since: start)
    case .isKept: kept.keep(buffer)
    case .isLetGo: break
    }
    latencies.add(latency)
  }

  /// What happens to a buffer between its get and its end.
  private func use(
    _ buffer: inout ByteBuffer, for request: Request, _ mode: WorkloadMode,
    _ kept: inout KeptBuffers, left: Int
  ) {
    if request.reserved > 0 { buffer.reserveCapacity(request.reserved) }
    Filler.shared.append(request.length, to: &buffer)
    if left > 1 { perform(request, mode, &kept, left: left - 1) }
    if request.end == .emptyAndPut && mode == .put { buffer.removeAll() }
  }

  private enum End { case isPut, isKept, isLetGo }

  private func end(
    of request: Request, _ mode: WorkloadMode, capacity: Int, _ kept: borrowing KeptBuffers
  ) -> End {
    switch request.end {
    case .keep where kept.space + capacity <= keepLimit: .isKept
    case _ where mode == .noput: .isLetGo
    case .put, .keep, .emptyAndPut: .isPut
    case .forget: .isLetGo
    }
  }
}

/// Buffers that someone holds on to. They go when it goes.
// @unchecked: the pointers are its own, and it is not copied.
struct KeptBuffers: ~Copyable, @unchecked Sendable {
  /// Of all of them, in bytes.
  private(set) var space = 0
  // An array cannot hold what is not copyable.
  private var places: [UnsafeMutablePointer<ByteBuffer>] = []

  mutating func keep(_ buffer: consuming ByteBuffer) {
    space += buffer.capacity
    let place = UnsafeMutablePointer<ByteBuffer>.allocate(capacity: 1)
    place.initialize(to: buffer)
    places.append(place)
  }

  deinit {
    for place in places {
      place.deinitialize(count: 1)
      place.deallocate()
    }
  }
}

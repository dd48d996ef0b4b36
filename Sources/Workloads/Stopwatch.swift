import Synchronization
import Telemetry

/// Says which of a worker's operations are measured, and reads the clock for that. The worker's
/// thread's own.
///
/// A read of the clock takes 30 to 80 ns and get with put 6, so that few are measured: one in 256,
/// with four reads each: about a nanosecond an operation. And the first one after a sleep, which
/// itself takes 50,000 at least, so that there is something to see at a slow rate as well. Never
/// more, since the throughput would suffer, which is shown too.
struct Stopwatch {
  /// One in so many operations is measured. More than `Worker.longestBatch`, so that there is one a
  /// batch at most.
  static let stride = 256

  /// Operations from now to the next that is measured.
  private(set) var untilNext = 0

  private let clock: @Sendable () -> Duration

  init(_ clock: @escaping @Sendable () -> Duration) { self.clock = clock }

  var now: Duration { clock() }

  /// Time since `start`, about one read of the clock included. That is not taken off: the processor
  /// does a get while it still reads the clock, so that the rest would often come out as nothing.
  func time(since start: Duration) -> Duration { clock() - start }

  /// So many operations are done.
  mutating func advance(by operations: Int) {
    if untilNext < operations { untilNext += Self.stride }
    untilNext -= operations
  }

  /// The worker has slept: its next operation is measured.
  mutating func hasSlept() { untilNext = 0 }
}

/// What a worker has measured: a count for each bucket, with one writer.
struct LatencyCounts: ~Copyable, Sendable {
  private let counts: InlineArray<132, Atomic<Int>>

  init() {
    precondition(LatencyBuckets.count == 132, "a count for each bucket")
    counts = InlineArray { _ in Atomic(0) }
  }

  /// One writer, so no read-modify-write is needed; relaxed, since it guards nothing.
  func add(_ latency: Duration) {
    let index = LatencyBuckets.index(ofNanoseconds: latency.wholeNanoseconds)
    counts[index].store(counts[index].load(ordering: .relaxed) + 1, ordering: .relaxed)
  }

  /// Adds its counts to those of other workers.
  func add(to sums: inout [Int]) {
    for index in sums.indices { sums[index] += counts[index].load(ordering: .relaxed) }
  }
}

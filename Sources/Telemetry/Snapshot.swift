/// Everything known about a watched process at one instant: raw, cumulative, and the only thing
/// that passes from a source to a sink.
///
/// `nil` means that the source cannot know; zero means zero. Coded as one line of a session file.
package struct Snapshot: Equatable, Sendable, Codable {
  /// Nanoseconds since the session began, by a monotonic clock.
  package var timeNanoseconds: Int
  package var process: ProcessSample?
  package var heap: HeapSample?
  /// A list, since a server has dozens of pools.
  package var pools: [PoolSample]
  package var workload: WorkloadSample?
  package var monitor: MonitorSample?
  /// A person's words on this moment. nil where nobody said anything.
  package var note: String?

  package init(
    time: Duration, process: ProcessSample? = nil, heap: HeapSample? = nil,
    pools: [PoolSample] = [], workload: WorkloadSample? = nil, monitor: MonitorSample? = nil,
    note: String? = nil
  ) {
    self.timeNanoseconds = time.wholeNanoseconds
    self.process = process
    self.heap = heap
    self.pools = pools
    self.workload = workload
    self.monitor = monitor
    self.note = note
  }

  /// Time since the session began.
  package var time: Duration { .nanoseconds(timeNanoseconds) }

  private enum CodingKeys: String, CodingKey {
    case timeNanoseconds = "t_ns"
    case process, heap, pools, workload, monitor, note
  }
}

extension Duration {
  /// Nanoseconds, rounded toward zero: what files carry, since they name their unit.
  package var wholeNanoseconds: Int {
    let (seconds, attoseconds) = components
    // 146 years and more are 146 years: a file may say anything.
    let limit = Int64(1) << 62 / 1_000_000_000
    return Int(min(max(seconds, -limit), limit)) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }

  /// Seconds as a floating-point number, for rates.
  package var inSeconds: Double { Double(wholeNanoseconds) / 1e9 }
}

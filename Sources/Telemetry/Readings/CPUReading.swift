/// CPU use between two snapshots, in cores: 1 is one core busy all the time.
package struct CPUReading: Equatable, Sendable {
  /// The whole process, the monitor's thread included. nil is unknown.
  package var process: Double?
  /// The monitor's thread alone. nil is unknown.
  package var monitor: Double?
  /// The heap's collector. nil where nothing collects.
  package var collector: Double?

  private var isCollectorHalfSeen: Bool
  /// Another process is watched: the monitor is no part of it.
  private var isMonitorApart: Bool

  /// nil if `later` is not later or if a counter fell.
  package init?(from earlier: Snapshot, to later: Snapshot) {
    guard let span = Span(from: earlier, to: later) else { return nil }
    isMonitorApart = later.isOfAnotherProgram
    isCollectorHalfSeen =
      (earlier.heap?.collectorNanoseconds == nil) != (later.heap?.collectorNanoseconds == nil)
    do throws(Span.CounterFell) {
      let process = try span.rate(earlier.process?.cpuNanoseconds, later.process?.cpuNanoseconds)
      let monitor = try span.rate(earlier.monitor?.cpuNanoseconds, later.monitor?.cpuNanoseconds)
      let collector = try span.rate(
        earlier.heap?.collectorNanoseconds, later.heap?.collectorNanoseconds)
      self.collector = collector.map { $0 / 1e9 }
      self.process = process.map { $0 / 1e9 }
      self.monitor = monitor.map { $0 / 1e9 }
    } catch {
      return nil
    }
  }

  /// What is watched: the process without the monitor's thread and the collector's, at least 0,
  /// since the clocks are read one after the other. nil also while the collector's part is unknown,
  /// since it was seen at one end only.
  package var workload: Double? {
    if isMonitorApart { return process }
    guard let process, let monitor, !isCollectorHalfSeen else { return nil }
    return max(process - monitor - (collector ?? 0), 0)
  }
}

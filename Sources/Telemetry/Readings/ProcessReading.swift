/// What the operating system did for the process between two snapshots.
package struct ProcessReading: Equatable, Sendable {
  /// Page faults per second that needed no disk.
  package var minorFaults: Double

  /// nil if `later` is not later, if either lacks a process, or if the counter fell.
  package init?(from earlier: Snapshot, to later: Snapshot) {
    guard let span = Span(from: earlier, to: later),
      let rate = try? span.rate(earlier.process?.minorFaults, later.process?.minorFaults)
    else { return nil }
    minorFaults = rate
  }
}

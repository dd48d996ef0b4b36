/// What the workload did between two snapshots.
package struct WorkloadReading: Equatable, Sendable {
  /// Operations per second.
  package var operations: Double

  /// nil if `later` is not later, if either lacks a workload, or if the counter fell.
  package init?(from earlier: Snapshot, to later: Snapshot) {
    guard let span = Span(from: earlier, to: later),
      let rate = try? span.rate(earlier.workload?.operations, later.workload?.operations)
    else { return nil }
    operations = rate
  }
}

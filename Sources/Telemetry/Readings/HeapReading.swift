/// What the allocator did between two snapshots.
package struct HeapReading: Equatable, Sendable {
  /// Bytes per second.
  package var allocRate: Double
  /// Allocations per second.
  package var allocObjectRate: Double

  /// nil if `later` is not later, if either lacks a heap, or if a counter fell.
  package init?(from earlier: Snapshot, to later: Snapshot) {
    guard let span = Span(from: earlier, to: later),
      let before = earlier.heap, let after = later.heap,
      let bytes = try? span.rate(before.allocSpace, after.allocSpace),
      let objects = try? span.rate(before.allocObjects, after.allocObjects)
    else { return nil }
    allocRate = bytes
    allocObjectRate = objects
  }
}

extension HeapSample {
  /// pprof's in-use space in bytes: allocated and not yet freed.
  package var inUseSpace: Int { allocSpace - freedSpace }

  /// Objects allocated and not yet freed.
  package var inUseObjects: Int { allocObjects - freedObjects }
}

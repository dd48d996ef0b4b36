/// What the allocator did between two snapshots.
package struct HeapReading: Equatable, Sendable {
  /// Bytes per second.
  package var allocRate: Double
  /// Bytes freed per second.
  package var freeRate: Double
  /// Allocations per second.
  package var allocObjectRate: Double
  /// Collections per second. nil where nothing collects.
  package var collections: Double?
  /// Time that allocating threads spent waiting for the collector, in threads. nil where nothing
  /// collects.
  package var assist: Double?

  /// nil if `later` is not later, if either lacks a heap, or if a counter fell.
  package init?(from earlier: Snapshot, to later: Snapshot) {
    guard let span = Span(from: earlier, to: later),
      let before = earlier.heap, let after = later.heap,
      let bytes = try? span.rate(before.allocSpace, after.allocSpace),
      let freed = try? span.rate(before.freedSpace, after.freedSpace),
      let objects = try? span.rate(before.allocObjects, after.allocObjects)
    else { return nil }
    (allocRate, freeRate) = (bytes, freed)
    allocObjectRate = objects
    // A counter that was not there before has no rate yet.
    collections = (try? span.rate(before.collections, after.collections)) ?? nil
    let assisting = try? span.rate(before.assistNanoseconds, after.assistNanoseconds)
    assist = (assisting ?? nil).map { $0 / 1e9 }
  }
}

extension HeapSample {
  /// pprof's in-use space in bytes: allocated and not yet freed.
  package var inUseSpace: Int { allocSpace - freedSpace }

  /// In use and not garbage: what a program can still reach, in bytes. nil where nothing tells
  /// garbage apart.
  package var liveSpace: Int? { garbageSpace.map { inUseSpace - $0 } }

  /// Objects allocated and not yet freed.
  package var inUseObjects: Int { allocObjects - freedObjects }

  /// Whether these counters are of a program that was started since: what was allocated only grows.
  package func hasBegunAnew(since earlier: HeapSample) -> Bool {
    allocSpace < earlier.allocSpace
  }
}

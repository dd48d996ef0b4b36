/// What the allocator behind the pools has done so far. Bytes and objects are cumulative.
package struct HeapSample: Equatable, Sendable, Codable {
  /// pprof's alloc space, in bytes.
  package var allocSpace: Int
  package var allocObjects: Int
  /// Those of them that the allocator gave one of its sizes, by size; and those that were larger,
  /// with their bytes. nil where nobody tells.
  package var allocSizes: SizeCounts?
  package var largeObjects: Int?
  package var largeSpace: Int?
  package var freedSpace: Int
  package var freedObjects: Int
  /// Dropped but not yet reclaimed, in bytes. nil where memory is freed at once.
  package var garbageSpace: Int?
  /// Free blocks that the heap holds memory for, in bytes: Go's HeapIdle less HeapReleased. nil
  /// where nobody tells.
  package var idleSpace: Int?
  /// Collections so far. nil where nothing collects.
  package var collections: Int?
  /// Heap size at which the next collection starts, in bytes. nil where nothing collects.
  package var goal: Int?
  /// CPU time of the collector's own thread. nil where nothing collects.
  package var collectorNanoseconds: Int?
  /// Time that allocating threads waited for the collector. nil where nothing collects.
  package var assistNanoseconds: Int?
  /// The manner of a heap that is a model, poolmon's own. nil for a real one.
  package var model: HeapModel?

  package init(
    allocSpace: Int, allocObjects: Int, freedSpace: Int, freedObjects: Int,
    garbageSpace: Int? = nil, collections: Int? = nil, goal: Int? = nil
  ) {
    self.allocSpace = allocSpace
    self.allocObjects = allocObjects
    self.freedSpace = freedSpace
    self.freedObjects = freedObjects
    self.garbageSpace = garbageSpace
    self.collections = collections
    self.goal = goal
  }

  private enum CodingKeys: String, CodingKey {
    case allocSpace = "alloc_bytes"
    case allocObjects = "alloc_objects"
    case allocSizes = "alloc_sizes"
    case largeObjects = "large_objects"
    case largeSpace = "large_bytes"
    case freedSpace = "free_bytes"
    case freedObjects = "free_objects"
    case garbageSpace = "garbage_bytes"
    case idleSpace = "idle_bytes"
    case collections
    case goal = "goal_bytes"
    case collectorNanoseconds = "collector_cpu_ns"
    case assistNanoseconds = "assist_ns"
    case model
  }
}

/// How poolmon's own heap treats memory that is dropped.
package enum HeapModel: String, CaseIterable, Sendable, Codable {
  /// Go's manner: it is garbage until a collector reclaims it.
  case collected
  /// Swift's manner: it is freed at once.
  case counted

  package var other: HeapModel { self == .collected ? .counted : .collected }
}

/// What the allocator behind the pools has done so far. Bytes and objects are cumulative.
package struct HeapSample: Equatable, Sendable, Codable {
  /// pprof's alloc space, in bytes.
  package var allocSpace: Int
  package var allocObjects: Int
  package var freedSpace: Int
  package var freedObjects: Int
  /// Dropped but not yet reclaimed, in bytes. nil where memory is freed at once.
  package var garbageSpace: Int?
  /// Collections so far. nil where nothing collects.
  package var collections: Int?
  /// Heap size at which the next collection starts, in bytes. nil where nothing collects.
  package var goal: Int?

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
    case freedSpace = "free_bytes"
    case freedObjects = "free_objects"
    case garbageSpace = "garbage_bytes"
    case collections
    case goal = "goal_bytes"
  }
}

import Telemetry

/// Reads what Go's runtime counts of its heap: what `runtime.ReadMemStats` tells, without stopping
/// the program. It lags by what sits in the caches of the processors, which a collection adds.
struct HeapReader {
  let memory: any RemoteMemory
  let layout: RuntimeLayout
  let controller: UInt64
  let statistics: UInt64

  /// Numbers above this are no counts of bytes.
  private static let largest: UInt64 = 1 << 60

  /// nil if it cannot be read or makes no sense.
  func read() throws(MemoryError) -> HeapSample? {
    let fields = layout.statistics
    var batch = ReadBatch()
    let head = batch.add(controller, layout.controller.totalFree + 8)
    let blocks = (0..<RuntimeLayout.Statistics.blocks).map {
      batch.add(statistics &+ UInt64($0 * fields.blockSize), fields.blockSize)
    }
    let cycles = batch.add(statistics &+ UInt64(fields.collections), 4)
    try batch.perform(on: memory)
    guard let head = batch.bytes(head), let collections = batch.bytes(cycles)?.u32(0),
      let allocSpace = count(head.u64(layout.controller.totalAlloc)),
      let freedSpace = count(head.u64(layout.controller.totalFree)),
      let idle = count(head.u64(layout.controller.heapFree)),
      let goal = head.u64(layout.controller.heapGoal)
    else { return nil }
    var (allocated, freed, large, largeSpace): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var sizes = [UInt64](repeating: 0, count: RuntimeLayout.Statistics.classes)
    for block in blocks {
      guard let block = batch.bytes(block), let tiny = block.u64(fields.tinyAllocCount),
        let largeAllocated = block.u64(fields.largeAllocCount),
        let space = block.u64(fields.largeAlloc),
        let largeFreed = block.u64(fields.largeFreeCount)
      else { return nil }
      // The blocks are differences by turns: a sum may be right where a part has wrapped.
      (large, largeSpace) = (large &+ largeAllocated, largeSpace &+ space)
      for index in sizes.indices {
        sizes[index] = sizes[index] &+ (block.u64(fields.smallAllocCounts + index * 8) ?? 0)
      }
      allocated = allocated &+ tiny
      freed = freed &+ tiny &+ largeFreed &+ sum(block, fields.smallFreeCounts)
    }
    allocated = sizes.reduce(allocated &+ large, &+)
    guard let allocObjects = count(allocated), let freedObjects = count(freed) else { return nil }
    var sample = HeapSample(
      allocSpace: allocSpace, allocObjects: allocObjects,
      // They are read one after the other, and what was freed may overtake.
      freedSpace: min(freedSpace, allocSpace), freedObjects: min(freedObjects, allocObjects),
      // All ones where the collector is off.
      collections: collections, goal: count(goal))
    sample.idleSpace = idle
    (sample.largeObjects, sample.largeSpace) = (count(large), count(largeSpace))
    let counts = sizes.map(count)
    if counts.allSatisfy({ $0 != nil }) {
      sample.allocSizes = SizeCounts(
        zip(Self.classSizes, counts).map { (size: Int($0), count: $1 ?? 0) })
    }
    return sample
  }

  private func sum(_ block: Bytes, _ start: Int) -> UInt64 {
    (0..<RuntimeLayout.Statistics.classes).reduce(0) { sum, index in
      sum &+ (block.u64(start + index * 8) ?? 0)
    }
  }

  private func count(_ value: UInt64?) -> Int? {
    value.flatMap { $0 <= Self.largest ? Int($0) : nil }
  }

  /// Whether the numbers agree with each other: the bytes of all objects, by their size classes,
  /// are what the runtime counts in another place. Tells a layout that is not this program's.
  func agrees() throws(MemoryError) -> Bool {
    let fields = layout.statistics
    var batch = ReadBatch()
    let head = batch.add(controller, layout.controller.totalFree + 8)
    let blocks = (0..<RuntimeLayout.Statistics.blocks).map {
      batch.add(statistics &+ UInt64($0 * fields.blockSize), fields.blockSize)
    }
    try batch.perform(on: memory)
    guard let total = batch.bytes(head)?.u64(layout.controller.totalAlloc) else { return false }
    var space: UInt64 = 0
    for block in blocks {
      guard let block = batch.bytes(block) else { return false }
      space = space &+ (block.u64(fields.largeAlloc) ?? 0)
      for (index, size) in Self.classSizes.enumerated() {
        space = space &+ (block.u64(fields.smallAllocCounts + index * 8) ?? 0) &* size
      }
    }
    guard let total = count(total), let space = count(space) else { return false }
    // Read while the program goes on.
    return abs(total - space) <= 4 << 20 + total / 50
  }

  /// Bytes of the size classes. Source: runtime/sizeclasses.go, unchanged from Go 1.16 to 1.27.
  private static let classSizes: [UInt64] = [
    0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320,
    352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048,
    2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728,
    10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672,
    32768,
  ]
}

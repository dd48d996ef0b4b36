import Telemetry

/// What can be told of a pool that is watched from outside and whose gets nobody counts, Go's
/// bytebufferpool: by its calls, what lies in it, and what its program allocates meanwhile.
///
/// What the program allocates besides is not told apart: `misses` and `larger` are at most so many.
struct OutsideView: Sendable {
  /// Shorter, one look more or less at the pool decides.
  static let shortest = Duration.seconds(5)
  /// Go counts allocations a block of memory at a time, and is exact after a collection; and what
  /// was freed is told by collections.
  static let collections = 3
  /// Bytes of a `bytebufferpool.ByteBuffer` on 64-bit systems: a slice. Each miss allocates one.
  static let bufferSize = 24

  /// The time that all of this is over; the thresholds have not changed in it.
  let span: Duration
  /// Puts by size class of their length, and in all.
  let classPuts: [Double]
  let puts: Double
  /// Whether no calibration can have gone unseen; else there were more puts.
  let putsAreExact: Bool
  /// Share of samples in which nothing lay in the pool, over all that have the same thresholds, up
  /// to half a minute of them; and that time. Where each get finds a buffer it is 0, unless buffers
  /// are in use for most of the time.
  let emptyShare: Double
  let emptySpan: Duration
  /// Capacity of what lay in the pool in all samples together, by size class, and the mean bytes of
  /// one. nil where it is unknown or nothing did.
  let idle: (classes: [Int], meanSpace: Double)?
  /// Collections after which the pool was still in use. nil where they are unknown.
  let sweeps: Int?
  /// Buffers that these have let go: at most.
  let evicted: Double
  /// Gets that needed a new buffer: at most. nil where the sizes of what is allocated are unknown.
  let misses: Double?
  /// Of what was allocated what is larger than the maximum size: each buffer that was dropped is
  /// among it. nil before the first calibration, which drops nothing.
  let larger: (objects: Double, space: Double)?
  /// Bytes that the whole program allocated, and freed.
  let allocated: Double
  let freed: Double

  /// nil with fewer than five seconds of samples that have the same thresholds.
  init?(of index: Int, in snapshots: [Snapshot]) {
    guard let last = snapshots.last, let pool = last.pool(at: index), pool.gets == nil,
      pool.calls != nil
    else { return nil }
    let alike = Self.alike(index, in: snapshots)
    let part = Self.part(of: alike)
    guard let first = part.first, let earlier = first.pool(at: index),
      last.time - first.time >= Self.shortest,
      let counts = Self.puts(part.compactMap { $0.pool(at: index) }),
      let heap = HeapReading(from: first, to: last),
      let looks = Looks(part.compactMap { $0.pool(at: index) }),
      let allLooks = Looks(alike.compactMap { $0.pool(at: index) })
    else { return nil }
    span = last.time - first.time
    (classPuts, putsAreExact) = counts
    puts = classPuts.reduce(0, +)
    idle = looks.idle
    emptyShare = allLooks.emptyShare
    emptySpan = last.time - (alike.first ?? first).time
    let sweeps = zip(earlier.sweeps, pool.sweeps).map { max($1 - $0, 0) }
    self.sweeps = sweeps
    evicted = Double(sweeps ?? 0) * Double(looks.mostVictims)
    let sizes = SizeReading(from: first, to: last)
    let defaultSize = pool.defaultSize ?? 0
    misses = sizes.map { sizes in
      let buffers = sizes.objects(ofSize: Self.bufferSize)
      return Double(
        defaultSize > 0 ? min(buffers, sizes.objects(ofSize: defaultSize)) : buffers)
    }
    let maxSize = pool.maxSize ?? 0
    larger = maxSize > 0 ? sizes?.larger(than: maxSize) : nil
    (allocated, freed) = (heap.allocRate * span.inSeconds, heap.freeRate * span.inSeconds)
  }

  /// The latest samples, as far back as they have one pair of thresholds.
  private static func alike(_ index: Int, in snapshots: [Snapshot]) -> ArraySlice<Snapshot> {
    guard let now = snapshots.last?.pool(at: index) else { return [] }
    let change = snapshots.lastIndex { snapshot in
      guard let pool = snapshot.pool(at: index), pool.isSame(as: now) else { return true }
      return pool.defaultSize != now.defaultSize || pool.maxSize != now.maxSize
    }
    return snapshots[(change.map { $0 + 1 } ?? 0)...]
  }

  /// The latest of them: no more than are needed.
  private static func part(of snapshots: ArraySlice<Snapshot>) -> ArraySlice<Snapshot> {
    guard let last = snapshots.last else { return [] }
    let start = snapshots.lastIndex { snapshot in
      last.time - snapshot.time >= shortest
        && (last.heap?.collections ?? 0) - (snapshot.heap?.collections ?? 0) >= collections
    }
    return snapshots[(start ?? snapshots.startIndex)...]
  }

  /// nil where calls are not known in each of the samples.
  private static func puts(_ samples: [PoolSample]) -> (byClass: [Double], areExact: Bool)? {
    var sum = [Double](repeating: 0, count: samples.first?.calls?.count ?? 0)
    var calibrated = 0
    for (before, after) in zip(samples, samples.dropFirst()) {
      guard let puts = after.putsByCalls(since: before), puts.count == sum.count else { return nil }
      for index in sum.indices { sum[index] += puts[index] }
      calibrated += before.calibrations == after.calibrations ? 0 : 1
    }
    // A pool that calibrates between most samples may do so twice between two.
    return (sum, calibrated * 2 < samples.count)
  }
}

/// What lay in a pool at each look.
private struct Looks {
  let emptyShare: Double
  let mostVictims: Int
  let idle: (classes: [Int], meanSpace: Double)?

  /// nil where it is not known in each of the samples.
  init?(_ samples: [PoolSample]) {
    var (empty, victims, objects, space) = (0, 0, 0.0, 0.0)
    var classes: [Int] = []
    for sample in samples {
      guard let count = sample.retainedObjects else { return nil }
      victims = max(victims, sample.victimObjects ?? 0)
      guard count > 0 else {
        empty += 1
        continue
      }
      guard let bytes = sample.retainedSpace, let counts = sample.retainedClasses else { continue }
      (objects, space) = (objects + Double(count), space + Double(bytes))
      if classes.isEmpty { classes = [Int](repeating: 0, count: counts.count) }
      guard classes.count == counts.count else { return nil }
      for index in classes.indices { classes[index] += counts[index] }
    }
    guard !samples.isEmpty else { return nil }
    emptyShare = Double(empty) / Double(samples.count)
    mostVictims = victims
    idle = objects > 0 ? (classes, space / objects) : nil
  }
}

/// Both, or nothing.
private func zip(_ one: Int?, _ other: Int?) -> (Int, Int)? {
  guard let one, let other else { return nil }
  return (one, other)
}

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
  /// one. nil where it is unknown or nothing did, and of no use once calibrated: nil, too.
  let idle: (classes: [Double], meanSpace: Double)?
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

  /// nil with fewer than five seconds of samples that have the same thresholds. O(samples), whose
  /// numbers are looked at where they are.
  init?(of index: Int, in snapshots: [Snapshot]) {
    guard let last = snapshots.last, let pool = last.pool(at: index), pool.gets == nil,
      pool.calls != nil, let alike = Self.alike(index, in: snapshots)
    else { return nil }
    let part = Self.part(of: alike, in: snapshots)
    let first = snapshots[part.lowerBound]
    guard last.time - first.time >= Self.shortest,
      let counts = Self.puts(index, in: snapshots, part),
      let heap = HeapReading(from: first, to: last),
      let looks = Looks(at: index, in: snapshots, alike)
    else { return nil }
    span = last.time - first.time
    (classPuts, putsAreExact) = counts
    puts = classPuts.reduce(0, +)
    (emptyShare, emptySpan) = (looks.emptyShare, last.time - snapshots[alike.lowerBound].time)
    let (defaultSize, maxSize) = (pool.defaultSize ?? 0, pool.maxSize ?? 0)
    idle = maxSize == 0 ? Self.idle(index, in: snapshots, part) : nil
    let sweeps = pool.sweeps(since: first.pools[index])
    self.sweeps = sweeps
    evicted = Double(sweeps ?? 0) * Double(looks.mostVictims)
    let sizes = SizeReading(from: first, to: last)
    misses = sizes.map { sizes in
      let buffers = sizes.objects(ofSize: Self.bufferSize)
      return Double(
        defaultSize > 0 ? min(buffers, sizes.objects(ofSize: defaultSize)) : buffers)
    }
    larger = maxSize > 0 ? sizes?.larger(than: maxSize) : nil
    (allocated, freed) = (heap.allocRate * span.inSeconds, heap.freeRate * span.inSeconds)
  }

  /// The latest samples, as far back as the pool is in them and has one pair of thresholds.
  private static func alike(_ index: Int, in snapshots: [Snapshot]) -> ClosedRange<Int>? {
    guard let now = snapshots.last?.pool(at: index) else { return nil }
    var start = snapshots.count - 1
    while start > 0 {
      let before = start - 1
      guard snapshots[before].pools.indices.contains(index),
        snapshots[before].pools[index].defaultSize == now.defaultSize,
        snapshots[before].pools[index].maxSize == now.maxSize
      else { break }
      start = before
    }
    return start...(snapshots.count - 1)
  }

  /// The latest of them: no more than are needed.
  private static func part(
    of alike: ClosedRange<Int>, in snapshots: [Snapshot]
  ) -> ClosedRange<Int> {
    let time = snapshots[alike.upperBound].timeNanoseconds - shortest.wholeNanoseconds
    let count = (snapshots[alike.upperBound].heap?.collections ?? 0) - collections
    let start = alike.last { number in
      snapshots[number].timeNanoseconds <= time
        && snapshots[number].heap.map { $0.collections ?? 0 <= count } == true
    }
    return (start ?? alike.lowerBound)...alike.upperBound
  }

  /// nil where calls are not known.
  private static func puts(
    _ index: Int, in snapshots: [Snapshot], _ part: ClosedRange<Int>
  ) -> (byClass: [Double], areExact: Bool)? {
    var sum: [Double] = []
    func add(_ from: Int, _ to: Int) -> Bool {
      let (before, after) = (snapshots[from].pools[index], snapshots[to].pools[index])
      guard let puts = after.putsByCalls(since: before) else { return false }
      sum = sum.isEmpty ? puts : zip(sum, puts).map(+)
      return true
    }
    // Between calibrations the ends tell all.
    var (start, calibrated) = (part.lowerBound, 0)
    for number in part.dropFirst()
    where snapshots[number].pools[index].calibrations
      != snapshots[number - 1].pools[index].calibrations
    {
      guard add(start, number - 1), add(number - 1, number) else { return nil }
      (start, calibrated) = (number, calibrated + 1)
    }
    guard add(start, part.upperBound) else { return nil }
    // A pool that calibrates between most samples may do so twice between two.
    return (sum, calibrated * 2 < part.count)
  }

  private static func idle(
    _ index: Int, in snapshots: [Snapshot], _ part: ClosedRange<Int>
  ) -> (classes: [Double], meanSpace: Double)? {
    var (classes, objects, space) = ([Double](), 0.0, 0.0)
    for number in part {
      guard let count = snapshots[number].pools[index].retainedObjects, count > 0,
        let bytes = snapshots[number].pools[index].retainedSpace,
        let counts = snapshots[number].pools[index].retainedClasses
      else { continue }
      (objects, space) = (objects + Double(count), space + Double(bytes))
      if classes.isEmpty { classes = [Double](repeating: 0, count: counts.count) }
      guard classes.count == counts.count else { return nil }
      for place in classes.indices { classes[place] += Double(counts[place]) }
    }
    return objects > 0 ? (classes, space / objects) : nil
  }
}

/// Whether something lay in a pool at each look.
private struct Looks {
  let emptyShare: Double
  let mostVictims: Int

  /// nil where it is not known in each of the samples.
  init?(at index: Int, in snapshots: [Snapshot], _ part: ClosedRange<Int>) {
    var (empty, victims) = (0, 0)
    for number in part {
      guard let count = snapshots[number].pools[index].retainedObjects else { return nil }
      victims = max(victims, snapshots[number].pools[index].victimObjects ?? 0)
      empty += count == 0 ? 1 : 0
    }
    emptyShare = Double(empty) / Double(part.count)
    mostVictims = victims
  }
}

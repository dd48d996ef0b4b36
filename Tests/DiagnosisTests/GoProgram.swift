import Telemetry

@testable import Diagnosis

/// Samples of a Go program as they are seen from outside, five a second, made by hand. Counts are
/// of a fifth of a second.
struct GoProgram {
  /// Puts by size class of their length; and those before the first sample.
  var puts: [Int: Int] = [:]
  var putsBefore: [Int: Int] = [:]
  var defaultSize = 0
  var maxSize = 0
  /// Every so many samples it calibrates by its first class; never with 0.
  var calibratesEvery = 0
  /// Objects allocated by size, and larger ones of one size.
  var objects: [Int: Int] = [:]
  var large = (count: 0, size: 1 << 20)
  /// Percent of what is allocated that is freed as well.
  var freed = 100
  /// Every so many samples there was a collection.
  var collectsEvery = 2
  /// Whether the pool is in use at each of them.
  var isSwept = true
  /// What lies in the pool: how many of which class of capacity; nothing in the first so many
  /// samples of a hundred.
  var idle: [Int: Int] = [6: 1]
  var empty = 0
  var victims = 0

  func samples(seconds: Int) -> [Snapshot] {
    var snapshots: [Snapshot] = []
    var collections = 0
    var calls = (0..<20).map { putsBefore[$0] ?? 0 }
    var calibrations = 0
    for tick in 0...(seconds * 5) {
      if tick > 0 {
        for (index, count) in puts { calls[index] += count }
        collections += tick % collectsEvery == 0 ? 1 : 0
        if calibratesEvery > 0, tick % calibratesEvery == 0 {
          calls = (0..<20).map { puts[$0] ?? 0 }
          calibrations += 1
        }
      }
      var pool = PoolSample(name: "main.pool")
      (pool.policy, pool.calls, pool.calibrations) = (
        "calibrated", ClassCounts(calls), calibrations
      )
      (pool.defaultSize, pool.maxSize) = (defaultSize, maxSize)
      pool.sweeps = isSwept ? collections : 0
      fill(&pool, isEmpty: tick * 37 % 100 < empty)
      snapshots.append(
        Snapshot(time: .milliseconds(tick * 200), heap: heap(tick, collections), pools: [pool]))
    }
    return snapshots
  }

  private func fill(_ pool: inout PoolSample, isEmpty: Bool) {
    let classes = (0..<20).map { isEmpty ? 0 : idle[$0] ?? 0 }
    pool.retainedClasses = ClassCounts(classes)
    pool.retainedObjects = classes.reduce(0, +)
    pool.measuredObjects = pool.retainedObjects
    pool.retainedSpace = zip(0..., classes).reduce(0) { $0 + (64 << $1.0) * $1.1 }
    pool.victimObjects = isEmpty ? 0 : victims
    pool.victimSpace =
      pool.meanRetainedSpace.map { $0 * victims } ?? 0
  }

  private func heap(_ tick: Int, _ collections: Int) -> HeapSample {
    let space = objects.reduce(0) { $0 + $1.key * $1.value } + large.count * large.size
    var heap = HeapSample(
      allocSpace: space * tick, allocObjects: (objects.values.reduce(0, +) + large.count) * tick,
      freedSpace: space * tick * freed / 100, freedObjects: 0, collections: collections)
    heap.allocSizes = SizeCounts(objects.map { (size: $0.key, count: $0.value * tick) })
    (heap.largeObjects, heap.largeSpace) = (large.count * tick, large.count * large.size * tick)
    return heap
  }

  /// What stands after so long, and the verdict's word.
  func found(after seconds: Int = 8) -> [String] {
    let diagnostician = diagnosed(seconds)
    let names = diagnostician.standing.map(\.finding.name)
    return names.isEmpty ? [diagnostician.verdict.word] : names
  }

  func diagnosed(_ seconds: Int) -> Diagnostician {
    var diagnostician = Diagnostician(sizeClasses: (0..<20).map { 64 << $0 })
    for snapshot in samples(seconds: seconds) { diagnostician.add(snapshot) }
    return diagnostician
  }
}

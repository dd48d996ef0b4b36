import Diagnosis
import Telemetry

/// What a sample costs the diagnostician that has half a minute and more of them already.
struct Cost {
  private let pools: Int
  /// Sorted, in nanoseconds.
  private let times: [Double]

  /// Ten samples a second for two minutes: the last minute is measured.
  init(pools: Int) {
    self.pools = pools
    var diagnostician = Diagnostician(sizeClasses: (0..<20).map { 64 << $0 })
    var times: [Double] = []
    for tenth in 0..<1200 {
      let snapshot = Self.snapshot(tenth, pools: pools)
      let start = cpuNanoseconds()
      diagnostician.add(snapshot)
      _ = diagnostician.verdict
      let time = cpuNanoseconds() - start
      if tenth >= 600 { times.append(time) }
    }
    self.times = times.sorted()
  }

  var line: String {
    let mean = times.reduce(0, +) / Double(times.count)
    return
      "\(pools) pool\(pools == 1 ? "" : "s"): \(Quantity.nanoseconds(mean)) a sample on average, "
      + "\(Quantity.nanoseconds(times[times.count * 99 / 100])) at the 99th percentile"
  }

  /// Pools of which everything is known, every third of which has something wrong with it.
  private static func snapshot(_ tenth: Int, pools: Int) -> Snapshot {
    let heap = HeapSample(
      allocSpace: (tenth << 20) + (64 << 20), allocObjects: tenth * 100, freedSpace: tenth << 20,
      freedObjects: tenth * 100, garbageSpace: 1 << 20, collections: tenth, goal: 128 << 20)
    let process = ProcessSample(
      residentSpace: 100 << 20, peakResidentSpace: 100 << 20, cpuNanoseconds: 0, minorFaults: 0)
    return Snapshot(
      time: .milliseconds(tenth * 100), process: process, heap: heap,
      pools: (0..<pools).map { pool($0, tenth * 500) })
  }

  private static func pool(_ index: Int, _ gets: Int) -> PoolSample {
    var pool = PoolSample(name: "main.server.pool[\(index)]")
    let abandoned = index % 3 == 0 ? gets / 10 : 0
    let puts = gets - abandoned
    (pool.policy, pool.gets, pool.hits, pool.steals) = (
      "calibrated", gets, gets * 8 / 10, gets / 10
    )
    (pool.victimHits, pool.misses, pool.puts) = (0, gets / 10, puts)
    (pool.kept, pool.drops, pool.abandoned) = (puts * 9 / 10, puts / 10, abandoned)
    (pool.sweeps, pool.evictions, pool.growths, pool.growthBytes) = (0, 0, gets / 20, gets * 10)
    let counts = (0..<20).map { $0 < 12 ? puts / 12 : 0 }
    pool.classPuts = ClassCounts(counts)
    pool.classLengthBytes = ClassCounts(counts.enumerated().map { $1 * (48 << $0) })
    pool.classCapacityBytes = ClassCounts(counts.enumerated().map { $1 * (64 << $0) })
    pool.calls = ClassCounts(counts.map { $0 % 42_000 })
    (pool.defaultSize, pool.maxSize, pool.calibrations) = (4096, 65_536, 1)
    (pool.retainedSpace, pool.retainedObjects) = (9 << 20, 100)
    return pool
  }
}

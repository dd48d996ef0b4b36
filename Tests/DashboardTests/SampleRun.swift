import Dashboard
import Telemetry
import WhatIf

/// A run with round figures: put for 20 s, noput for 25 s, put again. A function of the time.
enum SampleRun {
  static let sizeClasses = (0..<20).map { 64 << $0 }
  static let interval = Duration.milliseconds(100)

  /// Snapshots every 100 ms from 0 to `end`.
  static func snapshots(until end: Duration) -> [Snapshot] {
    stride(from: 0, through: end.wholeNanoseconds / 1_000_000, by: 100).map(snapshot)
  }

  /// What is worked out a little at a time comes to its end, where it is in sight.
  static func passTime(_ model: inout DashboardModel) {
    for _ in 0..<200 {
      _ = model.handle(.time(model.elapsed))
      guard model.isAtWork else { return }
    }
  }

  /// The same on a heap that frees at once.
  static func counted(_ snapshot: Snapshot) -> Snapshot {
    var snapshot = snapshot
    if let heap = snapshot.heap {
      snapshot.heap = HeapSample(
        allocSpace: heap.allocSpace, allocObjects: heap.allocObjects,
        freedSpace: heap.allocSpace - 32_768, freedObjects: heap.allocObjects - 1)
      snapshot.heap?.model = .counted
    }
    snapshot.process?.residentSpace = 8_900 << 10
    return snapshot
  }

  /// The same with five pools of different sizes.
  static func withManyPools(_ snapshot: Snapshot) -> Snapshot {
    var snapshot = snapshot
    let names = ["fasthttp.responseBodyPool", "fasthttp.requestBodyPool", "main.sized[2]"]
    for (index, name) in names.enumerated() {
      var pool = snapshot.pools[0]
      pool.name = name
      pool.retainedSpace = pool.retainedSpace.map { $0 * (index + 2) }
      pool.gets = index == 1 ? nil : pool.gets.map { $0 / (index + 1) }
      snapshot.pools.append(pool)
    }
    snapshot.pools.append(PoolSample(name: "unknown"))
    return snapshot
  }

  static func snapshot(atMilliseconds time: Int) -> Snapshot {
    let noputTime = min(max(time - 20_000, 0), 25_000)
    let putTime = time - noputTime
    let isNoput = time >= 20_000 && time < 45_000
    // 1,000 operations a millisecond in put mode, 400 in noput.
    let puts = putTime * 1000
    let misses = noputTime * 400 + 1
    let gets = puts + noputTime * 400
    var pool = PoolSample(name: "default")
    pool.policy = "calibrated"
    (pool.gets, pool.hits, pool.misses) = (gets, gets - misses, misses)
    (pool.steals, pool.victimHits, pool.drops) = (0, 0, 0)
    (pool.puts, pool.kept, pool.abandoned) = (puts, puts, noputTime * 400)
    // 2 % of the puts are small ones.
    pool.classPuts = ClassCounts(
      (0..<20).map { $0 == 9 ? puts * 49 / 50 : $0 == 2 ? puts / 50 : 0 })
    pool.classLengthBytes = ClassCounts(
      (0..<20).map { $0 == 9 ? puts * 29_400 : $0 == 2 ? puts * 4 : 0 })
    pool.classCapacityBytes = ClassCounts(
      (0..<20).map { $0 == 9 ? puts * 32_112 : $0 == 2 ? puts * 5 : 0 })
    pool.calls = ClassCounts(
      (0..<20).map { $0 == 9 ? puts % 42_000 : $0 == 2 ? puts % 42_000 / 50 : 0 })
    pool.calibrations = puts / 42_001
    let size = puts > 42_000 ? 32_768 : 0
    (pool.defaultSize, pool.maxSize) = (size, size)
    (pool.retainedSpace, pool.retainedObjects) = isNoput ? (0, 0) : (32_768, 1)
    // RSS swings, and once in five seconds the collector comes late.
    let wave = time / 100 % 20 < 10 ? 0 : 2_000
    let resident = !isNoput ? 8_800 : noputTime % 5_000 < 300 ? 36_000 : 17_000 + wave
    let peak = noputTime == 0 ? 8_800 : 36_000
    let garbage = isNoput ? (time / 100 % 4 + 1) << 20 : 0
    var heap = HeapSample(
      allocSpace: misses * 32_768, allocObjects: misses,
      freedSpace: (misses - 1) * 32_768 - garbage, freedObjects: misses - 1 - garbage / 32_768,
      garbageSpace: garbage, collections: noputTime * 3, goal: 4 << 20)
    (heap.collectorNanoseconds, heap.assistNanoseconds) = (noputTime * 280_000, 0)
    heap.idleSpace = noputTime == 0 ? 0 : 8 << 20
    heap.model = .collected
    // 40 ns where a buffer waits, 600 ns where every get allocates; one in 90 is slow.
    var counts = [Int](repeating: 0, count: LatencyBuckets.count)
    counts[LatencyBuckets.index(ofNanoseconds: 40)] = putTime * 4
    counts[LatencyBuckets.index(ofNanoseconds: 600)] = noputTime * 3
    counts[LatencyBuckets.index(ofNanoseconds: 2_000)] = (putTime + noputTime * 3) / 90
    counts[LatencyBuckets.index(ofNanoseconds: 900_000)] = time / 2_000
    return Snapshot(
      time: .milliseconds(time),
      process: ProcessSample(
        residentSpace: resident << 10, peakResidentSpace: peak << 10,
        cpuNanoseconds: time * 1_010_000 + noputTime * 280_000, minorFaults: time / 50),
      heap: heap,
      pools: [pool],
      workload: WorkloadSample(
        name: "request-log", mode: isNoput ? .noput : .put, operations: gets, payloadBytes: 30_000,
        latency: LatencySample(counts: counts)),
      monitor: MonitorSample(
        cpuNanoseconds: time * 6_000, frames: time / 100, lateSamples: 0,
        intervalNanoseconds: interval.wholeNanoseconds))
  }
}

import Telemetry

/// A snapshot with as much in it as a test needs.
func snapshot(
  at milliseconds: Int, rss: Int? = nil, alloc: Int? = nil, gets: Int? = nil, misses: Int? = nil,
  puts: Int? = nil, mode: WorkloadMode? = nil, operations: Int = 0, cpuNanoseconds: Int = 0,
  monitorNanoseconds: Int = 0, interval: Int? = nil
) -> Snapshot {
  var pool = PoolSample(name: "default")
  pool.gets = gets
  pool.misses = misses
  pool.puts = puts
  return Snapshot(
    time: .milliseconds(milliseconds),
    process: rss.map {
      ProcessSample(
        residentSpace: $0, peakResidentSpace: $0, cpuNanoseconds: cpuNanoseconds, minorFaults: 0)
    },
    heap: alloc.map {
      HeapSample(allocSpace: $0, allocObjects: $0 / 100, freedSpace: 0, freedObjects: 0)
    },
    pools: [pool],
    workload: mode.map { WorkloadSample(mode: $0, operations: operations, payloadBytes: 1) },
    monitor: interval.map {
      MonitorSample(
        cpuNanoseconds: monitorNanoseconds, frames: 0, lateSamples: 0,
        intervalNanoseconds: $0 * 1_000_000)
    })
}

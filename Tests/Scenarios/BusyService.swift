import ByteBufferPool
package import Diagnosis
import Telemetry
import Workloads

/// A service of many hands: web answers of different lengths, of which several are being written at
/// any time. Each hand's buffer has grown to its longest answer so far.
package struct BusyService {
  private let hands: Int
  private let pool: BufferPool
  private let heap = CollectedHeap()
  private let seed: UInt64

  package init(hands: Int, seed: UInt64) {
    self.hands = hands
    self.seed = seed
    pool = BufferPool(allocator: heap)
  }

  /// So many seconds of it, with so many waves in a tenth of a second, each of one answer a hand.
  package func watched(seconds: Int, waves: Int) -> Diagnostician {
    var diagnostician = Diagnostician(sizeClasses: Simulation.sizeClasses)
    var settings = WorkloadSettings()
    settings.seed = seed
    guard var web = WorkloadKind.named("web")?.make(settings, 0) else { return diagnostician }
    for tenth in 0..<(seconds * 10) {
      var sample = PoolSample(name: "busy", pool.counters)
      sample.policy = pool.retention.name
      diagnostician.add(
        Snapshot(time: .milliseconds(tenth * 100), heap: heap.sample, pools: [sample]))
      for _ in 0..<waves { wave(&web, left: hands) }
      heap.collect { pool.sweep() }
    }
    return diagnostician
  }

  private func wave(_ web: inout any Workload, left: Int) {
    var buffer = pool.get()
    Filler.shared.append(web.next(at: Moment()).length, to: &buffer)
    if left > 1 { wave(&web, left: left - 1) }
    pool.put(buffer)
  }
}

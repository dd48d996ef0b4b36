import ByteBufferPool
import Synchronization
import Telemetry

/// What the engine and its workers share: the switches that a worker looks at between batches.
final class EngineSwitches: Sendable {
  let isPutting: Atomic<Bool>
  let isStopping = Atomic(false)

  init(mode: WorkloadMode) { isPutting = Atomic(mode == .put) }

  var mode: WorkloadMode { isPutting.load(ordering: .relaxed) ? .put : .noput }
}

/// One thread of a workload. Everything mutable in it belongs to that thread but the count.
final class Worker: Sendable {
  /// Longest sleep at a stretch: how late a worker may see that it has to stop.
  private static let longestSleep = Duration.milliseconds(20)

  let operations = Atomic(0)
  private let workload: any Workload
  private let pool: BufferPool
  private let switches: EngineSwitches

  init(workload: any Workload, pool: BufferPool, switches: EngineSwitches) {
    self.workload = workload
    self.pool = pool
    self.switches = switches
  }

  /// Operations between two looks at the switches: about 2 MiB of copying, a tenth of a
  /// millisecond.
  private var batch: Int { min(max(2 << 20 / max(workload.payloadBytes, 1), 1), 64) }

  /// Works until told to stop: as fast as it goes, or at `rate` operations per second.
  func run(rate: Double?, pacer: Pacer) {
    var workload = workload
    var pace = rate.map { Pace(operationsPerSecond: $0, from: pacer.now()) }
    while !switches.isStopping.load(ordering: .relaxed) {
      let count = pace?.take(upTo: batch, at: pacer.now()) ?? batch
      operate(count, &workload)
      if count < batch, let wait = pace?.wait(at: pacer.now()), wait > .zero {
        pacer.sleep(min(wait, Self.longestSleep))
      }
    }
  }

  /// Does exactly so many operations on the calling thread.
  func step(_ count: Int) {
    var workload = workload
    operate(count, &workload)
  }

  private func operate(_ count: Int, _ workload: inout some Workload) {
    let mode = switches.mode
    for _ in 0..<count { workload.operate(on: pool, mode: mode) }
    // One writer, so no read-modify-write is needed; relaxed, since it guards nothing.
    operations.store(operations.load(ordering: .relaxed) + count, ordering: .relaxed)
  }
}

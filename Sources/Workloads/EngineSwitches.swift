import Synchronization
import Telemetry

/// What the engine and its workers share: the switches that a worker looks at between batches.
final class EngineSwitches: Sendable {
  let isPutting: Atomic<Bool>
  let isStopping = Atomic(false)
  let bursts = Atomic(0)
  /// Bits of a Double: share of buffers that a forgetful workload does not put back.
  let forgottenShare: Atomic<UInt64>
  /// Rises with every switch of the workload: a worker that sees it change asks what runs now.
  let turn = Atomic(0)
  private let kind: Mutex<WorkloadKind>
  let settings: WorkloadSettings

  init(kind: WorkloadKind, settings: WorkloadSettings, mode: WorkloadMode) {
    isPutting = Atomic(mode == .put)
    forgottenShare = Atomic(settings.forgottenShare.bitPattern)
    self.kind = Mutex(kind)
    self.settings = settings
  }

  var mode: WorkloadMode { isPutting.load(ordering: .relaxed) ? .put : .noput }

  var currentKind: WorkloadKind { kind.withLock { $0 } }

  func switchKind(to new: WorkloadKind) {
    kind.withLock { $0 = new }
    // Releasing: whoever sees the turn finds the new kind.
    turn.add(1, ordering: .releasing)
  }

  func moment(at time: Duration) -> Moment {
    Moment(
      time: time, bursts: bursts.load(ordering: .relaxed),
      forgottenShare: Double(bitPattern: forgottenShare.load(ordering: .relaxed)))
  }
}

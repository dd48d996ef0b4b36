import GoProcess
import Telemetry

/// A Go program that is watched from outside: by its memory, or by its own pages.
protocol AttachSource: SnapshotSource {
  /// When the next snapshot is due.
  var nextDue: Duration { get }
  /// Time between samples. A change counts from the last sample on.
  var interval: Duration { get set }
  /// A descriptor whose input means that a snapshot may have come; nil without one.
  var wakes: Int32? { get }

  /// What was missed until now is nobody's lateness.
  func forgiveLateness()
  /// The snapshot of this moment, with a person's words on it; none if it comes later.
  func snapshotsNow(at time: Duration, note: String?) throws -> [Snapshot]
  /// What there is to tell since the last call.
  func takeNotices() -> [String]
}

extension GoProcessSource: AttachSource {
  var wakes: Int32? { nil }

  func snapshotsNow(at time: Duration, note: String?) throws -> [Snapshot] {
    [try snapshotNow(at: time, note: note)]
  }

  func takeNotices() -> [String] { [] }
}

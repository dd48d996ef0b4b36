import Dashboard
import Telemetry

/// What a run came to: its ends, and the switches of mode between. Bounded.
struct Seen {
  /// More than a summary lists.
  private static let recordingLimit = 100

  private(set) var first: Snapshot?
  private(set) var latest: Snapshot?
  private(set) var switches: [(time: Duration, mode: WorkloadMode)] = []

  /// Recordings that have ended, and how.
  private(set) var recordings: [Recording] = []

  mutating func add(_ event: Event) {
    switch event {
    case .snapshots(let snapshots): for snapshot in snapshots { add(snapshot) }
    case .recording(let recording): add(recording)
    default: break
    }
  }

  /// Takes in how a recording stands; keeps what has ended.
  mutating func add(_ recording: Recording) {
    guard recordings.count < Self.recordingLimit, recordings.last != recording else { return }
    switch recording {
    case .ended, .failed: recordings.append(recording)
    case .on, .ending, .off: break
    }
  }

  mutating func add(_ snapshot: Snapshot) {
    if let mode = snapshot.workload?.mode, let before = latest?.workload?.mode, mode != before,
      switches.count < History.markLimit
    {
      switches.append((time: snapshot.time, mode: mode))
    }
    // What a program did before it was started anew is not counted any more.
    if let heap = snapshot.heap, let before = latest?.heap, heap.hasBegunAnew(since: before) {
      first = nil
    }
    first = first ?? snapshot
    latest = snapshot
  }
}

package import DequeModule

/// The latest snapshots of a session, and the marks derived from them. Bounded.
package struct History: Sendable {
  /// 720 snapshots: 72 s at ten a second, about 1 KiB each.
  package static let snapshotLimit = 720
  /// More marks than any screen lists.
  package static let markLimit = 200

  /// Oldest first, by time.
  package private(set) var snapshots = Deque<Snapshot>()
  /// Oldest first. They outlive the snapshots that they were derived from.
  package private(set) var marks = Deque<Mark>()

  package init() {}

  package var latest: Snapshot? { snapshots.last }

  /// Takes the next snapshot in; the oldest goes once the limit is reached. O(1).
  ///
  /// A snapshot that is not later than the latest is refused: there is one value an instant.
  package mutating func append(_ snapshot: Snapshot) {
    if let latest {
      guard snapshot.timeNanoseconds > latest.timeNanoseconds else { return }
      marks.append(contentsOf: Mark.between(latest, snapshot))
      if marks.count > Self.markLimit { marks.removeFirst(marks.count - Self.markLimit) }
    }
    snapshots.append(snapshot)
    if snapshots.count > Self.snapshotLimit { snapshots.removeFirst() }
  }

  /// The snapshot that a reading over about `span` starts from: the oldest one inside the span that
  /// ends at the latest, or, if that is the latest itself, the one before it. No gap lies between.
  ///
  /// nil without two connected snapshots. O(snapshots inside the span).
  package func start(ofSpan span: Duration) -> Snapshot? {
    guard let latest else { return nil }
    let earliest = latest.timeNanoseconds - span.wholeNanoseconds
    var index = snapshots.endIndex - 1
    while index > snapshots.startIndex {
      let isLatest = index == snapshots.endIndex - 1
      let previous = snapshots[index - 1]
      if previous.timeNanoseconds < earliest && !isLatest { break }
      if snapshots[index].isAfterGap(since: previous) { break }
      index -= 1
    }
    return index == snapshots.endIndex - 1 ? nil : snapshots[index]
  }

  /// The snapshots of about the last `span`, oldest first, and the one before them.
  ///
  /// O(log of the snapshots held + snapshots returned).
  package func snapshots(over span: Duration) -> [Snapshot] {
    guard let latest else { return [] }
    let earliest = latest.timeNanoseconds - span.wholeNanoseconds
    var (low, high) = (snapshots.startIndex, snapshots.endIndex)
    while low < high {
      let middle = (low + high) / 2
      if snapshots[middle].timeNanoseconds < earliest { low = middle + 1 } else { high = middle }
    }
    return Array(snapshots[max(low - 1, snapshots.startIndex)...])
  }

  /// Derives a reading over about the last `span`. nil where there is none.
  package func reading<R>(over span: Duration, _ derive: (Snapshot, Snapshot) -> R?) -> R? {
    guard let start = start(ofSpan: span), let latest else { return nil }
    return derive(start, latest)
  }
}

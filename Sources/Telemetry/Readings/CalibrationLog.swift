/// The latest changes of a pool's thresholds, and which size class brought each about.
package enum CalibrationLog {
  /// One change of thresholds, whatever made it.
  package struct Entry: Equatable, Sendable {
    /// When it was seen: the time of the later snapshot.
    package var time: Duration
    /// The thresholds from then on, in bytes.
    package var defaultSize: Int
    package var maxSize: Int
    /// The size class with the most calls in the snapshot before, and its share of all calls there,
    /// 0 to 1: the one that won. nil where that is not known, and where no class won.
    ///
    /// An approximation where several calibrations come between two snapshots: the winner of the
    /// first stands for that of the last.
    package var leadingClass: Int?
    package var leadingShare: Double?

    /// What changed between two neighbours. nil if the thresholds did not, or are not known.
    package init?(from earlier: Snapshot, to later: Snapshot, pool index: Int = 0) {
      guard earlier.pools.indices.contains(index), later.pools.indices.contains(index) else {
        return nil
      }
      let (before, after) = (earlier.pools[index], later.pools[index])
      guard before.isSame(as: after), let defaultSize = after.defaultSize,
        let maxSize = after.maxSize,
        let defaultBefore = before.defaultSize, let maxBefore = before.maxSize,
        (defaultSize, maxSize) != (defaultBefore, maxBefore)
      else { return nil }
      time = later.time
      self.defaultSize = defaultSize
      self.maxSize = maxSize
      // A person or a policy can change thresholds too; and of what a gap hides nobody knows.
      let isCalibrated = before.calibrations == nil || before.calibrations != after.calibrations
      let isSwitched =
        before.policy != after.policy || earlier.workload?.name != later.workload?.name
      guard isCalibrated && !isSwitched && !later.isAfterGap(since: earlier) else { return }
      leadingClass = before.leadingClass?.index
      leadingShare = before.leadingShare
    }
  }

  /// More than a panel shows.
  package static let limit = 10

  /// The last ten changes in `snapshots`, oldest first. O(snapshots since the first of them).
  package static func entries(
    in snapshots: some BidirectionalCollection<Snapshot>, pool index: Int = 0
  ) -> [Entry] {
    var entries: [Entry] = []
    for (later, earlier) in zip(snapshots.reversed(), snapshots.reversed().dropFirst()) {
      guard let entry = Entry(from: earlier, to: later, pool: index) else { continue }
      entries.append(entry)
      if entries.count == limit { break }
    }
    return entries.reversed()
  }
}

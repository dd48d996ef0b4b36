/// Where snapshots come from: a lab, a recording, another process.
///
/// A source is pulled, reads no clock and never waits: time is an argument.
package protocol SnapshotSource {
  /// The snapshots that have become due up to `time` (since the session began), oldest first.
  ///
  /// A source that samples gives a late caller one snapshot, not a burst; nothing is lost, since
  /// counters are cumulative.
  mutating func snapshots(upTo time: Duration) throws -> [Snapshot]
}

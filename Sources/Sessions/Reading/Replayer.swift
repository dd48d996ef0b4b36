package import Telemetry

/// A recorded session as a source of snapshots: those of the session, at the session's times.
package struct Replayer: SnapshotSource {
  package let log: SessionLog
  /// The latest snapshot that was given out, in time; nil before the first.
  package private(set) var position: Duration?
  private var stream: SampleStream
  /// The next snapshot, if it has been read already.
  private var pending: Snapshot?

  /// Begins before the first snapshot.
  package init(_ log: SessionLog) {
    self.log = log
    stream = SampleStream()
  }

  /// The time of the next snapshot. nil at the end, or at the end so far.
  package mutating func nextTime() throws(SessionReadError) -> Duration? {
    try fill()
    return pending?.time
  }

  package mutating func snapshots(upTo time: Duration) throws(SessionReadError) -> [Snapshot] {
    var snapshots: [Snapshot] = []
    while try take(upTo: time, { snapshots.append($0) }) {}
    return snapshots
  }

  /// Gives the next snapshot out, whenever it is due. nil at the end.
  package mutating func next() throws(SessionReadError) -> Snapshot? {
    try nextTime().flatMap { time throws(SessionReadError) in
      try snapshots(upTo: time).last
    }
  }

  /// Goes to an instant, forth or back: the next snapshot is the first one behind it. Returns what
  /// had been seen by then.
  ///
  /// O(log of the samples), and two thousand of them are read.
  package mutating func seek(to time: Duration) throws(SessionReadError) -> History {
    let blocks = (History.fineLimit + SessionIndex.blockLength - 1) / SessionIndex.blockLength
    stream = log.stream(fromBlock: max(log.index.block(at: time) - blocks, 0))
    let before = stream.next.latest
    (pending, position) = (nil, before < 0 ? nil : .nanoseconds(before))
    var recent: [Moment] = []
    while try take(upTo: time, { recent.append(Moment($0)) }) {}
    // All that is not older goes into the levels that these fill.
    recent.removeFirst(max(recent.count - History.fineLimit, 0))
    var older = [(moments: log.index.overview, stride: log.index.stride)]
    if log.index.stride > SessionIndex.blockLength, let first = recent.first {
      older.insert((try sparse(before: first.time), SessionIndex.blockLength), at: 0)
    }
    return History(
      older: older, recent: recent, marks: log.index.marks.prefix { $0.time <= time })
  }

  /// The first sample of each block before an instant, as many as the levels between the finest and
  /// the overview hold.
  private func sparse(before time: Duration) throws(SessionReadError) -> [Moment] {
    let end = log.index.block(at: time)
    var stream = stream
    var moments: [Moment] = []
    for block in max(end - History.sparseLimit / SessionIndex.blockLength, 0)..<end {
      stream.move(to: log.index.blocks[block])
      while let item = try stream.next(in: log.parts) {
        guard case .sample(let snapshot) = item else { continue }
        if snapshot.time < time { moments.append(Moment(snapshot)) }
        break
      }
    }
    return moments
  }

  /// The time of the snapshot before the latest; nil where there is none.
  package func previousTime() throws(SessionReadError) -> Duration? {
    guard let position else { return nil }
    var copy = self
    copy.stream = log.stream(fromBlock: max(log.index.block(at: position) - 1, 0))
    (copy.pending, copy.position) = (nil, nil)
    var previous: Duration?
    while let time = try copy.nextTime(), time < position {
      previous = time
      copy.pending = nil
    }
    return previous
  }

  private mutating func take(
    upTo time: Duration, _ body: (Snapshot) -> Void
  ) throws(SessionReadError) -> Bool {
    try fill()
    guard var snapshot = pending, snapshot.time <= time else { return false }
    pending = nil
    note(&snapshot)
    position = snapshot.time
    body(snapshot)
    return true
  }

  /// Adds what was noted since the snapshot before.
  private func note(_ snapshot: inout Snapshot) {
    guard !log.index.remarks.isEmpty else { return }
    let before = position?.wholeNanoseconds ?? .min
    var remarks = log.index.remarks(after: before)
    snapshot.take(&remarks)
  }

  private mutating func fill() throws(SessionReadError) {
    while pending == nil, let item = try stream.next(in: log.parts) {
      if case .sample(let snapshot) = item { pending = snapshot }
    }
  }
}

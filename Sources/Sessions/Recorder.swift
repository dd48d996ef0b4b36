package import Telemetry

/// A source that records what passes through it, so that a screen cannot show what the file lacks.
///
/// An error while writing ends the recording and not the run.
package struct Recorder<Source: SnapshotSource>: SnapshotSource {
  package enum Status: Equatable, Sendable {
    case off
    case recording(path: String, bytes: Int, lost: Int)
    /// To end as asked, once what waits is written.
    case ending(path: String)
    /// Ended as asked.
    case ended(path: String, bytes: Int, lost: Int)
    /// Ended by an error; what was written until then is whole.
    case failed(SessionWriteError)
  }

  /// An output that is to end and takes nothing for so long is given up.
  package static var longestStandstill: Duration { .seconds(2) }

  package var source: Source
  /// What is recorded to; nil before the first recording. Stays after its end, to tell of it.
  package private(set) var output: (any SessionOutput)?
  /// Why there is no output.
  private var failure: SessionWriteError?
  /// From `stop()` on: how far the output was when it was looked at, and since when.
  private var standstill: (bytes: Int, since: Duration)?
  private var latestTime = Duration.zero

  /// With an output, records from the first snapshot on.
  package init(_ source: Source, output: (any SessionOutput)? = nil) {
    self.source = source
    self.output = output
  }

  package var status: Status {
    if let failure { return .failed(failure) }
    guard let progress = output?.progress else { return .off }
    if let error = progress.error { return .failed(error) }
    if progress.isFinished {
      return .ended(path: progress.path, bytes: progress.bytes, lost: progress.lost)
    }
    if standstill != nil { return .ending(path: progress.path) }
    return .recording(path: progress.path, bytes: progress.bytes, lost: progress.lost)
  }

  /// Begins to write. A recording that is under way goes on instead, or comes to its end.
  package mutating func start(_ output: any SessionOutput) {
    switch status {
    case .recording, .ending: return
    case .off, .ended, .failed: break
    }
    self.output = output
    (failure, standstill) = (nil, nil)
  }

  package mutating func stop() {
    guard case .recording(_, let bytes, _) = status else { return }
    standstill = (bytes, latestTime)
    output?.finish()
  }

  package mutating func fail(_ error: SessionWriteError) {
    output = nil
    failure = error
  }

  package mutating func snapshots(upTo time: Duration) throws -> [Snapshot] {
    let snapshots = try source.snapshots(upTo: time)
    for snapshot in snapshots { record(snapshot) }
    latestTime = time
    giveUpIfStuck()
    return snapshots
  }

  /// Writes a snapshot that came another way than by being due: the last of a run.
  package mutating func record(_ snapshot: Snapshot) {
    guard case .recording = status else { return }
    output?.append(snapshot)
  }

  private mutating func giveUpIfStuck() {
    guard case .ending = status, let output, let before = standstill else { return }
    let bytes = output.progress.bytes
    if bytes != before.bytes {
      standstill = (bytes, latestTime)
    } else if latestTime - before.since >= Self.longestStandstill {
      output.giveUp()
    }
  }
}

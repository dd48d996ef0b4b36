package import Telemetry

/// A source that writes what passes through it, so that a screen cannot show what the file lacks.
///
/// An error while writing ends the recording and not the run.
package struct Recorder<Source: SnapshotSource>: SnapshotSource {
  package enum Status: Equatable, Sendable {
    case off
    case recording(path: String, bytes: Int)
    /// Ended as asked.
    case ended(path: String, bytes: Int)
    /// Ended by an error; what was written until then is whole.
    case failed(SessionWriteError)
  }

  package var source: Source
  package private(set) var status: Status
  private var writer: SessionWriter?

  /// With a writer, records from the first snapshot on.
  package init(_ source: Source, writer: SessionWriter? = nil) {
    self.source = source
    status = .off
    if let writer { start(writer) }
  }

  /// Begins to write. A recording that is under way goes on instead.
  package mutating func start(_ writer: SessionWriter) {
    guard self.writer == nil else { return }
    self.writer = writer
    status = .recording(path: writer.path, bytes: writer.bytesWritten)
  }

  package mutating func stop() {
    guard let writer else { return }
    status = .ended(path: writer.path, bytes: writer.bytesWritten)
    self.writer = nil
  }

  package mutating func fail(_ error: SessionWriteError) {
    writer = nil
    status = .failed(error)
  }

  package mutating func snapshots(upTo time: Duration) throws -> [Snapshot] {
    let snapshots = try source.snapshots(upTo: time)
    for snapshot in snapshots { record(snapshot) }
    return snapshots
  }

  /// Writes a snapshot that came another way than by being due: the last of a run.
  package mutating func record(_ snapshot: Snapshot) {
    guard let writer else { return }
    do throws(SessionWriteError) {
      try writer.append(snapshot)
      status = .recording(path: writer.path, bytes: writer.bytesWritten)
    } catch {
      fail(error)
    }
  }
}

package import Telemetry

/// Where a recorder sends what it records.
package protocol SessionOutput: AnyObject {
  /// Takes a sample, to be written now or soon. Nothing comes of it after an error or the end.
  func append(_ snapshot: Snapshot)
  /// Nothing more will come. What has come is written, now or soon.
  func finish()
  /// Ends at once. What waits is not written, and said to be so.
  func giveUp()
  var progress: SessionProgress { get }
}

/// How far an output has come.
package struct SessionProgress: Equatable, Sendable {
  package var path: String
  /// Bytes in the files.
  package var bytes = 0
  /// Samples that had to be dropped, since too many waited.
  package var lost = 0
  /// Ended by this; what was written until then is whole.
  package var error: SessionWriteError?
  /// All that came is written.
  package var isFinished = false

  package init(path: String) { self.path = path }
}

/// What writes samples one by one, and waits as long as that takes.
package protocol SnapshotWriter: AnyObject {
  var path: String { get }
  var bytesWritten: Int { get }
  func append(_ snapshot: Snapshot) throws(SessionWriteError)
  func finish() throws(SessionWriteError)
}

/// Writes while the caller waits: stdout, whose reader sets the pace.
package final class DirectOutput: SessionOutput {
  /// nil once nothing more is to be written; then it is closed.
  private var writer: (any SnapshotWriter)?
  package private(set) var progress: SessionProgress

  package init(_ writer: any SnapshotWriter) {
    self.writer = writer
    progress = SessionProgress(path: writer.path)
    progress.bytes = writer.bytesWritten
  }

  package func append(_ snapshot: Snapshot) {
    attempt { writer throws(SessionWriteError) in try writer.append(snapshot) }
  }

  package func finish() {
    attempt { writer throws(SessionWriteError) in try writer.finish() }
    writer = nil
    progress.isFinished = true
  }

  package func giveUp() {
    writer = nil
    progress.isFinished = true
  }

  private func attempt(_ body: (any SnapshotWriter) throws(SessionWriteError) -> Void) {
    guard let writer else { return }
    do throws(SessionWriteError) {
      try body(writer)
    } catch {
      progress.error = error
      self.writer = nil
    }
    progress.bytes = writer.bytesWritten
  }
}

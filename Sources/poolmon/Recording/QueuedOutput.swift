import Glibc
import Sessions
import Telemetry
import Workloads

/// Writes on a thread of its own, so that a slow disk or a pipe that nobody reads holds nothing up.
///
/// Samples wait in a queue for it. What has no room there is lost, and counted.
final class QueuedOutput: SessionOutput {
  /// Samples that may wait: seven minutes of the usual interval, and some 8 MiB.
  static let longestQueue = 4096

  /// How long `finish()` waits, in milliseconds: a frame. What is written by then is told as such.
  private static let shortWait: Int32 = 15

  private let queue: SnapshotQueue

  /// Starts the thread. Throws if there can be none.
  init(
    _ writer: sending any SnapshotWriter, limit: Int = longestQueue
  ) throws(SessionWriteError) {
    let path = writer.path
    queue = try SnapshotQueue(path: path, bytes: writer.bytesWritten, limit: limit)
    let job = WriterJob(queue: queue, writer: writer)
    do throws(LabThread.Code) {
      try LabThread { job.run() }.detach()
    } catch {
      throw SessionWriteError(path: path, code: error.number)
    }
  }

  func append(_ snapshot: Snapshot) { queue.append(snapshot) }

  func finish() {
    queue.close()
    _ = waitForEnd(milliseconds: Self.shortWait)
  }

  func giveUp() { queue.giveUp() }

  var progress: SessionProgress { queue.progress }

  /// Becomes readable, as a pipe that was closed does, when all is written or never will be.
  var end: Int32 { queue.end }

  /// Returns whether it has come.
  private func waitForEnd(milliseconds: Int32) -> Bool {
    var descriptor = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, milliseconds) > 0
  }
}

/// What the thread does.
// @unchecked: the writer was sent here, and only the thread uses it.
private final class WriterJob: @unchecked Sendable {
  private let queue: SnapshotQueue
  /// nil once it has ended: that closes its file.
  private var writer: (any SnapshotWriter)?

  init(queue: SnapshotQueue, writer: any SnapshotWriter) {
    self.queue = queue
    self.writer = writer
  }

  func run() {
    var error: SessionWriteError?
    do throws(SessionWriteError) {
      try writeAll()
    } catch let failure {
      error = failure
    }
    let bytes = writer?.bytesWritten ?? 0
    writer = nil
    queue.end(bytes: bytes, error: error)
  }

  private func writeAll() throws(SessionWriteError) {
    guard let writer else { return }
    while let snapshots = queue.take() {
      for snapshot in snapshots {
        try writer.append(snapshot)
        guard queue.noteWritten(bytes: writer.bytesWritten) else { return }
      }
    }
    try writer.finish()
  }
}

import Foundation
import Sessions
import Telemetry
import Testing

@Suite struct RecorderTests {
  /// One snapshot at each call.
  struct CountingSource: SnapshotSource {
    var count = 0
    mutating func snapshots(upTo time: Duration) -> [Snapshot] {
      count += 1
      return [SessionWriterTests.snapshot(count)]
    }
  }

  @Test func whatPassesThroughIsWrittenFromStartToStop() throws {
    let folder = try SessionWriterTests.Folder()
    let path = folder.file("run.ndjson")
    var recorder = Recorder(CountingSource())
    #expect(recorder.status == .off)
    _ = try recorder.snapshots(upTo: .zero)
    recorder.start(
      DirectOutput(try SessionWriter(path: path, header: SessionWriterTests.header)))
    let passed = try recorder.snapshots(upTo: .zero)
    recorder.record(SessionWriterTests.snapshot(9))
    recorder.stop()
    _ = try recorder.snapshots(upTo: .zero)
    #expect(passed == [SessionWriterTests.snapshot(2)])

    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let decoder = JSONDecoder()
    let times = try lines.dropFirst().map {
      try decoder.decode(Snapshot.self, from: Data($0.utf8)).time
    }
    #expect(times == [.milliseconds(200), .milliseconds(900)])
    guard case .ended(_, let bytes, _) = recorder.status else {
      Issue.record("the recording has ended")
      return
    }
    #expect(bytes == lines.map(\.utf8.count).reduce(lines.count, +))
  }

  /// A pipe whose reader goes stands in for a disk that fills.
  @Test func anErrorEndsTheRecordingAndNotTheRun() throws {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let path = "/dev/fd/\(ends[1])"
    let writer = try SessionWriter(
      path: path, overwriting: true, header: SessionWriterTests.header)
    var recorder = Recorder(CountingSource(), output: DirectOutput(writer))
    _ = try recorder.snapshots(upTo: .zero)
    guard case .recording = recorder.status else {
      Issue.record("the recording has begun")
      return
    }
    close(ends[0])
    close(ends[1])
    #expect(try recorder.snapshots(upTo: .zero).count == 1)
    #expect(recorder.status == .failed(SessionWriteError(path: path, code: EPIPE)))
    #expect(try recorder.snapshots(upTo: .zero).count == 1)
  }
}

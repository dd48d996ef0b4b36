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

/// What comes of an output that takes long, or does not end.
@Suite struct RecordingEndTests {
  /// Writes as much as it is told to, and ends when it is told to.
  private final class StuckOutput: SessionOutput {
    var progress = SessionProgress(path: "stuck")
    private(set) var waiting = 0
    private(set) var isAskedToEnd = false

    func append(_ snapshot: Snapshot) { waiting += 1 }
    func finish() { isAskedToEnd = true }
    func giveUp() {
      progress.error = SessionWriteError(path: "stuck", cause: .stuck(unwritten: waiting))
    }
  }

  private func recorder(_ output: StuckOutput) throws -> Recorder<RecorderTests.CountingSource> {
    var recorder = Recorder(RecorderTests.CountingSource(), output: output)
    _ = try recorder.snapshots(upTo: .seconds(1))
    recorder.stop()
    return recorder
  }

  /// Time goes on as it is told to.
  @Test func anOutputThatTakesNothingIsGivenUp() throws {
    let output = StuckOutput()
    var recorder = try recorder(output)
    #expect(output.isAskedToEnd)
    #expect(recorder.status == .ending(path: "stuck"))
    _ = try recorder.snapshots(upTo: .milliseconds(2999))
    #expect(recorder.status == .ending(path: "stuck"))
    _ = try recorder.snapshots(upTo: .seconds(3))
    // What came after the end was asked for is none of its business.
    #expect(
      recorder.status
        == .failed(SessionWriteError(path: "stuck", cause: .stuck(unwritten: 1))))
  }

  @Test func oneThatTakesALittleIsWaitedFor() throws {
    let output = StuckOutput()
    var recorder = try recorder(output)
    for second in 2...9 {
      output.progress.bytes += 1
      _ = try recorder.snapshots(upTo: .seconds(second))
      #expect(recorder.status == .ending(path: "stuck"))
    }
    output.progress.isFinished = true
    #expect(recorder.status == .ended(path: "stuck", bytes: 8, lost: 0))
    _ = try recorder.snapshots(upTo: .seconds(99))
    #expect(recorder.status == .ended(path: "stuck", bytes: 8, lost: 0))
  }

  /// A recording that does not come to its end is not mixed up with the next.
  @Test func aNewOneWaitsForTheOld() throws {
    let (first, second) = (StuckOutput(), StuckOutput())
    var recorder = try recorder(first)
    recorder.start(second)
    #expect(recorder.status == .ending(path: "stuck"))
    _ = try recorder.snapshots(upTo: .seconds(5))
    recorder.start(second)
    _ = try recorder.snapshots(upTo: .seconds(6))
    #expect(second.waiting == 1)
    #expect(recorder.status == .recording(path: "stuck", bytes: 0, lost: 0))
  }

  @Test func whatWasLostIsTold() throws {
    let output = StuckOutput()
    output.progress.lost = 3
    let recorder = Recorder(RecorderTests.CountingSource(), output: output)
    #expect(recorder.status == .recording(path: "stuck", bytes: 0, lost: 3))
  }
}

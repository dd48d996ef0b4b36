import Glibc
import Sessions
import Synchronization
import Telemetry
import Testing

@testable import poolmon

@Suite struct QueueTests {
  private func snapshot(_ number: Int) -> Snapshot { Snapshot(time: .milliseconds(number)) }

  @Test func whatHasNoRoomIsLostAndCounted() throws {
    let queue = try SnapshotQueue(path: "a", bytes: 0, limit: 4)
    for number in 0..<3 { queue.append(snapshot(number)) }
    #expect(queue.take()?.count == 3)
    // Those that are taken and not written yet have room for one more.
    for number in 3..<9 { queue.append(snapshot(number)) }
    #expect(queue.progress.lost == 5)
    for bytes in 1...3 { #expect(queue.noteWritten(bytes: bytes)) }
    #expect(queue.progress.bytes == 3)
    #expect(queue.take() == [snapshot(3)])
    queue.close()
    queue.append(snapshot(9))
    #expect(queue.take() == nil)
    #expect(queue.progress.lost == 5)
  }

  @Test func whatIsGivenUpIsSaid() throws {
    let queue = try SnapshotQueue(path: "a", bytes: 0, limit: 4)
    for number in 0..<2 { queue.append(snapshot(number)) }
    _ = queue.take()
    for number in 2..<4 { queue.append(snapshot(number)) }
    queue.giveUp()
    #expect(queue.progress.error == SessionWriteError(path: "a", cause: .stuck(unwritten: 4)))
    #expect(!queue.noteWritten(bytes: 1))
    #expect(queue.take() == nil)
    queue.end(bytes: 1, error: nil)
    #expect(queue.progress.error != nil)
  }

  /// All that came before the end is written, in order, on the other thread.
  @Test func nothingIsLostOnTheWay() throws {
    let writer = CountingWriter()
    let written = writer.written
    let output = try QueuedOutput(writer, limit: 1 << 20)
    for number in 0..<10_000 { output.append(snapshot(number)) }
    output.finish()
    while !output.progress.isFinished {
      var end = pollfd(fd: output.end, events: Int16(POLLIN), revents: 0)
      poll(&end, 1, -1)
    }
    #expect(written.times.withLock { $0 } == (0..<10_000).map { .milliseconds($0) })
    #expect(output.progress.bytes == 10_000)
    #expect(output.progress.lost == 0)
  }
}

private final class Written: Sendable {
  let times = Mutex<[Duration]>([])
}

private final class CountingWriter: SnapshotWriter {
  let path = "a"
  let written = Written()
  var bytesWritten = 0

  func append(_ snapshot: Snapshot) {
    bytesWritten += 1
    written.times.withLock { $0.append(snapshot.time) }
  }

  func finish() {}
}

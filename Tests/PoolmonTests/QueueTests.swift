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
    #expect(hasEnded(output, milliseconds: -1))
    #expect(written.times.withLock { $0 } == (0..<10_000).map { .milliseconds($0) })
    #expect(output.progress.bytes == 10_000)
    #expect(output.progress.lost == 0)
  }

  /// The writer is stuck in its first sample, as in a pipe that nobody reads: nothing waits for it.
  @Test func aWriterThatIsStuckHoldsNothingUp() throws {
    let gate = Gate()
    let output = try QueuedOutput(StuckWriter(gate), limit: 4)
    output.append(snapshot(0))
    gate.waitUntilReached()
    for number in 1..<7 { output.append(snapshot(number)) }
    #expect(output.progress.lost == 3)
    output.finish()
    #expect(!output.progress.isFinished)
    output.giveUp()
    #expect(
      output.progress.error == SessionWriteError(path: "stuck", cause: .stuck(unwritten: 4)))
    #expect(!hasEnded(output, milliseconds: 0))
    gate.open()
    #expect(hasEnded(output, milliseconds: -1))
    // What the writer came to afterwards changes nothing.
    #expect(
      output.progress.error == SessionWriteError(path: "stuck", cause: .stuck(unwritten: 4)))
  }

  /// Once it goes on, all that had room is written.
  @Test func aWriterThatWasSlowCatchesUp() throws {
    let gate = Gate()
    let output = try QueuedOutput(StuckWriter(gate), limit: 4)
    output.append(snapshot(0))
    gate.waitUntilReached()
    for number in 1..<4 { output.append(snapshot(number)) }
    output.finish()
    gate.open()
    #expect(hasEnded(output, milliseconds: -1))
    #expect(output.progress.bytes == 4)
    #expect(output.progress.error == nil)
    #expect(output.progress.lost == 0)
  }

  /// An error is told, and what comes later is not kept.
  @Test func anErrorOfTheWriterIsTold() throws {
    let gate = Gate()
    let error = SessionWriteError(path: "stuck", code: ENOSPC)
    let output = try QueuedOutput(StuckWriter(gate, error), limit: 4)
    output.append(snapshot(0))
    gate.open()
    #expect(hasEnded(output, milliseconds: -1))
    for number in 1..<9 { output.append(snapshot(number)) }
    #expect(output.progress.error == error)
    #expect(output.progress.lost == 0)
    output.giveUp()
    #expect(output.progress.error == error)
  }

  private func hasEnded(_ output: QueuedOutput, milliseconds: Int32) -> Bool {
    var end = pollfd(fd: output.end, events: Int16(POLLIN), revents: 0)
    return poll(&end, 1, milliseconds) > 0
  }
}

/// Two pipes: through one a thread tells that it has come to a gate, the other opens it.
private final class Gate: Sendable {
  private let reached: [Int32]
  private let opened: [Int32]

  init() {
    (reached, opened) = (Self.pipe(), Self.pipe())
  }

  deinit { for end in reached + opened { close(end) } }

  private static func pipe() -> [Int32] {
    var ends: [Int32] = [-1, -1]
    #expect(Glibc.pipe(&ends) == 0)
    return ends
  }

  private func put(_ ends: [Int32]) {
    var byte: UInt8 = 1
    #expect(write(ends[1], &byte, 1) == 1)
  }

  private func take(_ ends: [Int32]) {
    var byte: UInt8 = 0
    #expect(read(ends[0], &byte, 1) == 1)
  }

  func waitUntilReached() { take(reached) }
  func open() { put(opened) }
  func pass() {
    put(reached)
    take(opened)
  }
}

/// Waits at a gate with its first sample.
private final class StuckWriter: SnapshotWriter {
  let path = "stuck"
  var bytesWritten = 0
  private let gate: Gate
  private let error: SessionWriteError?

  init(_ gate: Gate, _ error: SessionWriteError? = nil) {
    (self.gate, self.error) = (gate, error)
  }

  func append(_ snapshot: Snapshot) throws(SessionWriteError) {
    if bytesWritten == 0 { gate.pass() }
    if let error { throw error }
    bytesWritten += 1
  }

  func finish() {}
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

import Foundation
import Telemetry
import Testing

@testable import Sessions

@Suite struct NotesTests {
  private let folder: SessionWriterTests.Folder

  init() throws { folder = try SessionWriterTests.Folder() }

  /// A recording of samples at 0.0 s, 0.1 s and so on.
  @discardableResult
  private func record(_ name: String, samples: Int = 20) throws -> String {
    let writer = try SessionWriter(path: folder.file(name), header: SessionWriterTests.header)
    for number in 0..<samples { try writer.append(SessionWriterTests.snapshot(number)) }
    try writer.finish()
    return writer.path
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  private func read(_ path: String) throws -> (notes: [Mark], log: SessionLog) {
    let log = try SessionLog(paths: [path])
    try log.readThrough()
    let notes = log.index.marks.filter { if case .note = $0.event { true } else { false } }
    return (notes, log)
  }

  @Test(arguments: ["run.ndjson", "run.ndjson.gz"])
  func aNoteIsPutBehindWhatIsThere(name: String) throws {
    let path = try record(name)
    let before = try bytes(path)
    let words = "größer, „deployed“ \\ /"
    try SessionNotes(path: path).append(words, at: .milliseconds(1900))
    try SessionNotes(path: path).append("earlier", at: .milliseconds(500))
    #expect(try bytes(path).starts(with: before))
    let (notes, log) = try read(path)
    #expect(
      notes == [
        Mark(time: .milliseconds(500), event: .note("earlier")),
        Mark(time: .milliseconds(1900), event: .note(words)),
      ])
    #expect(log.index.sampleCount == 20)
    #expect(log.damage.lines == 0)
  }

  @Test func aTornLineStaysOneOfItsOwn() throws {
    let path = try record("run.ndjson")
    let torn = try bytes(path).dropLast(50)
    try Data(torn).write(to: URL(filePath: path))
    try SessionNotes(path: path).append("crashed", at: .zero)
    let (notes, log) = try read(path)
    #expect(notes == [Mark(time: .zero, event: .note("crashed"))])
    #expect(log.index.sampleCount == 19)
    #expect(log.damage.words == "1 line passed over: 1 unreadable")
  }

  @Test func whileItIsBeingWrittenTheEndIsTheLatestSample() throws {
    let writer = try SessionWriter(
      path: folder.file("run.ndjson"), header: SessionWriterTests.header)
    for number in 0..<3 { try writer.append(SessionWriterTests.snapshot(number)) }
    let notes = try SessionNotes(path: writer.path)
    #expect(notes.span == .zero ... .milliseconds(200))
    try notes.append("now", at: notes.span.upperBound)
    for number in 3..<6 { try writer.append(SessionWriterTests.snapshot(number)) }
    try writer.finish()
    let (marks, log) = try read(writer.path)
    #expect(marks == [Mark(time: .milliseconds(200), event: .note("now"))])
    #expect(log.index.sampleCount == 6)
    #expect(log.damage.lines == 0)
  }

  /// A recording that goes on faster than it is read is read to where it was.
  @Test func theEndStandsStillWhileItIsRead() throws {
    let writer = try SessionWriter(
      path: folder.file("run.ndjson"), header: SessionWriterTests.header)
    for number in 0..<3 { try writer.append(SessionWriterTests.snapshot(number)) }
    let reader = try SessionReader(path: writer.path)
    var count = 0
    while let snapshot = try reader.next() {
      #expect(snapshot == SessionWriterTests.snapshot(count))
      count += 1
      for number in 0..<2 { try writer.append(SessionWriterTests.snapshot(2 * count + number)) }
      guard count < 9 else { break }
    }
    #expect(count == 3)
  }

  /// Being written, ended by a kill, damaged: the file stays as it is.
  @Test func aGzipFileWithoutItsEndIsRefused() throws {
    let writer = try SessionWriter(
      path: folder.file("live.ndjson.gz"), header: SessionWriterTests.header)
    for number in 0..<3 { try writer.append(SessionWriterTests.snapshot(number)) }
    let whole = try bytes(record("whole.ndjson.gz"))
    let cut = folder.file("cut.ndjson.gz")
    let damaged = folder.file("damaged.ndjson.gz")
    for length in [whole.count - 1, whole.count - 8, whole.count / 2] {
      try Data(whole[..<length]).write(to: URL(filePath: cut))
      try refuse(cut, "has no end")
    }
    try Data(whole + [7, 7, 7, 7]).write(to: URL(filePath: damaged))
    try refuse(damaged, "is damaged")
    try refuse(writer.path, "has no end")
  }

  private func refuse(_ path: String, _ words: String) throws {
    let before = try bytes(path)
    let error = #expect(throws: SessionNotes.Refused.self) { try SessionNotes(path: path) }
    #expect(error?.description.contains(words) == true)
    #expect(try bytes(path) == before)
  }

  @Test func whatIsNoSessionIsRefused() throws {
    let text = folder.file("text")
    try "mine\n".write(toFile: text, atomically: false, encoding: .utf8)
    for path in [text, folder.file("missing")] {
      #expect(throws: SessionReadError.self) { try SessionNotes(path: path) }
    }
    #expect(throws: SessionNotes.Refused.self) { try SessionNotes(path: folder.path) }
    #expect(try bytes(text) == Array("mine\n".utf8))
  }

  @Test func anInstantThatIsNotInItIsRefused() throws {
    let path = try record("run.ndjson")
    for time in [Duration.seconds(3), .seconds(-2)] {
      #expect(throws: SessionNotes.Refused.self) {
        try SessionNotes(path: path).append("x", at: time)
      }
    }
    // 1.9 s, as a screen may show it.
    try SessionNotes(path: path).append("x", at: .seconds(2))
    #expect(try read(path).notes.map(\.time) == [.milliseconds(1900)])
  }

  /// Of a series the last file has it; behind another session's header it counts from that.
  @Test func severalFilesAndSeveralSessions() throws {
    let writer = try SessionWriter(
      path: folder.file("run.ndjson"), rotation: Rotation(limit: .time(.seconds(1))),
      header: SessionWriterTests.header)
    for number in 0..<25 { try writer.append(SessionWriterTests.snapshot(number)) }
    try writer.finish()
    let notes = try SessionNotes(path: folder.file("run.ndjson"))
    #expect(notes.path == folder.file("run.0003.ndjson"))
    #expect(notes.span == .zero ... .milliseconds(2400))
    try notes.append("first", at: .milliseconds(300))
    #expect(try read(folder.file("run.ndjson")).notes.map(\.time) == [.milliseconds(300)])

    var later = SessionWriterTests.header
    later.started = later.started.replacing(":00Z", with: ":50Z")
    #expect(later != SessionWriterTests.header)
    let second = try SessionWriter(path: folder.file("b.ndjson"), header: later)
    for number in 0..<5 { try second.append(SessionWriterTests.snapshot(number)) }
    try second.finish()
    let both = folder.file("both.ndjson")
    try Data(try bytes(record("a.ndjson")) + bytes(second.path)).write(to: URL(filePath: both))
    let end = try SessionNotes(path: both).span.upperBound
    #expect(end == .milliseconds(50_400))
    try SessionNotes(path: both).append("second", at: end)
    #expect(try read(both).notes.map(\.time) == [end])
    #expect(throws: SessionNotes.Refused.self) {
      try SessionNotes(path: both).append("x", at: .milliseconds(500))
    }
  }
}

import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Sessions

/// What of a folder is a session, and what is noted in it.
@Suite struct SessionFilesTests {
  private let folder: SessionWriterTests.Folder

  init() throws { folder = try SessionWriterTests.Folder() }

  /// A recording that began at a second, of samples at 0.0 s, 0.1 s and so on.
  private func record(
    _ name: String, second: Int = 0, _ samples: Range<Int>, rotation: Rotation? = nil
  ) throws {
    let header = SessionHeader(
      tool: "poolmon 0", started: "2026-01-31T12:00:0\(second)Z",
      intervalNanoseconds: 100_000_000, source: SessionHeader.Source(kind: "lab"),
      sizeClasses: [64], host: SessionWriterTests.header.host)
    let writer = try SessionWriter(path: folder.file(name), rotation: rotation, header: header)
    for number in samples { try writer.append(SessionWriterTests.snapshot(number)) }
    try writer.finish()
  }

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: folder.file(name), atomically: false, encoding: .utf8)
  }

  private func times(_ reader: SessionReader) throws -> [Int] {
    var times: [Int] = []
    while let snapshot = try reader.next() { times.append(snapshot.timeNanoseconds / 100_000_000) }
    return times
  }

  /// As `poolmon export --format ndjson -o` may put one there.
  @Test func whatIsNoSessionIsPassedOverAndNamed() throws {
    try record("run.ndjson", 0..<5)
    try write("rows.ndjson", "{\"time_s\":0.1,\"pool\":\"p\"}\n")
    try write("empty.ndjson", "")
    try write("notes.txt", "not looked at")
    let reader = try SessionReader(path: folder.path)
    #expect(try times(reader) == Array(0..<5))
    #expect(reader.damage.lines == 0)
    #expect(reader.damage.words == "no sessions, passed over: rows.ndjson, empty.ndjson")
    let log = try SessionLog(paths: [folder.path])
    try log.readThrough()
    #expect(log.damage.foreignFiles == reader.damage.foreignFiles)
    let cut = try SessionCut(paths: [folder.path], span: .zero ... .seconds(1))
    while try cut.next() != nil {}
    #expect(cut.damage.foreignFiles == reader.damage.foreignFiles && cut.samples == 5)
    // One that is named has to be a session.
    #expect(throws: SessionReadError.self) {
      try SessionReader(paths: [folder.file("run.ndjson"), folder.file("rows.ndjson")])
    }
  }

  @Test func aFolderOfOthersHasNone() throws {
    try write("rows.ndjson", "{}\n")
    let error = #expect(throws: SessionReadError.self) { try SessionReader(path: folder.path) }
    #expect(
      error?.description
        == "there is no session in folder '\(folder.path)': 'rows.ndjson' is none")
  }

  @Test func oneOfSeveralSessionsIsToBeNamed() throws {
    try record("b.ndjson", second: 1, 0..<5)
    try record("run.ndjson", second: 2, 0..<25, rotation: Rotation(limit: .time(.seconds(1))))
    let error = #expect(throws: SessionReadError.self) { try SessionReader(path: folder.path) }
    let names = ["b.ndjson", "run.ndjson"].map { "'\(folder.file($0))'" }.joined(separator: ", ")
    #expect(
      error?.description
        == "there are 2 sessions in folder '\(folder.path)': \(names); name one")
    #expect(try times(SessionReader(path: folder.file("run.ndjson"))) == Array(0..<25))
    // Who names both has both, one behind the other.
    let both = try SessionReader(paths: [folder.file("run.ndjson"), folder.file("b.ndjson")])
    #expect(try times(both).count == 30)
  }

  /// A series of which a person has packed the first file is still in order.
  @Test func aSeriesInAFolderIsOneSession() throws {
    try record("run.0001.ndjson.gz", 0..<10)
    try record("run.0002.ndjson", 10..<20)
    try record("run.0003.ndjson", 20..<30)
    var bytes = try Data(contentsOf: URL(filePath: folder.file("run.0003.ndjson")))
    bytes[3] ^= 1
    try bytes.write(to: URL(filePath: folder.file("run.0003.ndjson")))
    let reader = try SessionReader(path: folder.path)
    #expect(try times(reader) == Array(0..<30))
    #expect(reader.damage.words == "1 line passed over: 1 unreadable")
  }

  @Test(arguments: [
    ("run.0001.ndjson", "run.ndjson"), ("run.12345.ndjson.gz", "run.ndjson.gz"),
    ("a.2026.0001.ndjson", "a.2026.ndjson"), ("run.1.ndjson", nil), ("run.ndjson", nil),
  ])
  func whatASeriesWasCalled(name: String, recorded: String?) {
    #expect(SessionSeries.recordedName(of: name) == recorded)
  }

  /// Passing samples over unread finds what reading all finds.
  @Test func notesAreFoundWithoutReadingSamples() throws {
    var session = RandomSession(.seeded("SessionFilesTests"))
    for _ in 0..<SplitMix64.steps(usually: 60) {
      var parts: [MemoryLog] = []
      for _ in 0..<Int.random(in: 1...3, using: &session.random) {
        var bytes = try RandomSession.bytes(session.snapshots(20))
        for _ in 0..<Int.random(in: 0...4, using: &session.random) {
          let time = Int.random(in: 0...9_000_000_000, using: &session.random)
          let lines = [
            "{\"note\":\"x \(time)\",\"t_ns\":\(time)}", "{\"t_ns\":\(time),\"note\":\"y\"}",
            "{\"format\":\"poolmon-session\",\"version\":9,\"started\":\"2026-01-31T12:00:00Z\"}",
            "{\"format\":\"poolmon-session\",\"version\":1,\"started\":\"2026-01-31T12:00:09Z\"}",
          ]
          let chosen = session.random.chance(0.8) ? lines[0...1] : lines[2...3]
          let line = Array((chosen.randomElement(using: &session.random) ?? "").utf8) + [10]
          let starts = [0] + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
          let place = starts.dropFirst().randomElement(using: &session.random) ?? 0
          bytes.insert(contentsOf: line, at: place)
        }
        parts.append(MemoryLog(bytes))
      }
      var stream = SampleStream()
      var expected: [Remark] = []
      while let item = try stream.next(in: parts) {
        if case .remark(let remark) = item { expected.append(remark) }
      }
      expected.sort { $0.timeNanoseconds < $1.timeNanoseconds }
      #expect(try SampleStream.remarks(in: parts) == expected)
    }
  }
}

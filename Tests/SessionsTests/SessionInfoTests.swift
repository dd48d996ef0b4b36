import Foundation
import Telemetry
import Testing

@testable import Sessions

@Suite struct SessionInfoTests {
  private static func info(_ snapshots: [Snapshot]) -> SessionInfo {
    var info = SessionInfo()
    for snapshot in snapshots { info.add(snapshot) }
    return info
  }

  @Test func nothingIsKnownOfNothing() {
    let info = Self.info([])
    #expect(info.span == nil && info.interval == nil && info.bytesPerSample(of: 9) == nil)
    #expect(info.sampleCount == 0 && info.marks.isEmpty)
    #expect(Self.info([SessionWriterTests.snapshot(1)]).interval == nil)
  }

  @Test func timesAndGapsAreCounted() {
    let info = Self.info([0, 1, 2, 3, 20, 21].map(SessionWriterTests.snapshot))
    #expect(info.sampleCount == 6)
    #expect(info.span == .zero ... .milliseconds(2100))
    #expect(info.gaps == 1 && info.gapNanoseconds == 1_700_000_000)
    #expect(info.interval?.mean == .milliseconds(100))
    #expect(info.interval?.longest == .milliseconds(1700))
    #expect(info.marks.map(\.kind) == [.gap])
    #expect(info.marks[0].first == [2_000_000_000])
  }

  @Test func marksAreCountedByKindWithTheFirstTen() {
    var snapshots = (0..<30).map(SessionWriterTests.snapshot)
    for index in snapshots.indices {
      snapshots[index].workload?.mode = index % 2 == 0 ? .put : .noput
    }
    snapshots[0].note = "begin"
    snapshots[7].note = "here"
    let marks = Self.info(snapshots).marks
    #expect(marks.map(\.kind) == [.mode, .note])
    #expect(marks[0].count == 29)
    #expect(marks[0].first == (1...10).map { $0 * 100_000_000 })
    #expect(marks[1].first == [0, 700_000_000])
  }

  @Test func notesAreToldInTheirOrderAndBounded() throws {
    var snapshots = (0..<200).map(SessionWriterTests.snapshot)
    for index in snapshots.indices.dropFirst(3) { snapshots[index].note = "note \(index)" }
    let info = Self.info(snapshots)
    #expect(info.notes.count == SessionInfo.noteLimit)
    #expect(info.notes[0] == Mark(time: .milliseconds(300), event: .note("note 3")))
    #expect(info.marks.map(\.count) == [197])
    snapshots[0].note = "begin"
    #expect(Self.info(snapshots).notes[0].event == .note("begin"))
  }

  @Test func programsGetTheSame() throws {
    let folder = try SessionWriterTests.Folder()
    let path = folder.file("run.ndjson")
    let writer = try SessionWriter(path: path, header: SessionWriterTests.header)
    for number in [0, 1, 2, 30] { try writer.append(SessionWriterTests.snapshot(number)) }
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("neither\n{\"t_ns\"".utf8))
    let reader = try SessionReader(path: path)
    var info = SessionInfo()
    while let snapshot = try reader.next() { info.add(snapshot) }
    let text = try info.json(of: reader)
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(whole["samples"] as? Int == 4)
    #expect(whole["end_s"] as? Double == 3)
    #expect(whole["end_utc"] as? String == "2026-01-31T12:00:03.000Z")
    #expect(whole["gaps"] as? Int == 1)
    #expect(whole["files"] as? [String] == [path])
    let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(whole["file_bytes"] as? Int == size)
    #expect(whole["bytes_per_sample"] as? Double == Double(size) / 4)
    let damage = try #require(whole["damage"] as? [String: Any])
    #expect(damage["unreadable"] as? Int == 1 && damage["cut_short"] as? Bool == true)
    let header = try #require(whole["header"] as? [String: Any])
    #expect(header["size_classes"] as? [Int] == [64, 128])
  }

  @Test func spansAreReadAndSamplesGoneThroughAgain() throws {
    let folder = try SessionWriterTests.Folder()
    let path = folder.file("run.ndjson")
    let writer = try SessionWriter(path: path, header: SessionWriterTests.header)
    for number in 3...9 { try writer.append(SessionWriterTests.snapshot(number)) }
    let reader = try SessionReader(path: path)
    #expect(try reader.readSpan() == .milliseconds(300) ... .milliseconds(900))
    for _ in 0..<2 {
      var seen: [(Int?, Int)] = []
      try reader.forEachSample(in: .milliseconds(301) ... .milliseconds(600)) { sample in
        seen.append((sample.previous?.pools[0].gets, sample.snapshot.pools[0].gets ?? -1))
      }
      #expect(seen.map(\.1) == [4, 5, 6])
      // Also the first one has one before it.
      #expect(seen.map(\.0) == [3, 4, 5])
    }
  }
}

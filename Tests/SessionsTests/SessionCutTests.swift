import Foundation
import Telemetry
import Testing

@testable import Sessions

@Suite struct SessionCutTests {
  private static let header =
    #"{"extra":[1],"format":"poolmon-session","host":{"cpus":1,"memory_bytes":1,"name":"h","#
    + #""system":"s"},"interval_ns":100,"size_classes":[64],"source":{"kind":"lab"},"#
    + #""started":"2026-01-31T12:00:00Z","tool":"t","version":1}"#

  private static func cut(
    _ texts: [String], from: Int, to: Int
  ) throws -> (text: String, cut: SessionCut) {
    let folder = try SessionWriterTests.Folder()
    var paths: [String] = []
    for (number, text) in texts.enumerated() {
      paths.append(folder.file("\(number).ndjson"))
      try Data(text.utf8).write(to: URL(filePath: paths[number]))
    }
    let cut = try SessionCut(paths: paths, span: .nanoseconds(from) ... .nanoseconds(to))
    var bytes: [UInt8] = []
    while let lines = try cut.next() { bytes += lines }
    return (String(decoding: bytes, as: UTF8.self), cut)
  }

  private static func sample(_ time: Int) -> String {
    // Blanks, an order of its own and fields that are not known.
    #"{ "pools" : [],"future":{"a":[1.5,null]}, "t_ns":\#(time)  }"#
  }

  @Test func linesAreCopiedByteForByte() throws {
    let remark = #"{"t_ns": 250, "note":"deployed \u00e4"}"#
    let lines = [Self.header, Self.sample(100), Self.sample(200), "damaged", Self.sample(300)]
    let text = (lines + [Self.sample(400), remark, #"{"t_ns":50,"note":"early"}"#, #"{"torn"#])
      .joined(separator: "\n")
    let (result, cut) = try Self.cut([text], from: 200, to: 300)
    let expected = [Self.header, Self.sample(200), Self.sample(300), remark, ""]
    #expect(result == expected.joined(separator: "\n"))
    #expect(cut.samples == 2 && cut.remarks == 1)
    #expect(cut.damage.unreadable == 1 && cut.damage.hasTornEnd)
  }

  @Test func aSeriesKeepsOneHeaderAndAnotherSessionItsOwn() throws {
    let first = [Self.header, Self.sample(100), ""].joined(separator: "\n")
    let second = [Self.header, Self.sample(200), ""].joined(separator: "\n")
    let later = Self.header.replacing("12:00:00Z", with: "12:00:01Z")
    let third = [later, Self.sample(5), ""].joined(separator: "\n")
    let lines = [Self.header, Self.sample(100), Self.sample(200), later, Self.sample(5), ""]
    #expect(
      try Self.cut([first, second, third], from: 0, to: .max).text
        == lines.joined(separator: "\n"))
    // A second after the first one's begin, the third one's times count from its own.
    #expect(
      try Self.cut([first, second, third], from: 1_000_000_000, to: .max).text
        == [later, Self.sample(5), ""].joined(separator: "\n"))
    #expect(try Self.cut([first], from: 101, to: .max).text.isEmpty)
  }

  @Test func whatIsCutOutIsASession() throws {
    let folder = try SessionWriterTests.Folder()
    let path = folder.file("run.ndjson")
    let writer = try SessionWriter(path: path, header: SessionWriterTests.header)
    for number in 0..<20 { try writer.append(SessionWriterTests.snapshot(number)) }
    let cut = try SessionCut(paths: [path], span: .milliseconds(500) ... .milliseconds(900))
    var bytes: [UInt8] = []
    while let lines = try cut.next() { bytes += lines }
    try Data(bytes).write(to: URL(filePath: folder.file("cut.ndjson")))
    let reader = try SessionReader(path: folder.file("cut.ndjson"))
    #expect(reader.header == SessionWriterTests.header)
    var snapshots: [Snapshot] = []
    while let snapshot = try reader.next() { snapshots.append(snapshot) }
    #expect(snapshots == (5...9).map(SessionWriterTests.snapshot))
  }
}

import Foundation
import Sessions
import Telemetry
import Testing

@Suite struct SessionDecoderTests {
  /// A session of some samples as it stands in a file.
  private static func session(_ count: Int) throws -> (bytes: [UInt8], snapshots: [Snapshot]) {
    let folder = try SessionWriterTests.Folder()
    let writer = try SessionWriter(
      path: folder.file("run.ndjson"), header: SessionWriterTests.header)
    let snapshots = (0..<count).map(SessionWriterTests.snapshot)
    for snapshot in snapshots { try writer.append(snapshot) }
    return (Array(try Data(contentsOf: URL(filePath: writer.path))), snapshots)
  }

  @Test(arguments: [1, 2, 7, 100, 4096, 1 << 20])
  func piecesOfAnySizeMakeTheSameSamples(size: Int) throws {
    let (bytes, snapshots) = try Self.session(20)
    var decoder = SessionDecoder()
    var read: [Snapshot] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      read += try decoder.decode(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(read == snapshots)
    #expect(decoder.header == SessionWriterTests.header)
    #expect(decoder.damagedLines == 0)
  }

  @Test func aTornLastLineCostsOneSample() throws {
    let (bytes, snapshots) = try Self.session(3)
    var decoder = SessionDecoder()
    #expect(try decoder.decode(bytes.dropLast(10)) == Array(snapshots.dropLast()))
  }

  @Test func aDamagedLineCostsThatLineAndANoteNone() throws {
    let (bytes, snapshots) = try Self.session(2)
    var decoder = SessionDecoder()
    let more = Array(#"{"t_ns":5,"note":"burst starts"}\#n{"t_ns":\#n\#n"#.utf8)
    #expect(try decoder.decode(bytes + more) == snapshots)
    #expect(decoder.damagedLines == 2)
  }

  @Test func aDamagedSampleWithANoteIsNoNote() throws {
    let (bytes, snapshots) = try Self.session(2)
    var decoder = SessionDecoder()
    let more = Array(#"{"t_ns":5,"note":"burst starts","pools":[{"name":7}]}\#n"#.utf8)
    #expect(try decoder.decode(bytes + more) == snapshots)
    #expect(decoder.damagedLines == 1)
  }

  @Test(arguments: [
    ("hello\n", "first line"), ("\n", "first line"), ("{}\n", "first line"),
    (#"{"format":"poolmon-session","version":2}"# + "\n", "version 2"),
    (#"{"format":"poolmon-session","version":1}"# + "\n", "damaged"),
    (#"{"format":"other","version":1}"# + "\n", "first line"),
  ])
  func whatIsNoSessionIsRefused(text: String, words: String) {
    var decoder = SessionDecoder()
    let error = #expect(throws: SessionDecoder.NotASession.self) {
      try decoder.decode(Array(text.utf8))
    }
    #expect(error?.description.contains(words) == true)
  }

  @Test func aLineWithoutAnEndIsNoSession() {
    var decoder = SessionDecoder()
    #expect(throws: SessionDecoder.NotASession.self) {
      for _ in 0..<17 { _ = try decoder.decode([UInt8](repeating: 32, count: 1 << 20)) }
    }
  }

  /// Bytes that flip: never a trap, and no sample that is before or behind the damage is lost.
  @Test(arguments: 1...50)
  func aFlippedByteCostsItsLineAtMost(seed: Int) throws {
    let (bytes, snapshots) = try Self.session(10)
    let headerEnd = try #require(bytes.firstIndex(of: 10))
    let place = headerEnd + 1 + seed * 7919 % (bytes.count - headerEnd - 1)
    var damaged = bytes
    damaged[place] ^= UInt8(1 + seed * 101 % 255)
    var decoder = SessionDecoder()
    let read = try decoder.decode(damaged)
    let same = snapshots.filter(read.contains).count
    #expect(same >= 8, "byte \(place) became \(damaged[place])")
  }
}

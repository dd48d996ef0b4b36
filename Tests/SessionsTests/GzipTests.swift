import Foundation
import Sessions
import Telemetry
import Testing

@Suite struct GzipTests {
  private func text(_ bytes: some Collection<UInt8>) throws -> [UInt8] {
    try Inflater().inflate(Array(bytes)[...])
  }

  @Test func whatIsCompressedReadsBack() throws {
    let folder = try SessionWriterTests.Folder()
    let writer = try SessionWriter(
      path: folder.file("run.ndjson.gz"), header: SessionWriterTests.header)
    let snapshots = (0..<50).map(SessionWriterTests.snapshot)
    for snapshot in snapshots { try writer.append(snapshot) }
    try writer.finish()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: writer.path)))
    #expect(bytes.count == writer.bytesWritten)
    var decoder = SessionDecoder()
    #expect(try decoder.decode(text(bytes)) == snapshots)
    #expect(decoder.header == SessionWriterTests.header)
  }

  /// A file that is cut anywhere has all samples of the flushes before the cut.
  @Test func aCutCostsWhatWasNotFlushed() throws {
    let folder = try SessionWriterTests.Folder()
    let writer = try SessionWriter(
      path: folder.file("run.ndjson.gz"), header: SessionWriterTests.header)
    var flushes = [(bytes: writer.bytesWritten, samples: 0)]
    for number in 0..<35 {
      try writer.append(SessionWriterTests.snapshot(number))
      if writer.bytesWritten > flushes[flushes.count - 1].bytes {
        flushes.append((writer.bytesWritten, number + 1))
      }
    }
    // The first sample, and one a second behind it: at 0, 1, 2 and 3 s.
    #expect(flushes.map(\.samples) == [0, 1, 11, 21, 31])
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: writer.path)))
    #expect(bytes.count == flushes.last?.bytes)
    for length in 0...bytes.count {
      var decoder = SessionDecoder()
      let samples = try decoder.decode(text(bytes[..<length]))
      let expected = flushes.last { $0.bytes <= length }
      #expect(samples.count >= expected?.samples ?? 0)
      #expect(expected == nil || decoder.header != nil)
    }
  }

  @Test func aNoteIsPutOutAtOnce() throws {
    let folder = try SessionWriterTests.Folder()
    let writer = try SessionWriter(
      path: folder.file("run.ndjson.gz"), header: SessionWriterTests.header)
    try writer.append(SessionWriterTests.snapshot(0))
    let before = writer.bytesWritten
    try writer.append(SessionWriterTests.snapshot(1))
    #expect(writer.bytesWritten == before)
    var noted = SessionWriterTests.snapshot(2)
    noted.note = "deployed"
    try writer.append(noted)
    #expect(writer.bytesWritten > before)
  }
}

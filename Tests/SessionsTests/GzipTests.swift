import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Sessions

@Suite struct GzipTests {
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
    #expect(try decoder.decode(unpacked(bytes)) == snapshots)
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
      let samples = try decoder.decode(unpacked(Array(bytes[..<length])))
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

  /// Every place can be read, in any order, across streams that follow each other.
  @Test(arguments: [0, 1, 7, 512])
  func everyPlaceCanBeRead(stateLimit: Int) throws {
    var session = RandomSession(.seeded("GzipTests"))
    let folder = try SessionWriterTests.Folder()
    var (packed, plain): ([UInt8], [UInt8]) = ([], [])
    for name in ["a", "b"] {
      let writer = try SessionWriter(
        path: folder.file("\(name).ndjson.gz"), header: SessionWriterTests.header)
      let snapshots = session.snapshots(400)
      for snapshot in snapshots { try writer.append(snapshot) }
      try writer.finish()
      packed += [UInt8](try Data(contentsOf: URL(filePath: writer.path)))
      plain += try RandomSession.bytes(snapshots)
    }
    let log = GzipLog(MemoryLog(packed))
    (log.stateLimit, log.step) = (stateLimit, 50_000)
    for number in 0..<30 {
      if number % 10 == 9 { log.rest() }
      defer { #expect(log.keptStates <= stateLimit) }
      let place = Int.random(in: 0...plain.count, using: &session.random)
      var chunk = [UInt8](repeating: 0, count: 5000)
      let count = try log.read(at: place, into: &chunk)
      #expect(chunk[..<count].elementsEqual(plain[place...].prefix(5000)))
    }
    #expect(!log.isDamaged)
    #expect(log.keptStates >= min(stateLimit, 2) / 2)
  }

  /// However many there are, few are being unpacked.
  @Test func filesOfASeriesShareWhatUnpackingTakes() throws {
    var random = SplitMix64.seeded("GzipTests")
    let folder = try SessionWriterTests.Folder()
    let writer = try SessionWriter(
      path: folder.file("run.ndjson.gz"), rotation: Rotation(limit: .time(.seconds(1))),
      header: SessionWriterTests.header)
    let snapshots = (0..<120).map(SessionWriterTests.snapshot)
    for snapshot in snapshots { try writer.append(snapshot) }
    try writer.finish()
    let log = try SessionLog(paths: [folder.file("run.ndjson.gz")])
    try log.readThrough()
    let parts = log.parts.compactMap { $0 as? GzipLog }
    #expect(parts.count == 12 && parts.allSatisfy { $0.stateLimit == 512 / 12 })
    var replayer = Replayer(log)
    for _ in 0..<50 {
      let time = Duration.milliseconds(Int.random(in: 0...11_900, using: &random))
      #expect(try replayer.seek(to: time).latest == snapshots.last { $0.time <= time })
      #expect(parts.count { !$0.isResting } <= 4)
    }
  }

  @Test func damageEndsItThereAndIsTold() throws {
    let folder = try SessionWriterTests.Folder()
    let writer = try SessionWriter(
      path: folder.file("run.ndjson.gz"), header: SessionWriterTests.header)
    for number in 0..<500 { try writer.append(SessionWriterTests.snapshot(number)) }
    try writer.finish()
    var packed = [UInt8](try Data(contentsOf: URL(filePath: writer.path)))
    for place in packed.count / 2..<packed.count / 2 + 200 { packed[place] ^= 0x55 }
    let log = try SessionLog(parts: [GzipLog(MemoryLog(packed))])
    try log.readThrough()
    #expect((50..<499).contains(log.index.sampleCount))
    #expect(log.damage.lines > 0)
  }
}

import Foundation
import Sessions
import Telemetry
import Testing

@Suite struct RotationTests {
  private func record(
    _ folder: SessionWriterTests.Folder, _ name: String, _ rotation: Rotation, samples: Int
  ) throws -> SessionWriter {
    let writer = try SessionWriter(
      path: folder.file(name), rotation: rotation, header: SessionWriterTests.header)
    for number in 0..<samples { try writer.append(SessionWriterTests.snapshot(number)) }
    try writer.finish()
    return writer
  }

  /// Each file's samples, by name; every file begins with the header.
  private func files(_ folder: SessionWriterTests.Folder) throws -> [(name: String, times: [Int])] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder.file(name))))
      var decoder = SessionDecoder()
      let text = try name.hasSuffix(".gz") ? unpacked(bytes) : bytes
      let samples = try decoder.decode(text)
      #expect(decoder.header == SessionWriterTests.header)
      return (name, samples.map { $0.timeNanoseconds / 100_000_000 })
    }
  }

  @Test(arguments: ["run.ndjson", "run.ndjson.gz"])
  func byTime(name: String) throws {
    let folder = try SessionWriterTests.Folder()
    let writer = try record(folder, name, Rotation(limit: .time(.seconds(1))), samples: 25)
    let files = try files(folder)
    let ending = name.dropFirst(3)
    #expect(files.map(\.name) == (1...3).map { "run.000\($0)\(ending)" })
    #expect(files.map(\.times) == [Array(0..<10), Array(10..<20), Array(20..<25)])
    #expect(writer.path == folder.file("run.*\(ending)"))
  }

  @Test func bySizeAndTheOldestGo() throws {
    let folder = try SessionWriterTests.Folder()
    let writer = try record(
      folder, "run.ndjson", Rotation(limit: .size(2000), keep: 2), samples: 40)
    let files = try files(folder)
    #expect(files.count == 2)
    #expect(files.flatMap(\.times) == Array((files.first?.times.first ?? 0)..<40))
    #expect(files.first?.name != "run.0001.ndjson")
    let sizes = try files.map {
      try Data(contentsOf: URL(filePath: folder.file($0.name))).count
    }
    #expect(sizes.allSatisfy { $0 <= 2000 })
    #expect(sizes.reduce(0, +) == writer.bytesWritten)
  }

  @Test func aSeriesThatExistsIsKeptUnlessForced() throws {
    let folder = try SessionWriterTests.Folder()
    let other = folder.file("run.1.ndjson")
    for name in ["run.0007.ndjson", "run.1.ndjson"] {
      try "mine".write(toFile: folder.file(name), atomically: false, encoding: .utf8)
    }
    let rotation = Rotation(limit: .size(5000))
    #expect(throws: SessionWriteError(path: folder.file("run.0007.ndjson"), code: EEXIST)) {
      try SessionWriter(
        path: folder.file("run.ndjson"), rotation: rotation, header: SessionWriterTests.header)
    }
    _ = try SessionWriter(
      path: folder.file("run.ndjson"), overwriting: true, rotation: rotation,
      header: SessionWriterTests.header)
    #expect(!FileManager.default.fileExists(atPath: folder.file("run.0007.ndjson")))
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "mine")
  }

  @Test(arguments: [
    ("a/run.ndjson", "a/run.0012.ndjson"), ("run.ndjson.gz", "run.0012.ndjson.gz"),
    ("run", "run.0012"), ("a.b/run", "a.b/run.0012"), ("x.y.json", "x.y.0012.json"),
  ])
  func names(path: String, twelfth: String) {
    #expect(SessionSeries(path: path).path(12) == twelfth)
  }
}

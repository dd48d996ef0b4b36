import Foundation
import Sessions
import Telemetry
import Testing

@Suite struct SessionWriterTests {
  /// A folder of its own for a test, removed at its end.
  final class Folder {
    let path: String
    init() throws {
      path = NSTemporaryDirectory() + "poolmon-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    func file(_ name: String) -> String { path + "/" + name }
  }

  static let header = SessionHeader(
    tool: "poolmon 0", started: "2026-01-31T12:00:00Z", intervalNanoseconds: 100_000_000,
    source: SessionHeader.Source(kind: "lab", workload: "request-log", payloadBytes: 30_000),
    sizeClasses: [64, 128],
    host: SessionHeader.Host(name: "h", system: "Linux", cpus: 2, memoryBytes: 1))

  static func snapshot(_ number: Int) -> Snapshot {
    var pool = PoolSample(name: "default")
    pool.gets = number
    pool.calls = [number, 0]
    return Snapshot(
      time: .milliseconds(number * 100),
      process: ProcessSample(
        residentSpace: 1, peakResidentSpace: 2, cpuNanoseconds: 3, minorFaults: 4),
      heap: HeapSample(allocSpace: 1, allocObjects: 2, freedSpace: 3, freedObjects: 4),
      pools: [pool],
      workload: WorkloadSample(mode: .noput, operations: number, payloadBytes: 9),
      monitor: MonitorSample(
        cpuNanoseconds: 1, frames: 2, lateSamples: 3, intervalNanoseconds: 100_000_000))
  }

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func whatIsWrittenReadsBackLineByLine() throws {
    let folder = try Folder()
    let path = folder.file("run.ndjson")
    let writer = try SessionWriter(path: path, header: Self.header)
    let snapshots = (0..<50).map(Self.snapshot)
    for snapshot in snapshots { try writer.append(snapshot) }
    let lines = try lines(path)
    let decoder = JSONDecoder()
    #expect(try decoder.decode(SessionHeader.self, from: Data(lines[0].utf8)) == Self.header)
    let read = try lines.dropFirst().map { try decoder.decode(Snapshot.self, from: Data($0.utf8)) }
    #expect(read == snapshots)
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    #expect(size == writer.bytesWritten)
  }

  /// The names on the wire, letter by letter: files outlive programs.
  @Test func theFormatIsVersion1() throws {
    let folder = try Folder()
    let path = folder.file("run.ndjson")
    let writer = try SessionWriter(path: path, header: Self.header)
    try writer.append(Self.snapshot(1))
    let lines = try lines(path)
    #expect(
      lines[0] == """
        {"format":"poolmon-session","host":{"cpus":2,"memory_bytes":1,"name":"h",\
        "system":"Linux"},"interval_ns":100000000,"size_classes":[64,128],\
        "source":{"kind":"lab","payload_bytes":30000,"workload":"request-log"},\
        "started":"2026-01-31T12:00:00Z","tool":"poolmon 0","version":1}
        """)
    #expect(
      lines[1] == """
        {"heap":{"alloc_bytes":1,"alloc_objects":2,"free_bytes":3,"free_objects":4},\
        "monitor":{"cpu_ns":1,"frames":2,"interval_ns":100000000,"late_samples":3},\
        "pools":[{"calls":[1,0],"gets":1,"name":"default"}],\
        "process":{"cpu_ns":3,"minor_faults":4,"peak_rss_bytes":2,"rss_bytes":1},\
        "t_ns":100000000,"workload":{"mode":"noput","operations":1,"payload_bytes":9}}
        """)
  }

  /// One with each field that came later, letter by letter, and back.
  @Test func whatCameLaterIsWrittenWhereItIsKnown() throws {
    let folder = try Folder()
    let writer = try SessionWriter(path: folder.file("run.ndjson"), header: Self.header)
    var (snapshot, counts) = (Self.snapshot(1), [Int](repeating: 0, count: 132))
    (counts[0], counts[18], counts[19], counts[131]) = (1, 120, 33, 2)
    snapshot.pools[0].policy = "hard cap 64 KiB"
    snapshot.process?.memoryLimit = 1 << 30
    snapshot.workload?.latency = LatencySample(counts: counts)
    snapshot.note = "a \"note\"\nof two lines / 日本"
    try writer.append(snapshot)
    var silent = Self.snapshot(2)
    silent.workload?.latency = LatencySample()
    try writer.append(silent)

    let lines = try lines(writer.path)
    #expect(lines.count == 3)
    for part in [
      #""note":"a \"note\"\nof two lines / 日本","pools""#, #""policy":"hard cap 64 KiB"}"#,
      #""get_put_ns":{"0":1,"15032385536":2,"48":120,"56":33},"mode""#,
      #""process":{"cpu_ns":3,"memory_limit_bytes":1073741824,"minor_faults":4,"#,
    ] {
      #expect(lines[1].contains(part), "\(part) is not in \(lines[1])")
    }
    #expect(lines[2].contains(#""get_put_ns":{},"#) && !lines[2].contains("note\":"))
    var decoder = SessionDecoder()
    let bytes = try Data(contentsOf: URL(filePath: writer.path))
    #expect(try decoder.decode(Array(bytes)) == [snapshot, silent])
    #expect(decoder.damagedLines == 0)
  }

  @Test func anExistingFileIsKeptUnlessForced() throws {
    let folder = try Folder()
    let path = folder.file("run.ndjson")
    try "mine".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(throws: SessionWriteError.self) {
      try SessionWriter(path: path, header: Self.header)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    _ = try SessionWriter(path: path, overwriting: true, header: Self.header)
    #expect(try lines(path).count == 1)
  }

  @Test(arguments: [
    ("", "is a directory; name a file in it"),
    ("no/such/folder.ndjson", "its folder does not exist"),
  ])
  func aPathThatCannotBeIsSaid(name: String, words: String) throws {
    let folder = try Folder()
    let error = #expect(throws: SessionWriteError.self) {
      try SessionWriter(path: folder.file(name), header: Self.header)
    }
    #expect(error?.description.contains(words) == true)
  }

  @Test func aFullDiskIsSaidAndTheDeviceIsLeftAlone() {
    let error = #expect(throws: SessionWriteError.self) {
      try SessionWriter(path: "/dev/full", overwriting: true, header: Self.header)
    }
    #expect(error?.description == "cannot write '/dev/full': No space left on device")
    #expect(FileManager.default.fileExists(atPath: "/dev/full"))
  }
}

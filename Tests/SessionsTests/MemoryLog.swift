import Foundation
import Telemetry
import TestSupport

@testable import Sessions

extension RandomSession {
  /// A session's bytes, with a line for each sample.
  static func bytes(_ snapshots: [Snapshot]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes = Array(try encoder.encode(SessionWriterTests.header)) + [10]
    for snapshot in snapshots { bytes += Array(try encoder.encode(snapshot)) + [10] }
    return bytes
  }
}

/// A log in memory.
final class MemoryLog: ByteLog {
  let path = "memory"
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var storedBytes: Int { bytes.count }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = bytes[min(offset, bytes.count)...].prefix(buffer.count)
    buffer.copyBytes(from: part)
    return part.count
  }
}

/// What a gzip file was packed from, as far as it can be read.
func unpacked(_ packed: [UInt8]) throws -> [UInt8] {
  let log = GzipLog(MemoryLog(packed))
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1000)
  while true {
    let count = try log.read(at: bytes.count, into: &chunk)
    guard count > 0 else { return bytes }
    bytes += chunk[..<count]
  }
}

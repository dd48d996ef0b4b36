import FoundationEssentials
package import Telemetry

/// Reads a session from bytes as they come, in pieces of any size: from a file, a pipe, another
/// machine.
///
/// A line that is damaged costs that line, and is counted. A line that is not whole yet waits for
/// the rest. Fields that are unknown are ignored.
package struct SessionDecoder {
  /// The bytes are not those of a session that this version reads: one line that says why.
  package struct NotASession: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// Whether nothing of it is as in a session, of whatever version.
    var isForeign = false
  }

  /// Longer than any sample: what goes on for longer without an end of line is no session.
  private static let longestLine = 16 << 20

  /// The first line, once it has come.
  package private(set) var header: SessionHeader?
  /// Lines that were neither sample nor note.
  package private(set) var damagedLines = 0

  private var pending: [UInt8] = []

  package init() {}

  /// Takes in the next bytes; returns the samples that they complete. O(bytes).
  package mutating func decode(
    _ bytes: some Collection<UInt8>
  ) throws(NotASession) -> [Snapshot] {
    var snapshots: [Snapshot] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = pending + rest[..<end]
      pending = []
      rest = rest[rest.index(after: end)...]
      if let snapshot = try decodeLine(line) { snapshots.append(snapshot) }
    }
    pending += rest
    guard pending.count <= Self.longestLine else {
      pending = []
      throw NotASession(description: "it has a line of more than 16 MiB")
    }
    return snapshots
  }

  private mutating func decodeLine(_ line: [UInt8]) throws(NotASession) -> Snapshot? {
    guard header != nil else {
      header = try Self.decodeHeader(Data(line))
      return nil
    }
    switch line.withUnsafeBytes(SessionLine.init) {
    case .sample(let snapshot): return snapshot
    case .remark: break
    case .unreadable: damagedLines += 1
    }
    return nil
  }

  static func decodeHeader(_ line: Data) throws(NotASession) -> SessionHeader {
    let decoder = JSONDecoder()
    guard let start = try? decoder.decode(Preamble.self, from: line),
      start.format == SessionHeader.formatName
    else {
      throw NotASession(
        description: "its first line is not the header of a session", isForeign: true)
    }
    guard start.version <= SessionHeader.currentVersion else {
      throw NotASession(
        description: "it is of version \(start.version), and this poolmon reads up to version "
          + "\(SessionHeader.currentVersion); use a newer one")
    }
    guard let header = try? decoder.decode(SessionHeader.self, from: line), header.isPlausible
    else { throw NotASession(description: "its header is damaged") }
    return header
  }

  /// What every version's header has.
  private struct Preamble: Decodable {
    let format: String
    let version: Int
  }
}

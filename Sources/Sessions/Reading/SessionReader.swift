package import Telemetry

/// Reads a session's samples one after another, from its begin to its end.
package final class SessionReader {
  package let header: SessionHeader

  private let parts: [any ByteLog]
  private let foreign: [String]
  private var stream = SampleStream()
  private let allRemarks: [Remark]
  private var remarks: ArraySlice<Remark>

  /// Opens a file, a folder or a series of files, as it is now, and reads its header.
  ///
  /// O(bytes), most of which are only looked through for ends of lines: what people noted
  /// afterwards stands at the end, and belongs to samples before it.
  package convenience init(path: String) throws(SessionReadError) { try self.init(paths: [path]) }

  package convenience init(paths: [String]) throws(SessionReadError) {
    let files = try SessionFiles(paths)
    try self.init(parts: files.logs, foreign: files.foreign)
  }

  /// - Parameter foreign: names of files beside them that are no sessions.
  package init(parts: [any ByteLog], foreign: [String] = []) throws(SessionReadError) {
    (self.parts, self.foreign) = (parts, foreign)
    for part in parts { part.holdEnd() }
    header = try SampleStream.header(of: parts)
    allRemarks = try SampleStream.remarks(in: parts)
    remarks = allRemarks[...]
  }

  /// What it is called in a message.
  package var path: String { files.joined(separator: " ") }

  /// The files, in the order in which they are read.
  package var files: [String] { parts.map(\.path) }

  /// Bytes of the files.
  package var storedBytes: Int { parts.reduce(0) { $0 + $1.storedBytes } }

  /// Goes back to the begin.
  package func rewind() {
    stream = SampleStream()
    remarks = allRemarks[...]
  }

  /// Lines that were passed over so far, since they were no samples.
  package var damage: Damage { stream.damage.beside(foreign) }
  package var damagedLines: Int { damage.lines }

  /// The next sample, with what was noted on it; nil at the end.
  package func next() throws(SessionReadError) -> Snapshot? {
    while let item = try stream.next(in: parts) {
      guard case .sample(var snapshot) = item else { continue }
      snapshot.take(&remarks)
      return snapshot
    }
    stream.finish(in: parts)
    return nil
  }
}

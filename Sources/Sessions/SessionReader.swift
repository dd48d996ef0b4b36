import Glibc
package import Telemetry

/// Why a session cannot be read: one line that says what, where, and what to do.
package struct SessionReadError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}

/// Reads a session's samples one after another, from its begin to its end.
///
/// Owns the file descriptor; closes it when it goes.
package final class SessionReader {
  package let path: String
  package let header: SessionHeader

  private let file: Int32
  private var decoder = SessionDecoder()
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  private var ready: ArraySlice<Snapshot> = []

  /// Opens a file and reads its header.
  package init(path: String) throws(SessionReadError) {
    self.path = path
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw SessionReadError(
        description: "cannot read '\(path)': \(String(cString: strerror(errno)))")
    }
    while decoder.header == nil {
      guard let snapshots = try Self.read(file, path, &chunk, &decoder) else { break }
      ready += snapshots
    }
    guard let header = decoder.header else {
      throw SessionReadError(description: "'\(path)' is no session: it is empty")
    }
    self.header = header
  }

  deinit { if file >= 0 { close(file) } }

  /// Lines that were passed over, since they were no samples.
  package var damagedLines: Int { decoder.damagedLines }

  /// The next sample; nil at the end.
  package func next() throws(SessionReadError) -> Snapshot? {
    while ready.isEmpty {
      guard let snapshots = try Self.read(file, path, &chunk, &decoder) else { return nil }
      ready = snapshots[...]
    }
    return ready.removeFirst()
  }

  /// The samples that the next bytes complete; nil at the end.
  private static func read(
    _ file: Int32, _ path: String, _ chunk: inout [UInt8], _ decoder: inout SessionDecoder
  ) throws(SessionReadError) -> [Snapshot]? {
    let count = Glibc.read(file, &chunk, chunk.count)
    guard count >= 0 else {
      throw SessionReadError(
        description: "cannot read '\(path)': \(String(cString: strerror(errno)))")
    }
    guard count > 0 else { return nil }
    do {
      return try decoder.decode(chunk[..<count])
    } catch {
      throw SessionReadError(description: "'\(path)' is no session: \(error)")
    }
  }
}

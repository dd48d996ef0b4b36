import Glibc

/// A session file's text from its begin to its end, whether it is compressed or not.
///
/// Owns the file descriptor; closes it when it goes.
package final class SessionBytes {
  package let path: String
  /// Made of the first bytes; nil for a file that is not compressed.
  package private(set) var inflater: Inflater?
  /// The last bytes as the file has them, at most four.
  package private(set) var tail: [UInt8] = []

  private let file: Int32
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  private var hasBegun = false

  package init(path: String) throws(SessionReadError) {
    self.path = path
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Self.failed(path, errno) }
  }

  deinit { if file >= 0 { close(file) } }

  /// The next bytes, which may be none yet; nil at the end.
  package func next() throws(SessionReadError) -> ArraySlice<UInt8>? {
    var count = read(file, &chunk, chunk.count)
    while count < 0 && errno == EINTR { count = read(file, &chunk, chunk.count) }
    guard count >= 0 else { throw Self.failed(path, errno) }
    guard count > 0 else { return nil }
    tail = (tail + chunk[..<count].suffix(4)).suffix(4)
    do throws(Inflater.Damage) {
      // What gzip begins with (RFC 1952), and no text does.
      if !hasBegun && chunk[..<count].starts(with: [0x1f, 0x8b]) { inflater = try Inflater() }
      hasBegun = true
      return try inflater?.inflate(chunk[..<count])[...] ?? chunk[..<count]
    } catch {
      throw SessionReadError(
        description: "'\(path)' is damaged: what is compressed in it cannot be read to its end")
    }
  }

  private static func failed(_ path: String, _ code: Int32) -> SessionReadError {
    SessionReadError(description: "cannot read '\(path)': \(String(cString: strerror(code)))")
  }
}

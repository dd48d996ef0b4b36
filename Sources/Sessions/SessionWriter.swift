import FoundationEssentials
import Glibc
package import Telemetry

/// Why a session file cannot be written: what, where, and what to do.
package struct SessionWriteError: Error, Equatable, CustomStringConvertible {
  package let path: String
  /// The errno of the call that failed.
  package let code: Int32

  package init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  package var description: String {
    switch code {
    case EEXIST: "'\(path)' exists already; use --force to overwrite it"
    case EISDIR: "'\(path)' is a directory; name a file in it"
    case ENOENT: "cannot create '\(path)': its folder does not exist"
    default: "cannot write '\(path)': \(String(cString: strerror(code)))"
    }
  }
}

/// Appends to a session file, each line whole or not at all.
///
/// Owns the file descriptor; closes it when it goes.
package final class SessionWriter {
  package let path: String
  /// Size of the file so far, in bytes: whole lines only.
  package private(set) var bytesWritten = 0

  private let file: Int32
  private let encoder = JSONEncoder()
  /// Whether the file is all ours, so that half a line can be cut off. stdout may have been
  /// appended to what others wrote.
  private let isOwn: Bool
  /// Asked before a line is written and whenever a signal interrupts that: whether the end is
  /// wanted and nobody reads any more.
  private let isGivenUp: () -> Bool

  /// Creates the file and writes its header.
  ///
  /// A file that exists is an error unless `overwriting`.
  package init(
    path: String, overwriting: Bool = false, header: SessionHeader
  ) throws(SessionWriteError) {
    self.path = path
    isOwn = true
    isGivenUp = { false }
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (overwriting ? O_TRUNC : O_EXCL)
    file = open(path, flags, 0o644)
    guard file >= 0 else { throw SessionWriteError(path: path, code: Self.openError(errno, path)) }
    do throws(SessionWriteError) {
      try appendLine(header)
    } catch {
      // A file without a header is no session: leave none behind. Only O_EXCL proves that the file
      // is ours to remove.
      if !overwriting { unlink(path) }
      throw error
    }
  }

  /// Writes the session to stdout. With `isGivenUp` a line is not written, which is an error with
  /// the code EINTR.
  package init(
    toStandardOutput header: SessionHeader, isGivenUp: @escaping () -> Bool
  ) throws(SessionWriteError) {
    path = "stdout"
    isOwn = false
    self.isGivenUp = isGivenUp
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // One of its own, so that it can be closed.
    file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard file >= 0 else { throw SessionWriteError(path: path, code: errno) }
    try appendLine(header)
  }

  deinit { if file >= 0 { close(file) } }

  /// O_EXCL says "exists" of a directory too; say what it is.
  private static func openError(_ code: Int32, _ path: String) -> Int32 {
    var status = stat()
    guard code == EEXIST, stat(path, &status) == 0 else { return code }
    return status.st_mode & S_IFMT == S_IFDIR ? EISDIR : code
  }

  /// Writes one sample. On an error the file ends with the last whole line.
  package func append(_ snapshot: Snapshot) throws(SessionWriteError) {
    try appendLine(snapshot)
  }

  private func appendLine(_ value: some Encodable) throws(SessionWriteError) {
    guard var line = try? encoder.encode(value) else {
      // Only a number that JSON lacks (NaN) could fail, and no sample has a floating-point field.
      throw SessionWriteError(path: path, code: EINVAL)
    }
    line.append(UInt8(ascii: "\n"))
    var written = 0
    guard !isGivenUp() else { throw SessionWriteError(path: path, code: EINTR) }
    while written < line.count {
      let count = line.withUnsafeBytes { bytes in
        write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count > 0 { written += count }
      guard count < 0 else { continue }
      let code = errno
      if code == EINTR && !isGivenUp() { continue }
      if written > 0 && isOwn { ftruncate(file, bytesWritten) }
      throw SessionWriteError(path: path, code: code)
    }
    bytesWritten += line.count
  }
}

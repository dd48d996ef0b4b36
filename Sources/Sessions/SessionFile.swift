import Glibc

/// What a session is written to: pieces of bytes at its end, each whole or not at all.
///
/// Owns the file descriptor; closes it when it goes.
final class SessionFile {
  let path: String
  /// Bytes that were written, in whole pieces.
  private(set) var bytesWritten = 0

  private let file: Int32
  /// Whether half a piece can be cut off: stdout may have been appended to what others wrote.
  private let isOwn: Bool
  /// Asked before a piece is written and whenever a signal interrupts that: whether the end is
  /// wanted and nobody reads any more.
  private let isGivenUp: () -> Bool
  /// Whether another program writes it, too. false where the file system knows no locks.
  let isBeingWritten: Bool

  /// Creates a file, or opens a pipe that exists, which waits until somebody reads it.
  ///
  /// A file that exists is an error unless `overwriting`.
  init(path: String, overwriting: Bool) throws(SessionWriteError) {
    self.path = path
    isOwn = true
    isGivenUp = { false }
    let mode = overwriting ? O_TRUNC : O_EXCL
    let flags = O_WRONLY | O_APPEND | O_CLOEXEC | (Self.isPipe(path) ? 0 : O_CREAT | mode)
    var opened = open(path, flags, 0o644)
    while opened < 0 && errno == EINTR { opened = open(path, flags, 0o644) }
    file = opened
    guard file >= 0 else { throw SessionWriteError(path: path, code: Self.openError(errno, path)) }
    // Tells whoever adds a note that more will be written.
    isBeingWritten = Self.isLocked(file)
  }

  /// Opens a file that exists, to write behind what it has.
  init(appendingTo path: String) throws(SessionWriteError) {
    self.path = path
    isOwn = true
    isGivenUp = { false }
    file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { throw SessionWriteError(path: path, code: errno) }
    isBeingWritten = Self.isLocked(file)
  }

  init(standardOutputAs path: String, isGivenUp: @escaping () -> Bool) throws(SessionWriteError) {
    self.path = path
    isOwn = false
    self.isGivenUp = isGivenUp
    isBeingWritten = false
    // One of its own, so that it can be closed.
    file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard file >= 0 else { throw SessionWriteError(path: path, code: errno) }
  }

  deinit { if file >= 0 { close(file) } }

  /// Locks a file until it is closed. Returns whether somebody else has.
  private static func isLocked(_ file: Int32) -> Bool {
    flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Whether opening it waits for a reader. A pipe holds nothing that could be overwritten.
  static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// O_EXCL says "exists" of a directory too; say what it is.
  private static func openError(_ code: Int32, _ path: String) -> Int32 {
    var status = stat()
    guard code == EEXIST, stat(path, &status) == 0 else { return code }
    return status.st_mode & S_IFMT == S_IFDIR ? EISDIR : code
  }

  /// Whether the file has no name any more, so that what is written is gone with the program.
  var isRemoved: Bool {
    var status = stat()
    return isOwn && fstat(file, &status) == 0 && status.st_nlink == 0
      && status.st_mode & S_IFMT == S_IFREG
  }

  /// Writes a piece, with one write(2) unless only a part is taken at once. On an error the file
  /// ends as it did before.
  func write(_ piece: [UInt8]) throws(SessionWriteError) {
    guard !isGivenUp() else { throw SessionWriteError(path: path, code: EINTR) }
    var written = 0
    while written < piece.count {
      let count = piece.withUnsafeBytes { bytes in
        Glibc.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count > 0 { written += count }
      guard count < 0 else { continue }
      let code = errno
      if code == EINTR && !isGivenUp() { continue }
      if written > 0 && isOwn { cutOff(written) }
      throw SessionWriteError(path: path, code: code)
    }
    bytesWritten += piece.count
  }

  /// Takes back the last bytes that were written, unless somebody has written behind them: a note.
  private func cutOff(_ count: Int) {
    var status = stat()
    // With O_APPEND the position is the end of what was written last.
    let end = lseek(file, 0, SEEK_CUR)
    guard end >= count, fstat(file, &status) == 0, status.st_size == end else { return }
    ftruncate(file, end - count)
  }
}

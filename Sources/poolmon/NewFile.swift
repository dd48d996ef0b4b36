import Glibc

/// Files that a key asks for, in the current folder.
enum NewFile {
  struct Failure: Error {
    let reason: String
  }

  /// Names to try, so that a second one within a second takes the next: "poolmon-20260131-120000",
  /// and with "-2" to "-4" behind.
  static var names: [String] {
    ["", "-2", "-3", "-4"].map { "poolmon-\(SessionClock.fileStamp)\($0)" }
  }

  /// Writes a file whole or not at all, and never over another. Returns its name.
  static func write(_ bytes: [UInt8], endingIn ending: String) throws(Failure) -> String {
    for name in names.map({ $0 + ending }) {
      let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if file < 0 && errno == EEXIST { continue }
      guard file >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
      defer { close(file) }
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
        }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else {
          let reason = String(cString: strerror(errno))
          unlink(name)
          throw Failure(reason: reason)
        }
        written += count
      }
      return name
    }
    throw Failure(reason: "all names of this second are taken")
  }
}

import Glibc

/// Writes a file whole or not at all: beside it first, then under its name.
enum WholeFile {
  /// Throws where `write` would, as far as can be told before.
  static func check(_ path: String, overwriting: Bool) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw failure(path, EISDIR) }
    if kind == S_IFREG && !overwriting { throw alreadyThere(path) }
  }

  /// - Parameter overwriting: whether a file of that name may be replaced.
  static func write(_ text: String, to path: String, overwriting: Bool) throws {
    try check(path, overwriting: overwriting)
    var status = stat()
    let exists = stat(path, &status) == 0
    // Pipes and devices are written to: they hold nothing that could be lost.
    if exists && status.st_mode & S_IFMT != S_IFREG {
      let file = open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { throw failure(path, errno) }
      return try write(text, to: file, path)
    }
    // A link stays one.
    let target = exists ? resolved(path) : path
    let temporary = "\(target).\(getpid()).part"
    let mode = exists ? status.st_mode & 0o777 : 0o644
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else { throw failure(path, errno) }
    do {
      try write(text, to: file, path)
      try publish(temporary, as: target, overwriting: overwriting)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Gives the file its name. A link fails where another file has taken that meanwhile.
  private static func publish(_ temporary: String, as target: String, overwriting: Bool) throws {
    if !overwriting {
      if link(temporary, target) == 0 {
        unlink(temporary)
        return
      }
      if errno == EEXIST { throw alreadyThere(target) }
      // A file system without hard links.
    }
    guard rename(temporary, target) == 0 else { throw failure(target, errno) }
  }

  /// Closes the file.
  private static func write(_ text: String, to file: Int32, _ path: String) throws {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(file, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      if count > 0 { written += count }
      if count < 0 && errno != EINTR {
        let code = errno
        close(file)
        throw failure(path, code)
      }
    }
    // Some file systems tell only now that the disk is full.
    guard close(file) == 0 else { throw failure(path, errno) }
  }

  private static func resolved(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(description: "cannot write '\(path)': \(String(cString: strerror(code)))")
  }

  private static func alreadyThere(_ path: String) -> Failure {
    Failure(description: "'\(path)' exists already; use --force to overwrite it")
  }
}

import Glibc
import Sessions

/// What a command writes to: stdout, or a file that is there whole or not at all.
///
/// A file is written under another name beside its own, and takes its name at the end. One that
/// ends in ".gz" is compressed. Owns the file; what is not finished is removed when this goes.
final class OutputFile {
  /// Nobody reads stdout any more.
  struct Closed: Error {}

  private static let chunk = 1 << 16

  /// What it is called in a message.
  let path: String
  /// The same where the path is a link to another file.
  private let target: String
  private let stop: StopRequest?
  private let overwriting: Bool
  private var file: Int32
  /// The name until the end; nil where the bytes go straight to where they belong.
  private var temporary: String?
  private var pending: [UInt8] = []
  private let deflater: Deflater?

  /// - Parameters:
  ///   - path: nil or "-" for stdout. A file that exists is an error unless `overwriting`; a device
  ///     or a pipe has nothing that could be lost, and is written to.
  ///   - inputs: files that are read and are not to be lost, whatever may be overwritten.
  ///   - stop: nil for a thread that no signal reaches.
  init(
    _ path: String?, overwriting: Bool, apartFrom inputs: [String] = [], stop: StopRequest?
  ) throws {
    let path = path == "-" ? nil : path
    let isCompressed = path?.hasSuffix(".gz") == true
    deflater = isCompressed ? Deflater() : nil
    self.path = path ?? "stdout"
    self.stop = stop
    self.overwriting = overwriting
    target = path.map(Self.resolved) ?? ""
    guard let path else {
      file = STDOUT_FILENO
      return
    }
    guard deflater != nil || !isCompressed else {
      throw Failure(description: "no memory is left to compress '\(path)'")
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      throw Failure(description: "'\(path)' is a directory; name a file in it")
    }
    if exists && inputs.contains(where: { Self.isSame($0, status) }) {
      throw Failure(description: "'\(path)' is what is read; write to another file")
    }
    if exists && status.st_mode & S_IFMT != S_IFREG {
      file = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      guard !exists || overwriting else { throw Self.existing(path) }
      let name = "\(target).\(getpid()).part"
      file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      // What takes the place of a file is as private as that was.
      if file >= 0 && exists { fchmod(file, status.st_mode & 0o777) }
      if file >= 0 { temporary = name }
    }
    guard file >= 0 else {
      throw Failure(
        description: errno == ENOENT
          ? "cannot create '\(path)': its folder does not exist"
          : "cannot create '\(path)': \(String(cString: strerror(errno)))")
    }
  }

  /// Whether it has a name, and is not stdout.
  var isFile: Bool { !target.isEmpty }

  deinit {
    if let temporary { unlink(temporary) }
    if file > STDERR_FILENO { close(file) }
  }

  /// Where links lead, of a file that exists.
  private static func resolved(_ path: String) -> String {
    guard let name = realpath(path, nil) else { return path }
    defer { free(name) }
    return String(cString: name)
  }

  /// Whether a path leads to the file of this status.
  private static func isSame(_ path: String, _ file: stat) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && status.st_dev == file.st_dev && status.st_ino == file.st_ino
  }

  private static func existing(_ path: String) -> Failure {
    Failure(description: "'\(path)' exists already; use --force to overwrite it")
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    pending += deflater?.deflate(bytes, .none) ?? bytes
    if pending.count >= Self.chunk { try flush() }
  }

  /// Writes what is left, and gives the file its name.
  func finish() throws {
    pending += deflater?.deflate([], .finish) ?? []
    try flush()
    guard let temporary else { return }
    // Some file systems tell only then that there was no room (close(2)).
    let closed = file
    file = -1
    guard close(closed) == 0 else {
      throw Failure(description: "cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
    guard overwriting ? rename(temporary, target) == 0 : takeFreeName(temporary) else {
      if errno == EEXIST { throw Self.existing(path) }
      throw Failure(description: "cannot create '\(path)': \(String(cString: strerror(errno)))")
    }
    self.temporary = nil
  }

  /// A link is refused where a file of that name has come meanwhile, which renaming would replace.
  private func takeFreeName(_ temporary: String) -> Bool {
    if link(temporary, target) == 0 { return unlink(temporary) == 0 }
    // Some file systems have no links (link(2)).
    guard errno == EPERM || errno == EOPNOTSUPP else { return false }
    guard access(target, F_OK) != 0 else {
      errno = EEXIST
      return false
    }
    return rename(temporary, target) == 0
  }

  private func flush() throws {
    var written = 0
    while written < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        Glibc.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count > 0 { written += count }
      guard count < 0 else { continue }
      let code = errno
      if code == EINTR {
        try stop?.check()
        continue
      }
      if code == EPIPE { throw Closed() }
      let place = file == STDOUT_FILENO ? "to stdout" : "'\(path)'"
      throw Failure(description: "cannot write \(place): \(String(cString: strerror(code)))")
    }
    pending.removeAll(keepingCapacity: true)
  }
}

import Glibc
import Sessions

/// What arrives on a pipe, kept in a file without a name, since a replay goes back.
final class PipeLog: ByteLog {
  let path = "stdin"
  private let file: Int32
  private var source: Int32?
  private var length = 0
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  /// Takes the descriptor over.
  init(reading source: Int32) throws {
    self.source = source
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array(("\(folder)/poolmon-" + String(repeating: "X", count: 6)).utf8CString)
    file = mkstemp(&name)
    // It goes with its descriptor.
    if file >= 0 {
      unlink(name)
      _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    }
    guard file >= 0 else {
      throw Failure(
        description: "cannot keep what arrives on stdin in a file in \(folder): "
          + "\(String(cString: strerror(errno))); set TMPDIR to another folder")
    }
  }

  deinit {
    close(file)
    if let source { close(source) }
  }

  /// The pipe, while more may come.
  var input: Int32? { source }
  var isOpen: Bool { source != nil }
  var storedBytes: Int { length }

  /// Takes in what there is, without waiting for more; no more than 16 MiB, since a screen waits.
  func pump() throws {
    for _ in 0..<256 {
      guard let source, hasInput(source) else { return }
      try take(from: source)
    }
  }

  /// Whether the first line is there, or all that there will be.
  func hasLine() throws -> Bool {
    var start = [UInt8](repeating: 0, count: min(length, 1 << 16))
    let count = pread(file, &start, start.count, 0)
    // What is packed cannot be seen; a header is in its first packet.
    return count >= 1 << 16 || start.contains(UInt8(ascii: "\n"))
      || start.starts(with: [0x1f, 0x8b]) && count > 512
  }

  /// Itself, or what it was packed from.
  func unpacked() throws -> any ByteLog { try SessionFiles.unpacked(self) }

  /// Takes in some of it; waits until there is any.
  func take() throws {
    if let source { try take(from: source) }
  }

  private func take(from source: Int32) throws {
    let count = Glibc.read(source, &chunk, chunk.count)
    if count < 0 && errno == EINTR { return }
    if count < 0 && errno == EAGAIN {
      var descriptor = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, -1)
      return
    }
    guard count >= 0 else {
      throw Failure(description: "cannot read stdin: \(String(cString: strerror(errno)))")
    }
    guard count > 0 else {
      close(source)
      self.source = nil
      return
    }
    guard pwrite(file, chunk, count, length) == count else {
      throw Failure(
        description: "cannot keep what arrives on stdin: \(String(cString: strerror(errno)))")
    }
    length += count
  }

  private func hasInput(_ source: Int32) -> Bool {
    var descriptor = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
  }

  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionReadError) -> Int {
    let count = pread(file, buffer.baseAddress, buffer.count, offset)
    guard count >= 0 else { throw SessionReadError(path: path, code: errno) }
    return count
  }
}

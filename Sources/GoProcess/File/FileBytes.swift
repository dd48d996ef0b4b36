import Glibc

/// A file, read piece by piece. Not mapped: a file that another shortens would end us.
final class FileBytes: ByteSource {
  private let descriptor: Int32
  let count: Int

  /// nil if it cannot be opened; `errno` says why.
  init?(path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    count = fstat(descriptor, &status) == 0 ? max(status.st_size, 0) : 0
  }

  deinit { close(descriptor) }

  /// The most that is read at once: the largest table of the largest programs is below that.
  private static let mostAtOnce = 1 << 28

  func read(at offset: Int, count: Int) -> Bytes? {
    guard offset >= 0, count >= 0, count <= Self.mostAtOnce, offset <= self.count - count else {
      return nil
    }
    var hasAll = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count {
        // Inside the buffer, which has room for `count`.
        let rest = buffer.baseAddress.map { $0 + filled }
        let read = pread(descriptor, rest, count - filled, off_t(offset + filled))
        guard read > 0 else { break }
        filled += read
      }
      hasAll = filled == count
    }
    return hasAll ? Bytes(bytes) : nil
  }
}

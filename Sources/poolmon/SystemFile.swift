import Glibc

/// A file that the kernel writes when it is read, such as those below /proc: proc(5).
enum SystemFile {
  /// More than a machine with thousands of mounts has in mountinfo.
  private static let mostBytes = 1 << 22

  /// All of it; nil if it cannot be read. Up to its end, since the kernel hands some of them out in
  /// pieces.
  static func text(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < mostBytes {
      let count = read(file, &piece, piece.count)
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

import Glibc

/// The part of the program that starting it took: the command line's parser, the terminal's
/// description, and what those need.
enum StartupMemory {
  /// Gives the mapped pages of the program's code and constants back, 3 MiB of RSS: those that the
  /// run needs come back from the page cache as they are used, the others would stay for nothing
  /// and be counted as the run's.
  ///
  /// Both are mapped privately, read-only and unchanged, so that MADV_DONTNEED loses nothing
  /// (madvise(2)). Behind the code lies what is read-only since it was relocated: that is kept.
  /// Where /proc is missing, nothing is given back.
  static func release() {
    guard let maps = text(of: "/proc/self/maps") else { return }
    // The program's own lines come first; libraries are shared with other programs anyway.
    let path = maps.prefix { $0 != "\n" }.split(separator: " ").last
    for line in maps.split(separator: "\n") where line.hasSuffix(path ?? "") {
      let words = line.split(separator: " ")
      guard words.count >= 6, ["r--p", "r-xp"].contains(words[1]) else { return }
      let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard ends.count == 2, ends[0] < ends[1] else { continue }
      madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
      if words[1] == "r-xp" { return }
    }
  }

  private static func text(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // The program's lines are the first.
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}

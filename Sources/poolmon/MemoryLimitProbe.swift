import Glibc
import Telemetry

/// The memory limit of a process, read now and then: it hardly ever changes, and takes about as
/// many system calls as all else of a sample.
final class MemoryLimitProbe {
  /// Of the samples' own time.
  static let interval = Duration.seconds(60)

  private let read: () -> Int?
  private var latest: (time: Duration, limit: Int?)?

  convenience init(pid: Int32) {
    // Paths are told from the reader's own group, as its mounts are.
    self.init {
      MemoryLimit.bytes(
        groups: Self.text("/proc/\(pid)/cgroup") ?? "",
        mounts: Self.text("/proc/self/mountinfo") ?? "",
        machine: Self.text("/proc/meminfo") ?? "", text: Self.text)
    }
  }

  init(_ read: @escaping () -> Int?) { self.read = read }

  /// In bytes, as it was up to a minute ago. nil if it cannot be told.
  func limit(at time: Duration) -> Int? {
    if let latest, time - latest.time < Self.interval { return latest.limit }
    let limit = read()
    latest = (time, limit)
    return limit
  }

  /// More than a machine with thousands of mounts has in mountinfo.
  private static let mostBytes = 1 << 22

  /// All of a file; nil if it cannot be read. Up to its end, since the kernel hands mountinfo out
  /// in pieces.
  private static func text(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < mostBytes {
      let count = Glibc.read(file, &piece, piece.count)
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

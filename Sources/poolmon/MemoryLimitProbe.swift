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
        groups: SystemFile.text("/proc/\(pid)/cgroup") ?? "",
        mounts: SystemFile.text("/proc/self/mountinfo") ?? "",
        machine: SystemFile.text("/proc/meminfo") ?? "", text: SystemFile.text)
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
}

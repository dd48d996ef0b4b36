/// The watched process as the operating system sees it.
package struct ProcessSample: Equatable, Sendable, Codable {
  /// Resident set size in bytes: VmRSS of proc(5).
  package var residentSpace: Int
  /// The largest RSS since the process began, in bytes: VmHWM of proc(5).
  package var peakResidentSpace: Int
  /// CPU time of all threads in nanoseconds, cumulative.
  package var cpuNanoseconds: Int
  /// Page faults served without a disk, cumulative: ru_minflt of getrusage(2).
  package var minorFaults: Int
  /// The memory that it may have at most, in bytes: see `MemoryLimit`.
  package var memoryLimit: Int?

  package init(
    residentSpace: Int, peakResidentSpace: Int, cpuNanoseconds: Int, minorFaults: Int,
    memoryLimit: Int? = nil
  ) {
    self.residentSpace = residentSpace
    self.peakResidentSpace = peakResidentSpace
    self.cpuNanoseconds = cpuNanoseconds
    self.minorFaults = minorFaults
    self.memoryLimit = memoryLimit
  }

  private enum CodingKeys: String, CodingKey {
    case residentSpace = "rss_bytes"
    case peakResidentSpace = "peak_rss_bytes"
    case cpuNanoseconds = "cpu_ns"
    case minorFaults = "minor_faults"
    case memoryLimit = "memory_limit_bytes"
  }
}

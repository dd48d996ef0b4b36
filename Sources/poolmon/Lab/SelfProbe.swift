import Glibc
import Telemetry

/// Reads this process: `/proc/self/status`, getrusage(2) and the process's CPU clock, 13 µs
/// together, and now and then the memory limit.
///
/// The file stays open between samples. VmHWM is taken from it and not from `ru_maxrss`, since that
/// is inherited from whoever called exec.
///
/// The kernel counts pages for each processor apart and notes the highest sum only now and then, so
/// that VmHWM can fall by a few pages. The highest that was read stands.
final class SelfProbe {
  private let status: Int32
  private var peak = 0
  private let memoryLimit = MemoryLimitProbe(pid: getpid())
  private var buffer = [UInt8](repeating: 0, count: 4096)

  /// The peak counts from here on: what reading the options took is not of the run. Writing "5" to
  /// clear_refs resets VmHWM (proc(5)); where that is not allowed, the peak is since the process's
  /// begin.
  init() {
    status = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
    let reset = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard reset >= 0 else { return }
    _ = write(reset, "5", 1)
    close(reset)
  }

  deinit { if status >= 0 { close(status) } }

  /// `time` is the samples' own.
  func sample(at time: Duration) -> ProcessSample? {
    let count = buffer.withUnsafeMutableBytes { pread(status, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    guard let memory = ProcessStatusText(buffer[..<count]) else { return nil }
    // The kernel updates its own now and then only.
    peak = max(peak, memory.peakResidentSpace, memory.residentSpace)
    var usage = rusage()
    guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
    return ProcessSample(
      residentSpace: memory.residentSpace, peakResidentSpace: peak,
      cpuNanoseconds: CPUClock.process.nanoseconds, minorFaults: usage.ru_minflt,
      memoryLimit: memoryLimit.limit(at: time))
  }
}

/// The CPU time that the process or the calling thread has used.
enum CPUClock {
  case process, thread

  /// Cumulative, from clock_gettime(2).
  var nanoseconds: Int {
    var time = timespec()
    clock_gettime(self == .process ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

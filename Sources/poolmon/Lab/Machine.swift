import Glibc
import Sessions
import Telemetry

/// The machine that poolmon runs on.
enum Machine {
  /// Bytes that can be had without swapping: MemAvailable of proc(5). nil where it is not told.
  static func availableMemory() -> Int? { memoryLine("MemAvailable:") }

  static func host() -> SessionHeader.Host {
    var names = utsname()
    uname(&names)
    let system = "\(text(&names.sysname)) \(text(&names.release)) \(text(&names.machine))"
    return SessionHeader.Host(
      name: text(&names.nodename), system: system,
      cpus: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
      memoryBytes: memoryLine("MemTotal:") ?? 0)
  }

  /// The text in one of the fixed arrays of a utsname, which is always ended by a zero.
  private static func text<T>(_ array: inout T) -> String {
    withUnsafeBytes(of: &array) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// A line of /proc/meminfo, in bytes.
  private static func memoryLine(_ name: String) -> Int? {
    SystemFile.text("/proc/meminfo").flatMap {
      ProcessStatusText.space(name, in: Array($0.utf8)[...])
    }
  }
}

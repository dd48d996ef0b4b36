import Glibc

/// Why the kernel does not let us read a process, and what can be done. Source: ptrace(2), "Ptrace
/// access mode checking".
enum Permission {
  static func error(of process: String, _ pid: Int32) -> AttachError {
    AttachError(
      .notPermitted,
      "may not read the memory of \(process): \(rule(pid)). \(advice(own: geteuid()))")
  }

  /// What can be done, by whom we run as.
  static func advice(own: UInt32) -> String {
    let start = "tart the program with 'poolmon attach -- PROGRAM'"
    guard own != 0 else { return "S" + start }
    return "Run poolmon as root, or give it the right with 'setcap cap_sys_ptrace+ep', or s" + start
  }

  /// The rule that is in the way, in a few words.
  static func rule(_ pid: Int32) -> String {
    rule(
      user: ProcessFiles(pid: pid).user, own: geteuid(), scope: scope,
      mayTrace: ProcessFiles(pid: getpid()).read("status").flatMap(mayTrace))
  }

  /// - Parameters:
  ///   - user: whom the process runs as, and `own` whom we do.
  ///   - scope: Yama's; nil where the kernel has none.
  ///   - mayTrace: whether we have CAP_SYS_PTRACE; nil where that is not known.
  static func rule(user: UInt32?, own: UInt32, scope: Int?, mayTrace: Bool?) -> String {
    if scope == 3 {
      return "kernel.yama.ptrace_scope is 3, so that nobody may until the next start"
    }
    // Who has the capability is stopped by what is outside of these rules.
    if mayTrace == true { return "a container or a security module is in the way" }
    if let user, user != own { return "it runs as user \(user), poolmon as \(own)" }
    switch scope {
    case 1: return "kernel.yama.ptrace_scope is 1, so that only a parent may"
    case 2: return "kernel.yama.ptrace_scope is 2, so that only CAP_SYS_PTRACE may"
    default:
      // Root of a container is without it, too.
      return own == 0
        ? "poolmon lacks CAP_SYS_PTRACE, which a container has to be given"
        : "it is protected, by its own wish or by a container's"
    }
  }

  /// What a `/proc/PID/status` text says of CAP_SYS_PTRACE, which is capability 19.
  static func mayTrace(_ status: Bytes) -> Bool? {
    let line = status.lines.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    let digits = line?.split(whereSeparator: { $0 == "\t" || $0 == " " }).last
    return digits.flatMap { UInt64($0, radix: 16) }.map { $0 >> 19 & 1 == 1 }
  }

  /// nil where the kernel has no such rule.
  private static var scope: Int? {
    let descriptor = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var digit: UInt8 = 0
    return Glibc.read(descriptor, &digit, 1) == 1 ? Int(digit) - 0x30 : nil
  }
}

import Glibc

/// Why the kernel does not let us read a process, and what can be done. Source: ptrace(2), "Ptrace
/// access mode checking".
enum Permission {
  static func error(of process: String, _ pid: Int32) -> AttachError {
    AttachError(
      .notPermitted,
      "may not read the memory of \(process): \(rule(pid)). Run poolmon as root, or give it the "
        + "right with 'setcap cap_sys_ptrace+ep', or start the program with "
        + "'poolmon attach -- PROGRAM'")
  }

  /// The rule that is in the way, in a few words.
  static func rule(_ pid: Int32) -> String {
    if let user = ProcessFiles(pid: pid).user, user != geteuid() {
      return "it runs as user \(user), poolmon as \(geteuid())"
    }
    switch scope {
    case 1: return "kernel.yama.ptrace_scope is 1, so that only a parent may"
    case 2: return "kernel.yama.ptrace_scope is 2, so that only CAP_SYS_PTRACE may"
    case 3: return "kernel.yama.ptrace_scope is 3, so that nobody may until the next start"
    default: return "it is protected, by its own wish or by a container's"
    }
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

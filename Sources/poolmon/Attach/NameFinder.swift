import GoProcess
import Synchronization
import Workloads

/// Finds out what a program calls its pools, on a thread of its own: a large program's DWARF takes
/// a second, which attaching does not wait for.
final class NameFinder: Sendable {
  private let found = Mutex<PoolVariables?>(nil)

  /// Begins for a process. Without a thread, pools keep the names that they have.
  ///
  /// - Parameter cache: nil to keep nothing.
  init(pid: Int32, cache: NameCache?) {
    do throws(LabThread.Code) {
      try LabThread { [self] in
        let variables = Self.find(pid, cache)
        found.withLock { $0 = variables }
      }.detach()
    } catch {
      return
    }
  }

  /// What was found; once, and nil before and after.
  func take() -> PoolVariables? {
    found.withLock { variables in
      defer { variables = nil }
      return variables
    }
  }

  private static func find(_ pid: Int32, _ cache: NameCache?) -> PoolVariables? {
    guard let program = ProgramFile(pid: pid) else { return nil }
    let build = program.buildID
    if let build, let known = cache?.variables(of: build) { return known }
    guard let variables = program.variables() else { return nil }
    if let build { cache?.keep(variables, of: build) }
    return variables
  }
}

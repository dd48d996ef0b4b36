/// What is needed of a `/proc/PID/stat` text.
///
/// Source: proc(5). The name, in parentheses, may have blanks and parentheses of its own.
struct ProcessStatText: Equatable, Sendable {
  var name: String
  /// "R", "S", "Z" and so on.
  var state: Character
  var minorFaults: Int
  /// CPU time of all threads in clock ticks: user and system.
  var cpuTicks: Int
  /// When the process began, in clock ticks since the machine did. With its number this is one
  /// process and no other.
  var startTicks: Int
  /// The begin of its stack, which the kernel chooses anew for every program that it runs; 0 where
  /// it is not told.
  var stackStart: Int
  /// A thread of the kernel has no memory of its own.
  var isKernelThread: Bool

  /// PF_KTHREAD.
  private static let kernelThread = 0x0020_0000

  /// nil if it is no such text.
  init?(_ text: Bytes) {
    let line = text.lines
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close
    else { return nil }
    name = String(line[line.index(after: open)..<close])
    // From the third field on.
    let words = line[line.index(after: close)...].split { $0 == " " || $0 == "\n" }
    func number(_ field: Int) -> Int? {
      words.indices.contains(field - 3) ? Int(words[field - 3]) : nil
    }
    guard let state = words.first?.first, let flags = number(9), let faults = number(10),
      let user = number(14), let system = number(15), let start = number(22),
      let (ticks, isOver) = Optional(user.addingReportingOverflow(system)), !isOver
    else { return nil }
    self.state = state
    minorFaults = max(faults, 0)
    cpuTicks = max(ticks, 0)
    startTicks = start
    // An address may be above the largest Int; then it only has to be the same.
    stackStart = number(28) ?? 0
    isKernelThread = flags & Self.kernelThread != 0
  }

  /// A zombie: it has ended and waits for its parent to hear of it.
  var hasEnded: Bool { state == "Z" || state == "X" }
}

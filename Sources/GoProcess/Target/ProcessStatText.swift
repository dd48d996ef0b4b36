/// What is needed of a `/proc/PID/stat` text.
///
/// Source: proc(5). The name, in parentheses, may have blanks and parentheses of its own.
struct ProcessStatText: Equatable, Sendable {
  var name: String
  /// "R", "S", "Z" and so on.
  var state: Character
  var group: Int
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
    let line = text.slice
    guard let open = line.firstIndex(of: UInt8(ascii: "(")),
      let close = line.lastIndex(of: UInt8(ascii: ")")), open < close,
      let name = Bytes(line[(open + 1)..<close]).text(0, count: close - open - 1)
    else { return nil }
    let fields = Self.fields(line[(close + 1)...])
    func number(_ field: Int) -> Int? {
      fields.indices.contains(field - 3) ? fields[field - 3] : nil
    }
    guard let state = line[(close + 1)...].first(where: { $0 != 0x20 }), let flags = number(9),
      let faults = number(10), let user = number(14), let system = number(15),
      let start = number(22),
      let (ticks, isOver) = Optional(user.addingReportingOverflow(system)), !isOver
    else { return nil }
    self.name = name
    self.state = Character(Unicode.Scalar(state))
    group = number(5) ?? 0
    minorFaults = max(faults, 0)
    cpuTicks = max(ticks, 0)
    startTicks = start
    // An address may be above the largest Int; then it only has to be the same.
    stackStart = number(28) ?? 0
    isKernelThread = flags & Self.kernelThread != 0
  }

  /// The fields up to the last that is needed; nil for one that is no number. By bytes, since this
  /// is read for every sample.
  private static func fields(_ line: ArraySlice<UInt8>) -> [Int?] {
    line.split(maxSplits: 26) { $0 == 0x20 || $0 == 0x0a }.prefix(26).map { word in
      let isNegative = word.first == UInt8(ascii: "-")
      var number = 0
      for byte in word.dropFirst(isNegative ? 1 : 0) {
        let (digit, (tens, isOver)) = (Int(byte) - 0x30, number.multipliedReportingOverflow(by: 10))
        guard 0...9 ~= digit, !isOver, tens <= .max - digit else { return nil }
        number = tens + digit
      }
      return isNegative ? -number : number
    }
  }

  /// A zombie: it has ended and waits for its parent to hear of it.
  var hasEnded: Bool { state == "Z" || state == "X" }
}

/// The memory lines of a `/proc/PID/status` text.
///
/// Source: proc(5). Sizes are in KiB there ("kB").
package struct ProcessStatusText: Equatable, Sendable {
  /// VmRSS in bytes.
  package var residentSpace: Int
  /// VmHWM in bytes.
  package var peakResidentSpace: Int

  /// nil if either line is missing or not a number, as for a kernel thread. O(length of the text).
  package init?(_ text: Substring) {
    var kibibytes: [Substring: Int] = [:]
    for line in text.split(separator: "\n")
    where line.hasPrefix("VmRSS:") || line.hasPrefix("VmHWM:") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard words.count == 3, words[2] == "kB", let value = Int(words[1]), value >= 0 else {
        return nil
      }
      kibibytes[words[0]] = value
    }
    guard let resident = kibibytes["VmRSS:"], let peak = kibibytes["VmHWM:"] else { return nil }
    residentSpace = resident * 1024
    peakResidentSpace = peak * 1024
  }
}

/// The memory lines of a `/proc/PID/status` text.
///
/// Source: proc(5). Sizes are in KiB there ("kB").
package struct ProcessStatusText: Equatable, Sendable {
  /// VmRSS in bytes.
  package var residentSpace: Int
  /// VmHWM in bytes.
  package var peakResidentSpace: Int

  /// nil if either line is missing or not a number, as for a kernel thread. O(length of the text).
  ///
  /// By bytes, since this is read for every sample.
  package init?(_ bytes: ArraySlice<UInt8>) {
    guard let resident = Self.space("VmRSS:", in: bytes),
      let peak = Self.space("VmHWM:", in: bytes)
    else { return nil }
    (residentSpace, peakResidentSpace) = (resident, peak)
  }

  /// What a line "name: 1234 kB" tells, in bytes. nil if there is none, or if it says other things.
  package static func space(_ name: String, in bytes: ArraySlice<UInt8>) -> Int? {
    kibibytes(name, in: bytes).flatMap { count in
      let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: 1024)
      return isTooLarge ? nil : bytes
    }
  }

  private static func kibibytes(_ name: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let name = Array(name.utf8)
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      if bytes[start..<end].starts(with: name) {
        let words = bytes[(start + name.count)..<end].split { $0 == 0x20 || $0 == 0x09 }
        guard words.count == 2, words[1].elementsEqual("kB".utf8) else { return nil }
        return Int(String(decoding: words[0], as: UTF8.self)).flatMap { $0 >= 0 ? $0 : nil }
      }
      start = end + 1
    }
    return nil
  }
}

import Glibc
import Telemetry

/// What stat(2) says of a file; nil where it says nothing.
private func status(of path: String) -> stat? {
  var status = stat()
  return stat(path, &status) == 0 ? status : nil
}

/// The files about a process that the kernel keeps: proc(5).
struct ProcessFiles {
  let pid: Int32

  private func path(_ name: String) -> String { "/proc/\(pid)/\(name)" }

  /// All of a file; nil if it cannot be read.
  func read(_ name: String) -> Bytes? { OpenProcessFile(path(name))?.read() }

  /// A file that is read again and again, kept open: it stays that of this process, whoever has its
  /// number next. nil if it cannot be opened.
  func open(_ name: String) -> OpenProcessFile? { OpenProcessFile(path(name)) }

  var stat: ProcessStatText? { read("stat").flatMap(ProcessStatText.init) }

  /// The program's file, whatever became of its name; nil where it may not be looked at.
  var program: FileBytes? { FileBytes(path: path("exe")) }

  /// Which file it is: its device and its number there.
  var programIdentity: [UInt64]? {
    status(of: path("exe")).map { [UInt64($0.st_dev), UInt64($0.st_ino)] }
  }

  /// The name of the program's file, without its folder.
  var programName: String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map {
        readlink(path("exe"), $0.assumingMemoryBound(to: CChar.self), bytes.count)
      } ?? -1
    }
    guard count > 0 else { return nil }
    let text = Bytes(buffer[..<count]).text(0, count: count) ?? ""
    // The kernel says so behind the name of a file that is gone.
    let name = text.hasSuffix(" (deleted)") ? String(text.dropLast(10)) : text
    return name.split(separator: "/").last.map(String.init)
  }

  /// The user that the process runs as.
  var user: UInt32? { status(of: path(""))?.st_uid }

  /// Clock ticks of proc(5) in a second.
  private static let ticksPerSecond = max(sysconf(Int32(_SC_CLK_TCK)), 1)

  /// From both texts of one process, nil without the second: once it has ended.
  static func sample(_ stat: ProcessStatText, _ status: Bytes?) -> ProcessSample? {
    guard let status, let memory = ProcessStatusText(status.slice) else { return nil }
    let (ticks, second) = (stat.cpuTicks, ticksPerSecond)
    return ProcessSample(
      residentSpace: memory.residentSpace, peakResidentSpace: memory.peakResidentSpace,
      cpuNanoseconds: ticks / second * 1_000_000_000 + ticks % second * 1_000_000_000 / second,
      minorFaults: stat.minorFaults)
  }
}

/// A text that the kernel keeps about a process, open. Each read makes it anew: proc(5).
final class OpenProcessFile {
  private let descriptor: Int32

  /// More than any of them has.
  private static let mostBytes = 1 << 16

  fileprivate init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// All of it; nil if it cannot be read: once the process is gone.
  func read() -> Bytes? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var filled = 0
    while filled < Self.mostBytes {
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: filled) }
      let count = bytes.withUnsafeMutableBytes { bytes in
        pread(
          descriptor, bytes.baseAddress.map { $0 + filled }, bytes.count - filled, off_t(filled))
      }
      guard count >= 0 else { return nil }
      filled += count
      // The kernel writes such a text into as much room as is offered: less is all of it.
      if filled < bytes.count { break }
    }
    return Bytes(bytes[..<filled])
  }
}

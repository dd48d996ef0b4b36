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

  /// More than any of them has.
  private static let mostBytes = 1 << 16

  private func path(_ name: String) -> String { "/proc/\(pid)/\(name)" }

  /// All of a file; nil if it cannot be read.
  func read(_ name: String) -> Bytes? {
    let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < Self.mostBytes {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      guard count >= 0 else { return nil }
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return Bytes(bytes)
  }

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

  /// nil once it has ended.
  func sample(_ stat: ProcessStatText) -> ProcessSample? {
    guard let text = read("status"), let memory = ProcessStatusText(text.slice) else {
      return nil
    }
    let (ticks, second) = (stat.cpuTicks, Self.ticksPerSecond)
    return ProcessSample(
      residentSpace: memory.residentSpace, peakResidentSpace: memory.peakResidentSpace,
      cpuNanoseconds: ticks / second * 1_000_000_000 + ticks % second * 1_000_000_000 / second,
      minorFaults: stat.minorFaults)
  }
}

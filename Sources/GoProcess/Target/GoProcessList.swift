import Glibc

/// The Go processes of this machine, as far as we may look.
package enum GoProcessList {
  package struct Entry: Equatable, Sendable {
    package var pid: Int32
    /// The name of its program's file.
    package var program: String
    package var user: UInt32?
    package var goVersion: String
    package var hasByteBufferPool: Bool
    /// Why it cannot be watched, in a few words; nil if it can.
    package var obstacle: String?
  }

  /// What was found, by number, and how many processes could not be looked into.
  package static func all(except own: Int32) -> (found: [Entry], hidden: Int) {
    var (found, hidden): ([Entry], Int) = ([], 0)
    for pid in pids() where pid != own {
      let files = ProcessFiles(pid: pid)
      guard let stat = files.stat, !stat.isKernelThread, !stat.hasEnded else { continue }
      guard let file = files.program else {
        hidden += 1
        continue
      }
      if let entry = entry(files, stat, file) { found.append(entry) }
    }
    return (found.sorted { $0.pid < $1.pid }, hidden)
  }

  /// Whether a process group has a process that has not ended.
  package static func isGroupAlive(_ group: Int32) -> Bool {
    pids().contains { pid in
      guard let stat = ProcessFiles(pid: pid).stat else { return false }
      return stat.group == Int(group) && !stat.hasEnded
    }
  }

  private static func entry(
    _ files: ProcessFiles, _ stat: ProcessStatText, _ file: FileBytes
  ) -> Entry? {
    guard let program = try? GoProgram(file, of: "") else { return nil }
    return Entry(
      pid: files.pid, program: files.programName ?? stat.name, user: files.user,
      goVersion: program.info.version,
      hasByteBufferPool: program.hasByteBufferPool(program.functionTable()?.table),
      obstacle: obstacle(files, program))
  }

  private static func obstacle(_ files: ProcessFiles, _ program: GoProgram) -> String? {
    guard program.mayHaveLayout else { return "its version of Go is not known" }
    guard let vector = files.read("auxv").flatMap(AuxiliaryVector.init) else {
      return Permission.rule(files.pid)
    }
    do throws(MemoryError) {
      // Its first instruction is there as long as it is.
      _ = try ProcessMemory(pid: files.pid).read(vector.entry, 1)
      return nil
    } catch {
      return error == .processIsGone ? "it has ended" : Permission.rule(files.pid)
    }
  }

  private static func pids() -> [Int32] {
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var pids: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let pid = Int32(name), pid > 0 { pids.append(pid) }
    }
    return pids
  }
}

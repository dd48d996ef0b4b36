/// The program file of a process, for what takes longer to read than attaching may.
package struct ProgramFile {
  private let elf: Elf

  /// nil if it may not be read, or is none that is read here.
  package init?(pid: Int32) {
    guard let file = ProcessFiles(pid: pid).program, let elf = try? Elf(file) else { return nil }
    self.elf = elf
  }

  /// Which build it is: the same for the same program only. nil where the linker was told to leave
  /// it out.
  package var buildID: String? {
    // What is stripped or changed afterwards keeps the note.
    elf.buildID.map { "\($0)-\(elf.source.count)" }
  }

  /// What DWARF tells of its variables; nil without it. From milliseconds to a second or two.
  package func variables() -> PoolVariables? { PoolVariables(elf) }
}

extension Elf {
  /// Longer than the four parts of Go's.
  private static let longestID = 200

  /// What Go's linker calls a build: letters, digits, "_", "-", "." and "/".
  ///
  /// Source: the System V ABI, chapter 5, "Note Section": the sizes of a name and a description, a
  /// type, the name "Go" padded to 4 bytes, the description. cmd/internal/buildid has the type 4.
  var buildID: String? {
    guard let section = section(".note.go.buildid"), let note = content(of: section),
      note.u32(0) == 4, let count = note.u32(4), note.u32(8) == 4,
      (1...Self.longestID).contains(count), let id = note.text(16, count: count)
    else { return nil }
    let isPlain = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isPlain ? id : nil
  }
}

/// The program file of a Go process, and what its toolchain wrote into it.
struct GoProgram {
  let elf: Elf
  let info: BuildInfo

  init(_ source: any ByteSource, of process: String) throws(AttachError) {
    do throws(Elf.Refusal) {
      elf = try Elf(source)
    } catch {
      switch error {
      case .otherMachine:
        throw AttachError(
          .otherMachine, "\(process) is not of linux/amd64; poolmon reads 64-bit x86 programs only")
      case .notElf, .damaged:
        throw AttachError(.notGo, "\(process): its program is no ELF file that poolmon can read")
      }
    }
    guard let info = BuildInfo(elf) else {
      throw AttachError(
        .notGo,
        "\(process) is no Go program, or one of Go before 1.18; "
          + "'poolmon processes' lists those that are")
    }
    self.info = info
  }

  /// Where its version of Go keeps what: known, or told by its DWARF, which takes longer.
  var layout: RuntimeLayout? {
    info.minor.flatMap { RuntimeLayout(minor: $0) } ?? DebugInfo(elf).flatMap { RuntimeLayout($0) }
  }

  /// Whether `layout` is likely to be there; without reading all that may take.
  var mayHaveLayout: Bool {
    info.minor.map(RuntimeLayout.minors.contains) == true || elf.section(".debug_info") != nil
  }

  /// The table of functions, wherever it is: in a section of its own, or somewhere in a segment.
  /// And its address, as the file has it.
  func functionTable() -> (table: FunctionTable, address: UInt64)? {
    for name in [".gopclntab", ".data.rel.ro.gopclntab"] {
      if let section = elf.section(name), let content = elf.content(of: section),
        let table = FunctionTable(content)
      {
        return (table, section.address)
      }
    }
    for segment in elf.segments {
      guard let content = elf.source.read(at: segment.offset, count: segment.fileSize),
        let offset = FunctionTable.offset(in: content), let rest = content.part(from: offset),
        let table = FunctionTable(rest)
      else { continue }
      return (table, segment.address &+ UInt64(offset))
    }
    return nil
  }

  /// Whether bytebufferpool is part of it, under whatever path.
  ///
  /// - Parameter functions: its table of functions, asked for only where nothing else tells.
  func hasByteBufferPool(_ functions: @autoclosure () -> FunctionTable?) -> Bool {
    if info.dependencies.contains(where: { $0.path.hasSuffix("/bytebufferpool") }) { return true }
    return functions()?.hasName(containing: "/bytebufferpool.(*Pool).") ?? false
  }
}

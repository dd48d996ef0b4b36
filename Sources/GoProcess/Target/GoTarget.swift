/// A running Go process, found its way around in: what is looked at again and again.
final class GoTarget {
  let pid: Int32
  let memory: any RemoteMemory
  let version: String
  let hasByteBufferPool: Bool
  let walker: PoolWalker
  let measure: ObjectMeasure
  /// nil where the heap's counters are not found, or are not what they seem.
  let heap: HeapReader?
  let names: PoolNames

  /// - Parameters:
  ///   - process: what it is called in an error.
  ///   - entry: where the running program began, which tells how far it was moved.
  init(
    pid: Int32, process: String, program: GoProgram, memory: any RemoteMemory, entry: UInt64
  ) throws {
    let version = program.info.version
    guard let layout = program.layout else {
      let (first, last) = (RuntimeLayout.minors.lowerBound, RuntimeLayout.minors.upperBound)
      throw AttachError(
        .unknownVersion,
        "\(process) is of \(version); poolmon knows Go 1.\(first) to 1.\(last), and others by "
          + "their DWARF, which this program lacks or has in another form: "
          + "build it without '-ldflags=-w'")
    }
    let bias = entry &- program.elf.entry
    let table = SymbolTable(program.elf)
    let functions = program.functionTable()
    let finder = RuntimeFinder(program: program, memory: memory, layout: layout, bias: bias)
    guard let found = try finder.find(table, functions) else {
      throw AttachError(
        .noPools,
        "\(process): no sync.Pool is found in it; its program uses none, or hides its names")
    }
    self.pid = pid
    self.memory = memory
    self.version = version
    hasByteBufferPool = program.hasByteBufferPool(functions?.table)
    let types = TypeReader(memory, modules: [found.types])
    walker = PoolWalker(memory: memory, symbols: found.symbols, types: types)
    measure = ObjectMeasure(
      memory: memory, types: types,
      staticMemory: program.elf.segments.map { segment in
        let start = segment.address &+ bias
        return start..<max(start, start &+ segment.memorySize)
      })
    heap = try finder.heap(found.symbols)
    names = PoolNames(
      symbols: table, functions: functions?.table, bias: bias, text: found.text, memory: memory)
  }
}

/// Finds the runtime's variables in a running process.
struct RuntimeFinder {
  let program: GoProgram
  let memory: any RemoteMemory
  let layout: RuntimeLayout
  let bias: UInt64

  struct Found {
    var symbols: RuntimeSymbols
    var types: Range<UInt64>
    /// Where the code begins, in the process.
    var text: UInt64
  }

  /// Data that is looked through for what no symbol names.
  private static let searched = 1 << 26
  private static let chunk = 1 << 20

  func find(
    _ table: SymbolTable?, _ functions: (table: FunctionTable, address: UInt64)?
  ) throws(MemoryError) -> Found? {
    if let table, let symbols = RuntimeSymbols(table, bias: bias) {
      return try found(symbols)
    }
    guard let functions,
      let moduleData = try moduleData(pointingAt: functions.address &+ bias),
      let text = try memory.read(moduleData &+ UInt64(ModuleData.text), 8)?.u64(0),
      let symbols = RuntimeSymbols(
        program.elf, functions.table, text: text &- bias, moduleData: moduleData, bias: bias)
    else { return nil }
    return try found(symbols)
  }

  private func found(_ symbols: RuntimeSymbols) throws(MemoryError) -> Found? {
    guard let module = try memory.read(symbols.moduleData, ModuleData.size),
      let text = module.u64(ModuleData.text), let types = module.u64(layout.types),
      let typesEnd = module.u64(layout.typesEnd), types < typesEnd,
      // All of it is in the program's own memory.
      isLoaded(text), isLoaded(types), isLoaded(typesEnd &- 1)
    else { return nil }
    return Found(symbols: symbols, types: types..<typesEnd, text: text)
  }

  private func isLoaded(_ address: UInt64) -> Bool {
    program.elf.segments.contains { segment in
      let start = segment.address &+ bias
      return address >= start && address &- start < segment.memorySize
    }
  }

  /// The module's data begin with a pointer to the table of functions, and a slice of names.
  private func moduleData(pointingAt table: UInt64) throws(MemoryError) -> UInt64? {
    let segments = program.elf.segments.filter { !$0.isExecutable }
    // Where it is written, in most versions.
    for segment in segments.filter(\.isWritable) + segments.filter({ !$0.isWritable }) {
      let end = min(segment.fileSize, Self.searched)
      for start in stride(from: 0, to: end, by: Self.chunk) {
        let base = segment.address &+ bias &+ UInt64(start)
        // The last words of a piece are read again with the next one.
        guard let bytes = try memory.read(base, min(Self.chunk + ModuleData.size, end - start))
        else { continue }
        for offset in stride(from: 0, through: bytes.count - ModuleData.size, by: 8)
        where bytes.u64(offset) == table {
          guard bytes.u64(offset + 16) == bytes.u64(offset + 24),
            let text = bytes.u64(offset + ModuleData.text), isLoaded(text)
          else { continue }
          return base &+ UInt64(offset)
        }
      }
    }
    return nil
  }

  func heap(_ symbols: RuntimeSymbols) throws(MemoryError) -> HeapReader? {
    guard let controller = symbols.controller, let statistics = symbols.statistics else {
      return nil
    }
    let reader = HeapReader(
      memory: memory, layout: layout, controller: controller, statistics: statistics)
    return try reader.agrees() ? reader : nil
  }
}

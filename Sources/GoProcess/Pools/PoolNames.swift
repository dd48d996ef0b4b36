/// What a pool is called: by the variable that it is or is part of, or that leads to it; else by
/// the function that makes its objects; else by what they are.
struct PoolNames {
  let symbols: SymbolTable?
  let functions: FunctionTable?
  /// How far the program was moved, and where its code begins in memory.
  let bias: UInt64
  let text: UInt64
  let memory: any RemoteMemory
  /// What DWARF tells of the program's variables, once it was read.
  var variables: PoolVariables?

  init(
    symbols: SymbolTable?, functions: FunctionTable?, bias: UInt64, text: UInt64,
    memory: any RemoteMemory
  ) {
    (self.symbols, self.functions, self.memory) = (symbols, functions, memory)
    (self.bias, self.text) = (bias, text)
  }

  struct Name: Equatable {
    var words: String
    /// Whether it is the name of a `bytebufferpool.Pool` whose last field this pool is.
    var isByteBufferPool = false
  }

  private static let longestName = 100
  /// Bytes of a `bytebufferpool.Pool`, and where its `sync.Pool` is.
  private static let byteBufferPoolSize = CalibrationWords.size + 40

  func name(of content: PoolContent, typeName: String?, hasByteBufferPool: Bool) -> Name {
    if let (variable, offset) = symbols?.variable(at: content.address &- bias) {
      let name = Self.short(variable)
      let isWhole =
        hasByteBufferPool && offset == UInt64(CalibrationWords.size) && content.new == 0
        && content.calibration != nil
      return Name(
        words: offset == 0 || isWhole ? name : "\(name)+\(offset)", isByteBufferPool: isWhole)
    }
    if let maker = maker(of: content) { return Name(words: "pool of \(Self.short(maker))") }
    return Name(words: typeName.map { "pool of \($0)" } ?? "pool at \(Self.hex(content.address))")
  }

  /// The names that DWARF has for pools, by their addresses: exact, down to the member. Follows
  /// pointers for those that are no variables and no part of one.
  func exact(_ addresses: [UInt64]) -> [UInt64: Name] {
    guard let variables else { return [:] }
    var names: [UInt64: Name] = [:]
    for address in addresses {
      guard let (variable, path) = variables.pool(at: address &- bias) else { continue }
      names[address] = Self.name(Self.short(variable) + path.words, path)
    }
    guard addresses.contains(where: { names[$0] == nil }),
      let pointed = try? PointedPools(variables, bias: bias, memory: memory)
    else { return names }
    for address in addresses where names[address] == nil {
      names[address] = pointed.path(to: address).map { Self.name($0.words, $0) }
    }
    return names
  }

  private static func name(_ words: String, _ path: PoolVariables.Path) -> Name {
    Name(words: limited(words), isByteBufferPool: path.isByteBufferPool)
  }

  /// The name of the function behind `New`: the first word of a function value is where its code
  /// is.
  private func maker(of content: PoolContent) -> String? {
    guard content.new != 0, let words = (try? memory.read(content.new, 8)) ?? nil,
      let code = words.u64(0), code >= text, let offset = Int(exactly: code - text)
    else { return nil }
    return functions?.name(at: offset)
  }

  /// "github.com/valyala/fasthttp.(*Server).Serve.func1" without the path: "fasthttp.(*Server)…".
  static func short(_ name: String) -> String {
    // What is behind a bracket is not of the path.
    let path = name.prefix { $0 != "(" && $0 != "[" }
    var rest = name[...]
    if let slash = path.lastIndex(of: "/") { rest = name[name.index(after: slash)...] }
    // The linker writes a dot of a path's last part as %2e.
    let short = rest.split(separator: "%2e", omittingEmptySubsequences: false)
      .joined(separator: ".")
    return limited(short)
  }

  private static func limited(_ name: String) -> String {
    name.count <= longestName ? name : name.prefix(longestName - 1) + "…"
  }

  private static func hex(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }
}

/// The global variables of a program that are pools, have pools inside, or lead to some, and of
/// their types what is on the way. Addresses are those of the program's file.
package struct PoolVariables: Equatable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable {
    /// A `sync.Pool`.
    case pool
    case structure, array, pointer, slice
  }

  /// A member of a structure.
  package struct Part: Equatable, Sendable, Codable {
    var name: String
    var offset: Int
    var type: Int
  }

  package struct Kinded: Equatable, Sendable, Codable {
    var kind: Kind
    /// Of structures: "fasthttp.Server", with its whole path.
    var name = ""
    /// Bytes of a value.
    var size: Int
    /// What an array, a pointer or a slice is of, by its place in `types`.
    var element: Int?
    /// Elements of an array.
    var count = 0
    var parts: [Part] = []
  }

  package struct Variable: Equatable, Sendable, Codable {
    var name: String
    var address: UInt64
    var type: Int
  }

  var types: [Kinded] = []
  /// By their addresses.
  var variables: [Variable] = []

  // More than a program has; of more, the rest keep the names that they have without this.
  static let mostTypes = 1 << 14
  static let mostParts = 1 << 16
  static let mostVariables = 1 << 14
  /// A value within a value within a value: deeper than people write.
  static let deepest = 64

  /// Where a pool is in a variable, or in what it leads to.
  struct Path: Equatable {
    /// ".buffers[2].pool"; empty for the whole of it.
    var words: String
    /// Whether it is the last field of a `bytebufferpool.Pool`, which the words stand for then.
    var isByteBufferPool: Bool
  }

  /// The pool that begins so many bytes into a value of a type; nil if none does.
  func path(to offset: Int, in type: Int) -> Path? {
    var (type, offset) = (type, offset)
    var path = Path(words: "", isByteBufferPool: false)
    for _ in 0..<Self.deepest {
      let value = types[type]
      switch value.kind {
      case .pool: return offset == 0 ? path : nil
      case .pointer, .slice: return nil
      case .structure:
        let within = value.parts.first { part in
          offset >= part.offset && offset - part.offset < types[part.type].size
        }
        guard let part = within else { return nil }
        path.isByteBufferPool = value.isByteBufferPool && part.offset == CalibrationWords.size
        if !path.isByteBufferPool { path.words += "." + part.name }
        (type, offset) = (part.type, offset - part.offset)
      case .array:
        guard let element = value.element, let stride = stride(of: element),
          offset / stride < value.count
        else { return nil }
        path.words += "[\(offset / stride)]"
        (type, offset) = (element, offset % stride)
      }
    }
    return nil
  }

  /// Bytes from one element to the next; nil where there is nothing to step over.
  func stride(of type: Int) -> Int? { types[type].size > 0 ? types[type].size : nil }

  /// The variable that an address, as the file has it, is in, and the pool that begins there.
  /// O(log variables).
  func pool(at address: UInt64) -> (variable: String, path: Path)? {
    var (low, high) = (0, variables.count)
    while low < high {
      let middle = (low + high) / 2
      if variables[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let variable = variables[low - 1]
    guard let offset = Int(exactly: address - variable.address),
      offset < types[variable.type].size, let path = path(to: offset, in: variable.type)
    else { return nil }
    return (variable.name, path)
  }

  /// Whether all of it is within its bounds: for what was read from a file.
  package var isSound: Bool {
    guard types.count <= Self.mostTypes, variables.count <= Self.mostVariables,
      types.reduce(0, { $0 + $1.parts.count }) <= Self.mostParts
    else { return false }
    let places = types.indices
    let areTypesSound = types.allSatisfy { type in
      type.size >= 0 && type.size < 1 << 40 && type.count >= 0 && type.count < 1 << 40
        && type.element.map(places.contains) ?? true && Bytes.isShown(type.name)
        && type.parts.allSatisfy {
          $0.offset >= 0 && $0.offset < 1 << 40 && places.contains($0.type)
            && Bytes.isShown($0.name)
        }
    }
    return areTypesSound
      && variables.allSatisfy { places.contains($0.type) && Bytes.isShown($0.name) }
      && zip(variables, variables.dropFirst()).allSatisfy { $0.address <= $1.address }
  }
}

extension PoolVariables.Kinded {
  /// bytebufferpool's, under whatever path.
  fileprivate var isByteBufferPool: Bool {
    size == CalibrationWords.size + PoolWalker.poolSize
      && (name == "bytebufferpool.Pool" || name.hasSuffix("/bytebufferpool.Pool"))
  }
}

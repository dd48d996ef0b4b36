/// Names and addresses of a program's functions, from `.gopclntab`, which `strip` leaves.
///
/// Source: runtime/symtab.go of Go 1.18 to 1.27: a header of 8 bytes and 8 words, names, and a
/// table of (offset of the code, offset of the function's record).
struct FunctionTable {
  struct Function: Equatable {
    /// Offset in the code from its begin.
    var start: Int
    /// Where the next one begins.
    var end: Int
  }

  private let bytes: Bytes
  private let count: Int
  private let namesAt: Int
  private let filesAt: Int
  private let tableAt: Int

  /// 1.18 and 1.19; from 1.20 on.
  private static let magics: [[UInt8]] = [[0xf0, 0xff, 0xff, 0xff], [0xf1, 0xff, 0xff, 0xff]]
  private static let mostFunctions = 8_000_000

  /// Where the header's fixed part stands in bytes; nil if nowhere. For a file without sections.
  static func offset(in bytes: Bytes) -> Int? {
    // Padding, the quantum of an instruction, the size of a pointer.
    magics.compactMap { bytes.firstOffset(of: $0 + [0, 0, 1, 8]) }.min()
  }

  init?(_ bytes: Bytes) {
    guard Self.magics.contains(where: { bytes.has($0 + [0, 0, 1, 8], at: 0) }),
      let count = bytes.size(8), count <= Self.mostFunctions,
      let namesAt = bytes.size(32), let compileUnitsAt = bytes.size(40),
      let tableAt = bytes.size(64),
      // Room for all entries, and the end of the last function.
      bytes.part(from: tableAt, count: count * 8 + 4) != nil
    else { return nil }
    self.bytes = bytes
    self.count = count
    self.namesAt = namesAt
    filesAt = compileUnitsAt
    self.tableAt = tableAt
  }

  private func start(_ index: Int) -> Int? { bytes.u32(tableAt + index * 8) }

  /// Where a function's name stands.
  private func nameOffset(_ index: Int) -> Int? {
    // The record: the code's offset again, and the name's offset.
    guard let record = bytes.u32(tableAt + index * 8 + 4),
      let name = bytes.i32(tableAt &+ record &+ 4), name >= 0
    else { return nil }
    return namesAt &+ name
  }

  /// The function that an offset in the code lies in. O(log functions).
  func name(at offset: Int) -> String? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      guard let begin = start(middle) else { return nil }
      if begin <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0, let end = start(low), offset < end else { return nil }
    return nameOffset(low - 1).flatMap { bytes.text($0) }
  }

  /// Functions by their names. O(functions).
  func functions(named wanted: [String]) -> [String: Function] {
    let wanted = wanted.map { (name: $0, bytes: Array($0.utf8) + [0]) }
    var found: [String: Function] = [:]
    for index in 0..<count where found.count < wanted.count {
      guard let nameAt = nameOffset(index) else { continue }
      for (name, text) in wanted where bytes.has(text, at: nameAt) {
        guard let begin = start(index), let end = start(index + 1), begin < end else { continue }
        found[name] = Function(start: begin, end: end)
      }
    }
    return found
  }

  /// Whether a function's name contains a text.
  func hasName(containing text: String) -> Bool {
    guard filesAt >= namesAt else { return false }
    let names = bytes.part(from: namesAt, count: filesAt - namesAt)
    return names?.firstOffset(of: Array(text.utf8)) != nil
  }
}

/// Names of a program's variables and their addresses, from `.symtab`: there in a usual build and
/// in one with `-ldflags=-w`.
struct SymbolTable {
  struct Symbol: Equatable {
    var address: UInt64
    var size: UInt64
    fileprivate var nameAt: Int
  }

  /// Variables in order of their addresses.
  private let objects: [Symbol]
  private let names: Bytes

  /// More than the largest programs have.
  private static let mostSymbols = 4_000_000
  private static let entrySize = 24

  /// nil for a stripped program.
  init?(_ elf: Elf) {
    // SHT_SYMTAB.
    guard let section = elf.sections.first(where: { $0.type == 2 && $0.name == ".symtab" }),
      elf.sections.indices.contains(section.link),
      section.size / Self.entrySize <= Self.mostSymbols,
      let table = elf.content(of: section),
      let names = elf.content(of: elf.sections[section.link])
    else { return nil }
    self.names = names
    var objects: [Symbol] = []
    for start in stride(from: 0, through: table.count - Self.entrySize, by: Self.entrySize) {
      // STT_OBJECT, and STT_NOTYPE where the linker knows no better.
      guard let info = table.u8(start + 4), info & 0xf <= 1, let nameAt = table.u32(start),
        let place = table.u16(start + 6), place != 0, let address = table.u64(start + 8),
        let size = table.u64(start + 16), address < 1 << 47, size > 0,
        size < 1 << 47
      else { continue }
      objects.append(Symbol(address: address, size: size, nameAt: nameAt))
    }
    self.objects = objects.sorted { ($0.address, $0.size) < ($1.address, $1.size) }
  }

  /// The addresses of variables, by their names. O(symbols).
  func addresses(of wanted: [String]) -> [String: UInt64] {
    let wanted = wanted.map { (name: $0, bytes: Array($0.utf8) + [0]) }
    var found: [String: UInt64] = [:]
    for object in objects {
      for (name, bytes) in wanted where names.has(bytes, at: object.nameAt) {
        found[name] = object.address
      }
    }
    return found
  }

  /// The variable that an address lies in, and how far in. O(log symbols).
  func variable(at address: UInt64) -> (name: String, offset: UInt64)? {
    var (low, high) = (0, objects.count)
    while low < high {
      let middle = (low + high) / 2
      if objects[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    // Several may begin there; the largest is last.
    guard low > 0 else { return nil }
    let object = objects[low - 1]
    let offset = address - object.address
    guard offset < object.size, let name = names.text(object.nameAt), !name.isEmpty else {
      return nil
    }
    return (name, offset)
  }
}

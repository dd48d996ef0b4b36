/// Which variables machine code refers to, by a few instructions that Go's compiler makes for them.
///
/// Source: the Intel manual, volume 2: `48 8b /r` loads a word, `48 8d /r` takes an address, and a
/// mod field of 0 with an r/m field of 5 makes both relative to the next instruction; `e8` calls.
enum CodePatterns {
  /// Variables that are loaded together with the word behind them, in the order of their first
  /// loads.
  static func loadedPairs(in code: Bytes, at start: UInt64) -> [UInt64] {
    var loaded: [UInt64] = []
    for offset in 0..<max(code.count - 6, 0) {
      guard let prefix = code.u8(offset), prefix == 0x48 || prefix == 0x4c,
        code.u8(offset + 1) == 0x8b, let modes = code.u8(offset + 2), modes & 0xc7 == 0x05,
        let distance = code.i32(offset + 3)
      else { continue }
      let next = start &+ UInt64(offset + 7)
      let address = next &+ UInt64(bitPattern: Int64(distance))
      if !loaded.contains(address) { loaded.append(address) }
    }
    return loaded.filter { loaded.contains($0 &+ 8) }
  }

  /// The variable whose methods are called, for each group of methods: what is put in the first
  /// argument's register, RAX, before most of the calls. nil where nothing is.
  ///
  /// O(code): all of it is looked through once.
  static func receivers(of groups: [[UInt64]], in elf: Elf) -> [UInt64?] {
    var votes = groups.map { _ in [UInt64: Int]() }
    for segment in elf.segments where segment.isExecutable {
      guard let code = elf.source.read(at: segment.offset, count: segment.fileSize) else {
        continue
      }
      vote(&votes, code, at: segment.address, groups)
    }
    return votes.map { votes in votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
  }

  /// How far before its call an argument is looked for.
  private static let window = 64

  private static func vote(
    _ votes: inout [[UInt64: Int]], _ code: Bytes, at start: UInt64, _ groups: [[UInt64]]
  ) {
    for (offset, target) in code.calls(at: start) {
      for (group, methods) in groups.enumerated() where methods.contains(target) {
        for place in stride(from: offset - 7, through: max(offset - window, 0), by: -1) {
          guard code.u8(place) == 0x48, code.u8(place + 1) == 0x8d, code.u8(place + 2) == 0x05,
            let distance = code.i32(place + 3)
          else { continue }
          let address = start &+ UInt64(place + 7) &+ UInt64(bitPattern: Int64(distance))
          votes[group][address, default: 0] += 1
          break
        }
      }
    }
  }
}

extension Bytes {
  /// What may be calls, and what they call: `e8` and a distance, wherever it stands.
  fileprivate func calls(at start: UInt64) -> some Sequence<(offset: Int, target: UInt64)> {
    (0..<Swift.max(count - 4, 0)).lazy.compactMap { offset in
      guard self.u8(offset) == 0xe8, let distance = self.i32(offset + 1) else { return nil }
      return (offset, start &+ UInt64(offset + 5) &+ UInt64(bitPattern: Int64(distance)))
    }
  }
}

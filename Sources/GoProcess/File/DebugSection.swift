import CZlib

extension Elf {
  /// The most bytes that a section unpacks to: the largest programs of Go have a quarter of that.
  private static let largestSection = 1 << 28
  /// No byte of zlib's makes more than this many.
  private static let largestRatio = 1032
  /// ELFCOMPRESS_ZLIB.
  private static let zlib = 1

  /// A section of what debuggers read, by its name without ".debug_", unpacked. nil where it is
  /// missing or damaged.
  ///
  /// Source: the System V ABI on SHF_COMPRESSED: Elf64_Chdr (a type, a reserved word, the unpacked
  /// size, its alignment), then zlib's stream. Before Go 1.20's linker with some options:
  /// `.zdebug_*`, "ZLIB" and the size with its highest byte first.
  func debugSection(_ name: String) -> Bytes? {
    if let section = section(".debug_" + name), let content = content(of: section) {
      guard section.isCompressed else { return content }
      guard content.u32(0) == Self.zlib, let size = content.size(8),
        let rest = content.part(from: 24)
      else { return nil }
      return Self.unpacked(rest, size: size)
    }
    guard let section = section(".zdebug_" + name), let content = content(of: section),
      content.has(Array("ZLIB".utf8), at: 0), let size = content.u64(4)?.byteSwapped,
      let size = Int(exactly: size), let rest = content.part(from: 12)
    else { return nil }
    return Self.unpacked(rest, size: size)
  }

  /// A zlib stream of exactly this size; nil otherwise.
  private static func unpacked(_ packed: Bytes, size: Int) -> Bytes? {
    guard size <= largestSection, size / largestRatio <= packed.count else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      var count = uLongf(size)
      let code = packed.withUnsafeBytes { source in
        // zlib writes no more than `count` bytes, and reads no more than it is told.
        uncompress(
          buffer.baseAddress, &count, source.bindMemory(to: UInt8.self).baseAddress,
          uLong(source.count))
      }
      isWhole = code == Z_OK && count == size
      filled = isWhole ? size : 0
    }
    return isWhole ? Bytes(bytes) : nil
  }
}

import Glibc

/// Bytes that nobody vouches for: another program's file or memory. Little-endian; what lies
/// outside is nil.
struct Bytes: Equatable, Sendable {
  private let storage: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { storage = bytes[...] }
  init(_ bytes: ArraySlice<UInt8>) { storage = bytes }

  var count: Int { storage.count }

  /// As they are.
  var slice: ArraySlice<UInt8> { storage }

  /// From an offset to the end, or to an end; nil if that is not inside.
  func part(from start: Int, count: Int? = nil) -> Bytes? {
    guard start >= 0, start <= self.count else { return nil }
    let count = count ?? (self.count - start)
    guard count >= 0, count <= self.count - start else { return nil }
    let first = storage.startIndex + start
    return Bytes(storage[first..<(first + count)])
  }

  func u8(_ offset: Int) -> UInt8? {
    guard offset >= 0, offset < count else { return nil }
    return storage[storage.startIndex + offset]
  }

  func u16(_ offset: Int) -> Int? { load(offset, as: UInt16.self).map(Int.init) }
  func u32(_ offset: Int) -> Int? { load(offset, as: UInt32.self).map(Int.init) }
  func i32(_ offset: Int) -> Int? { load(offset, as: Int32.self).map(Int.init) }
  func u64(_ offset: Int) -> UInt64? { load(offset, as: UInt64.self) }

  /// A word that is an offset or a length; nil also if it is larger than any.
  func size(_ offset: Int) -> Int? { u64(offset).flatMap { Int(exactly: $0) } }

  private func load<Number: FixedWidthInteger>(_ offset: Int, as type: Number.Type) -> Number? {
    let width = MemoryLayout<Number>.size
    guard offset >= 0, offset <= count - width else { return nil }
    return storage.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }

  /// An unsigned LEB128 number and where it ends. nil above 63 bits.
  func varint(_ offset: Int) -> (value: Int, end: Int)? {
    var (value, shift, offset) = (0, 0, offset)
    while shift < 63, let byte = u8(offset) {
      value |= Int(byte & 0x7f) << shift
      offset += 1
      if byte & 0x80 == 0 { return (value, offset) }
      shift += 7
    }
    return nil
  }

  /// A text that a zero ends, as a person may be shown it.
  func text(_ offset: Int) -> String? {
    guard offset >= 0, offset < count else { return nil }
    let rest = storage[(storage.startIndex + offset)...]
    guard let end = rest.prefix(Self.longestText).firstIndex(of: 0) else { return nil }
    return Self.shown(rest[..<end])
  }

  /// Where a text that a zero ends is over, behind the zero. Unlike `text` this makes no string.
  func end(ofTextAt offset: Int) -> Int? {
    guard offset >= 0, offset < count else { return nil }
    return storage.withUnsafeBytes { all in
      // Inside the bytes, and no further than they reach.
      guard let start = all.baseAddress, let end = memchr(start + offset, 0, all.count - offset)
      else { return nil }
      return UnsafeRawPointer(end) - start + 1
    }
  }

  /// All of it, for a C function.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    storage.withUnsafeBytes(body)
  }

  /// A text of a length, as a person may be shown it.
  func text(_ offset: Int, count: Int) -> String? {
    guard count <= Self.longestText else { return nil }
    return part(from: offset, count: count).map { Self.shown($0.storage) }
  }

  /// All of it as lines of text, as a person may be shown them.
  var lines: String {
    storage.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map(Self.shownLine).joined(separator: "\n")
  }

  /// Tabs part the words of a line.
  private static func shownLine(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map(shown).joined(separator: "\t")
  }

  /// Where these bytes stand for the first time; nil if nowhere.
  func firstOffset(of bytes: [UInt8]) -> Int? {
    guard let first = bytes.first, bytes.count <= count else { return nil }
    return storage.withUnsafeBytes { (all: UnsafeRawBufferPointer) -> Int? in
      for offset in 0...(all.count - bytes.count) where all[offset] == first {
        // Not empty, since it has a first byte.
        if bytes.indices.allSatisfy({ all[offset + $0] == bytes[$0] }) { return offset }
      }
      return nil
    }
  }

  /// Whether these bytes stand at an offset. Unlike `text` this makes no string.
  func has(_ bytes: [UInt8], at offset: Int) -> Bool {
    part(from: offset, count: bytes.count).map { $0.storage.elementsEqual(bytes) } ?? false
  }

  /// Go's names are a few hundred bytes at most.
  private static let longestText = 1 << 16

  /// What could steer a terminal becomes a question mark: names come from a file of somebody else.
  private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard !text.unicodeScalars.allSatisfy(isShown) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { shown.append(isShown(scalar) ? scalar : "?") }
    return String(shown)
  }

  /// Whether a person may be shown it as it is.
  static func isShown(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isShown) }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7f }
    return switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default: true
    }
  }
}

/// What a file's bytes are read from.
protocol ByteSource {
  var count: Int { get }
  /// Bytes from an offset on; nil if there are fewer.
  func read(at offset: Int, count: Int) -> Bytes?
}

extension Bytes: ByteSource {
  func read(at offset: Int, count: Int) -> Bytes? { part(from: offset, count: count) }
}

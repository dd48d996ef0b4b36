/// Reads one thing after the other from bytes that nobody vouches for. Behind the end everything is
/// 0 and `isDamaged` says so, so that a reader may ask once, at the end of what belongs together.
struct DebugCursor {
  let bytes: Bytes
  private(set) var offset: Int
  private(set) var isDamaged = false

  init(_ bytes: Bytes, at offset: Int) {
    self.bytes = bytes
    self.offset = offset
    if offset < 0 || offset > bytes.count { fail() }
  }

  private mutating func fail() {
    offset = bytes.count
    isDamaged = true
  }

  mutating func skip(_ count: Int) {
    guard count >= 0, count <= bytes.count - offset else { return fail() }
    offset += count
  }

  /// A little-endian number of 1 to 8 bytes.
  mutating func fixed(_ width: Int) -> UInt64 {
    var value: UInt64 = 0
    let start = offset
    skip(width)
    guard !isDamaged else { return 0 }
    for index in 0..<min(width, 8) {
      value |= UInt64(bytes.u8(start + index) ?? 0) << UInt64(index * 8)
    }
    return value
  }

  /// A length or an offset of 4 or 8 bytes. One that is larger than any is damage.
  mutating func size(_ width: Int) -> Int {
    guard let value = Int(exactly: fixed(width)) else {
      fail()
      return 0
    }
    return value
  }

  /// The bits of a LEB128 number, unsigned, the lowest 64 of them, and how many were written.
  /// Source: DWARF 5, section 7.6.
  private mutating func groups() -> (bits: UInt64, shift: UInt64, isNegative: Bool) {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while let byte = bytes.u8(offset) {
      offset += 1
      // What is shifted out is 0 in a sound file.
      value |= UInt64(byte & 0x7f) << shift
      shift += 7
      if byte & 0x80 == 0 { return (value, shift, byte & 0x40 != 0) }
      // A longer one may be padded; no compiler does.
      if shift > 70 { break }
    }
    fail()
    return (0, 0, false)
  }

  /// An unsigned LEB128 number; damage above the largest Int.
  mutating func number() -> Int {
    guard let value = Int(exactly: groups().bits) else {
      fail()
      return 0
    }
    return value
  }

  /// An unsigned LEB128 number of up to 64 bits.
  mutating func unsigned() -> UInt64 { groups().bits }

  /// A signed LEB128 number, as the bits of its two's complement.
  mutating func signed() -> UInt64 {
    let (bits, shift, isNegative) = groups()
    return isNegative && shift < 64 ? bits | ~0 << shift : bits
  }

  /// Passes over a text that a zero ends.
  mutating func skipText() {
    guard let end = bytes.end(ofTextAt: offset) else { return fail() }
    offset = end
  }
}

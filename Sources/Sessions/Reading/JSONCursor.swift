/// Reads one JSON text (RFC 8259) value by value, strictly, and without a tree of it.
///
/// Foundation's decoder takes 155 µs for a sample, which is too long where thousands are read at
/// a key press.
package struct JSONCursor {
  /// The text is no JSON, or not what was expected there.
  package struct Invalid: Error {}

  /// Larger than any counter of a run of years; small enough that a few can be added, and that
  /// nanoseconds can be tripled.
  static let largestNumber = 1 << 60
  /// Deeper than any sample: what is skipped is bounded, too.
  private static let deepest = 32

  /// Borrowed: whoever makes the cursor keeps the bytes alive as long as it. Every access is
  /// between `next` and `end`.
  private var next: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  /// nil without bytes.
  package init?(_ text: UnsafeRawBufferPointer) {
    guard let base = text.baseAddress, !text.isEmpty else { return nil }
    next = base.assumingMemoryBound(to: UInt8.self)
    end = next + text.count
  }

  // MARK: - Structure

  /// The next byte that is no blank; 0, which no JSON has, at the end.
  @inline(__always)
  private mutating func peek() -> UInt8 {
    while next < end {
      let byte = next.pointee
      guard byte == 32 || byte == 9 || byte == 13 || byte == 10 else { return byte }
      next += 1
    }
    return 0
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8) throws(Invalid) {
    guard peek() == byte else { throw Invalid() }
    next += 1
  }

  /// Reads an object: `take` reads the value of each field that has one of these names, told by its
  /// index. Other fields are skipped, and so is null.
  ///
  /// Fields that come in the order of `names` are found at once.
  package mutating func readObject(
    _ names: FieldNames, _ take: (inout JSONCursor, Int) throws(Invalid) -> Void
  ) throws(Invalid) {
    try self.take(UInt8(ascii: "{"))
    guard peek() != UInt8(ascii: "}") else {
      next += 1
      return
    }
    var expected = 0
    // A bit for each field that has been there: a name that stands twice has no one meaning.
    var seen: UInt64 = 0
    while true {
      var index: Int?
      if peek() == UInt8(ascii: "\""), let length = names.length(at: expected, in: next + 1, end) {
        next += length + 2
        index = expected
      } else {
        let name = try readRawString()
        index = names.index(of: name)
        if index == nil { _ = try Self.text(of: name) }
      }
      try self.take(UInt8(ascii: ":"))
      if let index {
        let bit = UInt64(1) << UInt64(index)
        guard seen & bit == 0 else { throw Invalid() }
        seen |= bit
      }
      if let index, peek() != UInt8(ascii: "n") {
        try take(&self, index)
        expected = index + 1
      } else {
        try skipValue()
      }
      guard peek() == UInt8(ascii: ",") else { break }
      next += 1
    }
    try self.take(UInt8(ascii: "}"))
  }

  /// Reads an object: `take` reads the value of each field, told by its name as it stands between
  /// its quotes. That is borrowed until the value is read.
  mutating func readEntries(
    _ take: (inout JSONCursor, UnsafeBufferPointer<UInt8>) throws(Invalid) -> Void
  ) throws(Invalid) {
    try self.take(UInt8(ascii: "{"))
    guard peek() != UInt8(ascii: "}") else {
      next += 1
      return
    }
    while true {
      let name = try readRawString()
      try self.take(UInt8(ascii: ":"))
      try take(&self, name)
      guard peek() == UInt8(ascii: ",") else { break }
      next += 1
    }
    try self.take(UInt8(ascii: "}"))
  }

  /// Reads a list: `take` reads each value.
  package mutating func readList(
    _ take: (inout JSONCursor) throws(Invalid) -> Void
  ) throws(Invalid) {
    try self.take(UInt8(ascii: "["))
    guard peek() != UInt8(ascii: "]") else {
      next += 1
      return
    }
    while true {
      try take(&self)
      guard peek() == UInt8(ascii: ",") else { break }
      next += 1
    }
    try self.take(UInt8(ascii: "]"))
  }

  /// - Throws: unless nothing but blanks is left.
  package mutating func finish() throws(Invalid) {
    guard peek() == 0, next == end else { throw Invalid() }
  }

  // MARK: - Values

  /// A whole number from 0 to `largestNumber`.
  @inline(__always)
  package mutating func readCount() throws(Invalid) -> Int {
    let first = peek() &- UInt8(ascii: "0")
    guard first <= 9 else { throw Invalid() }
    next += 1
    var number = Int(first)
    while next < end {
      let digit = next.pointee &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      guard number > 0, number <= Self.largestNumber / 10 else { throw Invalid() }
      number = number * 10 + Int(digit)
      next += 1
    }
    let isWhole =
      next == end
      || ![UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")]
        .contains(next.pointee)
    guard isWhole, number <= Self.largestNumber else { throw Invalid() }
    return number
  }

  /// A string as it stands between its quotes, escapes and all.
  @inline(__always)
  private mutating func readRawString() throws(Invalid) -> UnsafeBufferPointer<UInt8> {
    try take(UInt8(ascii: "\""))
    let start = next
    while next < end {
      let byte = next.pointee
      if byte == UInt8(ascii: "\"") {
        let text = UnsafeBufferPointer(start: start, count: next - start)
        next += 1
        return text
      }
      guard byte >= 32 else { throw Invalid() }
      // Whatever is escaped does not end the string.
      if byte == UInt8(ascii: "\\") { next += 1 }
      next += 1
    }
    throw Invalid()
  }

  /// A string with its escapes undone.
  package mutating func readString() throws(Invalid) -> String {
    try Self.text(of: try readRawString())
  }

  private static func text(of raw: UnsafeBufferPointer<UInt8>) throws(Invalid) -> String {
    if !raw.contains(UInt8(ascii: "\\")) {
      guard let text = String(validating: raw, as: UTF8.self) else { throw Invalid() }
      return text
    }
    var bytes: [UInt8] = []
    var index = raw.startIndex
    while index < raw.endIndex {
      let byte = raw[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard index < raw.endIndex else { throw Invalid() }
      let escape = raw[index]
      index += 1
      if escape == UInt8(ascii: "u") {
        bytes += String(try scalar(in: raw, at: &index)).utf8
      } else {
        guard let plain = escapes[escape] else { throw Invalid() }
        bytes.append(plain)
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Invalid() }
    return text
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  /// The scalar of "\u00e4", or of two of them that are a pair of surrogates; `index` is behind
  /// the first "u".
  private static func scalar(
    in raw: UnsafeBufferPointer<UInt8>, at index: inout Int
  ) throws(Invalid) -> Unicode.Scalar {
    func unit(_ index: inout Int) throws(Invalid) -> UInt32 {
      guard index + 4 <= raw.endIndex else { throw Invalid() }
      let digits = raw[index..<index + 4]
      index += 4
      // Only digits: UInt32 would take a sign.
      guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw Invalid() }
      return unit
    }
    let high = try unit(&index)
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, index + 2 <= raw.endIndex, raw[index] == UInt8(ascii: "\\"),
      raw[index + 1] == UInt8(ascii: "u")
    else { throw Invalid() }
    index += 2
    let low = try unit(&index)
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw Invalid() }
    return scalar
  }

  // MARK: - What is of no interest

  /// Passes a value over, whatever it is.
  package mutating func skipValue() throws(Invalid) { try skipValue(depth: 0) }

  private mutating func skipValue(depth: Int) throws(Invalid) {
    guard depth < Self.deepest else { throw Invalid() }
    switch peek() {
    case UInt8(ascii: "\""): _ = try readString()
    case UInt8(ascii: "{"):
      next += 1
      guard peek() != UInt8(ascii: "}") else {
        next += 1
        return
      }
      while true {
        _ = try readString()
        try take(UInt8(ascii: ":"))
        try skipValue(depth: depth + 1)
        guard peek() == UInt8(ascii: ",") else { break }
        next += 1
      }
      try take(UInt8(ascii: "}"))
    case UInt8(ascii: "["):
      try readList { cursor throws(Invalid) in try cursor.skipValue(depth: depth + 1) }
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    default: try skipNumber()
    }
  }

  private mutating func skipWord(_ word: StaticString) throws(Invalid) {
    for index in 0..<word.utf8CodeUnitCount {
      guard next < end, next.pointee == word.utf8Start[index] else { throw Invalid() }
      next += 1
    }
  }

  private mutating func skipNumber() throws(Invalid) {
    if peek() == UInt8(ascii: "-") { next += 1 }
    let hasZero = next < end && next.pointee == UInt8(ascii: "0")
    let digits = skipDigits()
    // No other digit follows a 0 that leads.
    guard digits == 1 || digits > 1 && !hasZero else { throw Invalid() }
    if next < end, next.pointee == UInt8(ascii: ".") {
      next += 1
      guard skipDigits() > 0 else { throw Invalid() }
    }
    if next < end, next.pointee | 32 == UInt8(ascii: "e") {
      next += 1
      if next < end, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(next.pointee) { next += 1 }
      guard skipDigits() > 0 else { throw Invalid() }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = next
    while next < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next.pointee) { next += 1 }
    return next - start
  }
}

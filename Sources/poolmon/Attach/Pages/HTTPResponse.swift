/// The answer to a GET, taken in piece by piece as it arrives. Strict, and bounded: whoever answers
/// may send anything.
///
/// Source: RFC 9112.
struct HTTPResponse {
  /// Why an answer is of no use.
  enum Refusal: Error, Equatable {
    /// It is no HTTP, or its lengths make no sense.
    case notHTTP
    /// It is longer than `longestBody`, or its head is than `longestHead`.
    case tooLong
    /// Its body is compressed or otherwise changed, which nobody asked for.
    case coded
    /// It ended before its end.
    case cutOff
  }

  static let longestBody = 16 << 20
  private static let longestHead = 64 << 10
  /// A line that tells of a chunk.
  private static let longestChunkLine = 4096

  private(set) var status = 0
  /// What the server says beside the number; may be empty.
  private(set) var reason = ""
  /// Where a redirect leads.
  private(set) var location: String?
  /// Whether it says of itself that it is HTML.
  private(set) var isHTML = false
  /// Only of an answer whose status is 200; no other is read.
  private(set) var body: [UInt8] = []
  private(set) var isComplete = false

  private enum Part: Equatable {
    case head
    /// A body of so many more bytes; nil until the server closes.
    case plain(left: Int?)
    case chunkSize
    case chunk(left: Int)
    /// The end of a line behind a chunk.
    case chunkEnd
    case trailer
  }

  private var part = Part.head
  /// Of the head, or of a line between chunks.
  private var pending: [UInt8] = []
  /// Bytes of heads and trailers so far.
  private var headCount = 0

  /// Takes in what has arrived. What comes behind the end is passed over.
  mutating func take(_ bytes: ArraySlice<UInt8>) throws(Refusal) {
    var rest = bytes
    while !rest.isEmpty, !isComplete {
      switch part {
      case .head: try takeHead(&rest)
      case .plain(let left):
        let count = min(left ?? rest.count, rest.count)
        try append(&rest, count)
        if let left { part = .plain(left: left - count) }
        isComplete = left == count
      case .chunkSize: if let line = try takeLine(&rest) { try begin(chunk: line) }
      case .chunk(let left):
        let count = min(left, rest.count)
        try append(&rest, count)
        part = left == count ? .chunkEnd : .chunk(left: left - count)
      case .chunkEnd:
        guard let line = try takeLine(&rest) else { break }
        guard line.isEmpty else { throw .notHTTP }
        part = .chunkSize
      case .trailer: if let line = try takeLine(&rest) { isComplete = line.isEmpty }
      }
    }
  }

  /// The server has closed the connection.
  mutating func end() throws(Refusal) {
    if part == .plain(left: nil) { isComplete = true }
    guard isComplete else { throw part == .head && headCount == 0 ? .notHTTP : .cutOff }
  }

  private mutating func append(_ rest: inout ArraySlice<UInt8>, _ count: Int) throws(Refusal) {
    guard count <= Self.longestBody - body.count else { throw .tooLong }
    body += rest.prefix(count)
    rest = rest.dropFirst(count)
  }

  // MARK: - The head

  /// Takes lines in up to the empty one that ends the head.
  private mutating func takeHead(_ rest: inout ArraySlice<UInt8>) throws(Refusal) {
    let start = pending.count
    let room = Self.longestHead - headCount
    guard room > 0 else { throw .tooLong }
    // No other protocol's greeting is waited for to its end.
    let piece = rest.prefix(room)
    pending += piece
    guard Self.begins(pending) else { throw .notHTTP }
    guard let end = Self.headEnd(pending, from: max(start - 3, 0)) else {
      headCount += piece.count
      rest = rest.dropFirst(piece.count)
      return
    }
    headCount += end - start
    rest = rest.dropFirst(end - start)
    let lines = pending[..<end].split(separator: 10, omittingEmptySubsequences: false).map {
      $0.last == 13 ? $0.dropLast() : $0
    }
    pending = []
    try read(head: lines.map { String(decoding: $0, as: UTF8.self) })
  }

  private static func begins(_ bytes: [UInt8]) -> Bool {
    zip(bytes, "HTTP/1.".utf8).allSatisfy { $0 == $1 }
  }

  /// Behind the empty line; nil before it is there.
  private static func headEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    for index in bytes.indices[start...] where bytes[index] == 10 {
      if index >= 1, bytes[index - 1] == 10 { return index + 1 }
      if index >= 2, bytes[index - 1] == 13, bytes[index - 2] == 10 { return index + 1 }
    }
    return nil
  }

  private mutating func read(head lines: [String]) throws(Refusal) {
    let words = lines[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count >= 2, words[0].utf8.count == 8, words[1].utf8.count == 3,
      let status = Int(words[1]), (100...599).contains(status)
    else { throw .notHTTP }
    // One that says to wait for another: the real one follows. Nobody asked to switch.
    if (100..<200).contains(status), status != 101 { return }
    self.status = status
    reason = words.count > 2 ? Self.shown(words[2]) : ""
    let fields = lines.dropFirst().filter { !$0.isEmpty }.map(Self.field)
    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
    location = values("location").first.map { Self.shown($0) }
    isHTML = values("content-type").first?.lowercased().hasPrefix("text/html") ?? false
    guard status == 200 else {
      isComplete = true
      return
    }
    guard values("content-encoding").allSatisfy({ $0.lowercased() == "identity" }) else {
      throw .coded
    }
    try begin(
      codings: values("transfer-encoding"), lengths: Set(values("content-length")))
  }

  private mutating func begin(codings: [String], lengths: Set<String>) throws(Refusal) {
    if !codings.isEmpty {
      guard codings.count == 1, codings[0].lowercased() == "chunked" else { throw .coded }
      part = .chunkSize
      return
    }
    guard lengths.count <= 1 else { throw .notHTTP }
    part = .plain(left: nil)
    guard let text = lengths.first else { return }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .notHTTP
    }
    guard let length = Int(text), length <= Self.longestBody else { throw .tooLong }
    part = .plain(left: length)
    isComplete = length == 0
  }

  private static func field(_ line: String) -> (name: String, value: String) {
    let name = line.prefix { $0 != ":" }
    let value = line.dropFirst(name.count + 1).drop { $0 == " " || $0 == "\t" }
    let end = value.lastIndex { $0 != " " && $0 != "\t" }
    return (name.lowercased(), end.map { String(value[...$0]) } ?? "")
  }

  /// As a person may be shown it.
  private static func shown(_ text: some StringProtocol) -> String {
    let plain = text.unicodeScalars.prefix(100).map { (0x20..<0x7f).contains($0.value) ? $0 : "?" }
    return String(String.UnicodeScalarView(plain))
  }

  // MARK: - Chunks

  /// A line without its end; nil before it is all there.
  private mutating func takeLine(_ rest: inout ArraySlice<UInt8>) throws(Refusal) -> [UInt8]? {
    let piece = rest.prefix { $0 != 10 }
    guard pending.count + piece.count <= Self.longestChunkLine else { throw .tooLong }
    pending += piece
    rest = rest.dropFirst(piece.count)
    guard rest.popFirst() != nil else { return nil }
    headCount += part == .trailer ? pending.count + 1 : 0
    guard headCount <= Self.longestHead else { throw .tooLong }
    defer { pending = [] }
    return pending.last == 13 ? Array(pending.dropLast()) : pending
  }

  private mutating func begin(chunk line: [UInt8]) throws(Refusal) {
    // Behind the size there may be what nobody needs.
    let digits = line.prefix { $0 != 0x3b && $0 != 0x20 && $0 != 0x09 }
    var size = 0
    for digit in digits {
      guard let value = Self.hex(digit) else { throw .notHTTP }
      size = size * 16 + value
      guard size <= Self.longestBody else { throw .tooLong }
    }
    guard !digits.isEmpty else { throw .notHTTP }
    part = size == 0 ? .trailer : .chunk(left: size)
  }

  private static func hex(_ digit: UInt8) -> Int? {
    switch digit {
    case 0x30...0x39: Int(digit) - 0x30
    case 0x41...0x46: Int(digit) - 0x37
    case 0x61...0x66: Int(digit) - 0x57
    default: nil
    }
  }
}

import ArgumentParser
import Glibc
import Sessions
import Telemetry
import Workloads

/// A file of lengths: one a line, or the histogram of a session.
///
/// Read piece by piece: the memory that a run shows is not to be that of its options.
struct LengthsArgument {
  private static let largestLength = 1 << 30
  /// More lengths than a run would go through.
  private static let mostLengths = 1_000_000
  /// Lengths that a session's histogram is spread over: a share of one in ten thousand is kept.
  private static let roundSize = 10_000

  let path: String
  let lengths: [Int]

  static func parse(_ path: String) throws -> LengthsArgument {
    var reader = Lines(of: path)
    var content = Content()
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ValidationError("\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      guard count >= 0 else {
        throw ValidationError("\(path): \(String(cString: strerror(errno)))")
      }
      guard count > 0 else { break }
      if reader.isAtStart && Self.isSession(chunk[..<count]) { return try session(path) }
      try reader.split(chunk[..<count]) { line, number in
        try content.take(line, number: number, of: path)
      }
    }
    try reader.end { line, number in try content.take(line, number: number, of: path) }
    return LengthsArgument(path: path, lengths: try content.lengths(of: path))
  }

  /// Whether this is how a session begins: as it is, or compressed.
  private static func isSession(_ start: some Collection<UInt8>) -> Bool {
    start.first == UInt8(ascii: "{") || start.starts(with: [0x1f, 0x8b])
  }

  /// The lengths of a session.
  private static func session(_ path: String) throws -> LengthsArgument {
    do {
      let reader = try SessionReader(path: path)
      var latest: Snapshot?
      while let snapshot = try reader.next() { latest = snapshot }
      let lengths = try histogram(latest, reader.header.sizeClasses, of: path)
      return LengthsArgument(path: path, lengths: lengths)
    } catch let error as SessionReadError {
      throw ValidationError(error.description)
    }
  }

  /// What had been put back by the end of a session: in each size class its mean length, as often
  /// as in the session.
  private static func histogram(
    _ latest: Snapshot?, _ sizeClasses: [Int], of path: String
  ) throws -> [Int] {
    guard let latest else {
      throw ValidationError("\(path) is a session without a sample")
    }
    let counts = latest.pools.first?.meanLengths(below: sizeClasses) ?? []
    let lengths = spread(
      counts.map { LengthCount(length: min($0.length, largestLength), count: $0.count) },
      over: roundSize)
    guard !lengths.isEmpty else {
      throw ValidationError("\(path): nothing was put back in this session, so it has no lengths")
    }
    return lengths
  }

  /// What the lines of a file have come to so far.
  struct Content {
    private var lengths: [Int] = []

    mutating func take(_ line: [UInt8], number: Int, of path: String) throws {
      guard let length = try length(in: line, number: number, of: path) else { return }
      guard lengths.count < mostLengths else {
        throw ValidationError("\(path) has more than a million lengths; give a part of it")
      }
      lengths.append(length)
    }

    /// nil for an empty line.
    private func length(in line: [UInt8], number: Int, of path: String) throws -> Int? {
      let isBlank: (UInt8) -> Bool = { [UInt8(ascii: " "), 9, 13].contains($0) }
      let trimmed = line.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
      let text = String(decoding: Array(trimmed), as: UTF8.self)
      guard !text.isEmpty else { return nil }
      guard let length = Int(text), (0...largestLength).contains(length) else {
        let shown = text.count <= 24 && text.allSatisfy(isPrintable) ? "'\(text)'" : "what is there"
        throw ValidationError(
          "\(path), line \(number): \(shown) is no length; give a number from 0 to 1 GiB")
      }
      return length
    }

    private func isPrintable(_ character: Character) -> Bool {
      character.isASCII
        && (character.isLetter || character.isNumber || character.isPunctuation || character == " ")
    }

    func lengths(of path: String) throws -> [Int] {
      guard !lengths.isEmpty else {
        throw ValidationError("\(path) has no lengths; give one a line, such as 4096")
      }
      return lengths
    }
  }

  /// Splits a file, which comes in pieces, into its lines.
  struct Lines {
    /// Longer than any sample.
    private static let longestLine = 1 << 20

    private let path: String
    private var pending: [UInt8] = []
    private var number = 0

    init(of path: String) { self.path = path }

    var isAtStart: Bool { number == 0 && pending.isEmpty }

    mutating func split(
      _ bytes: ArraySlice<UInt8>, _ take: ([UInt8], _ number: Int) throws -> Void
    ) throws {
      var rest = bytes
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        number += 1
        try take(pending + rest[..<end], number)
        pending = []
        rest = rest[(end + 1)...]
      }
      pending += rest
      guard pending.count <= Self.longestLine else {
        throw ValidationError(
          "\(path), line \(number + 1) is longer than 1 MiB: no length, no sample")
      }
    }

    /// The last line need not end.
    mutating func end(_ take: ([UInt8], _ number: Int) throws -> Void) throws {
      if !pending.isEmpty { try take(pending, number + 1) }
    }
  }
}

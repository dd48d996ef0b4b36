import ArgumentParser
import Glibc
import Sessions
import Telemetry
import Workloads

/// A file of lengths: one a line, or the histogram of a session.
struct LengthsArgument {
  /// More would not fit a person's memory either; the file is read whole.
  private static let largestFile = 64 << 20
  private static let largestLength = 1 << 30
  /// Lengths that a session's histogram is spread over: a share of one in ten thousand is kept.
  private static let roundSize = 10_000

  let path: String
  let lengths: [Int]

  static func parse(_ path: String) throws -> LengthsArgument {
    let bytes = try read(path)
    let isSession = bytes.first == UInt8(ascii: "{")
    let lengths = try isSession ? histogram(in: bytes, of: path) : lengths(in: bytes, of: path)
    return LengthsArgument(path: path, lengths: lengths)
  }

  private static func read(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ValidationError("\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      guard count >= 0 else {
        throw ValidationError("\(path): \(String(cString: strerror(errno)))")
      }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= largestFile else {
        throw ValidationError("\(path) is larger than 64 MiB; give a part of it")
      }
    }
  }

  static func lengths(in bytes: [UInt8], of path: String) throws -> [Int] {
    var lengths: [Int] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = String(decoding: line, as: UTF8.self).filter { $0 != "\r" && $0 != " " }
      guard !text.isEmpty else { continue }
      guard let length = Int(text), (0...largestLength).contains(length) else {
        let shown = text.count <= 24 && text.allSatisfy(isPrintable) ? "'\(text)'" : "what is there"
        throw ValidationError(
          "\(path), line \(index + 1): \(shown) is no length; give a number from 0 to 1 GiB")
      }
      lengths.append(length)
    }
    guard !lengths.isEmpty else {
      throw ValidationError("\(path) has no lengths; give one a line, such as 4096")
    }
    return lengths
  }

  private static func isPrintable(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character.isPunctuation)
  }

  /// What had been put back by the end of a session: in each size class its mean length, as often
  /// as in the session.
  static func histogram(in bytes: [UInt8], of path: String) throws -> [Int] {
    var decoder = SessionDecoder()
    let latest: Snapshot?
    do {
      latest = try decoder.decode(bytes).last
    } catch {
      throw ValidationError("\(path) is no session: \(error)")
    }
    let counts = latest?.pools.first?.meanLengths(below: decoder.header?.sizeClasses ?? []) ?? []
    let lengths = spread(
      counts.map { LengthCount(length: min($0.length, largestLength), count: $0.count) },
      over: roundSize)
    guard !lengths.isEmpty else {
      throw ValidationError("\(path): nothing was put back in this session, so it has no lengths")
    }
    return lengths
  }
}

import ArgumentParser
import Glibc
import Telemetry
import Workloads

extension HeapModel: ExpressibleByArgument {}

extension WorkloadKind {
  /// Offers the nearest names instead of an unknown one.
  static func parse(_ text: String) throws -> WorkloadKind {
    if let kind = named(text) { return kind }
    let near = all.map { (kind: $0, distance: editDistance($0.name, text)) }
      .filter { $0.distance <= 3 || $0.kind.name.hasPrefix(text) && !text.isEmpty }
      .sorted { $0.distance < $1.distance }
    let names = near.isEmpty ? all.map(\.name) : near.prefix(3).map(\.kind.name)
    let question = near.isEmpty ? "there are" : "did you mean"
    throw ValidationError(
      "no workload is named '\(text)'; \(question) \(names.joined(separator: ", "))"
        + (near.isEmpty ? "" : "?"))
  }
}

/// Insertions, deletions and substitutions from one word to the other: Levenshtein, 1966.
/// Complexity: O(product of the lengths).
func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right)
  var row = Array(0...right.count)
  for (index, character) in left.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in right.indices {
      let substituted = diagonal + (right[column] == character ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
    }
  }
  return row[right.count]
}

/// A share on the command line: "5%", "4.8%".
struct ShareArgument {
  /// 0 to 1.
  let share: Double

  static func parse(_ text: String) throws -> ShareArgument {
    let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let percent = Double(digits), (0...100).contains(percent) else {
      throw ValidationError("a percentage is written as 5% or 4.8%, from 0% to 100%")
    }
    return ShareArgument(share: percent / 100)
  }
}

/// GOGC on the command line: a percentage above 0, or off.
struct GrowthArgument {
  /// nil is off.
  let percent: Int?

  static func parse(_ text: String) throws -> GrowthArgument {
    if text == "off" { return GrowthArgument(percent: nil) }
    guard let percent = Int(text), (1...1_000_000).contains(percent) else {
      throw ValidationError("GOGC is a whole number of percent from 1 to 1000000, or off")
    }
    return GrowthArgument(percent: percent)
  }
}

/// A file of lengths, one a line.
struct LengthsArgument {
  /// More would not fit a person's memory either; the file is read whole.
  private static let largestFile = 64 << 20
  private static let largestLength = 1 << 30

  let path: String
  let lengths: [Int]

  static func parse(_ path: String) throws -> LengthsArgument {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ValidationError("\(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &chunk, chunk.count)
      guard count >= 0 else {
        throw ValidationError("\(path): \(String(cString: strerror(errno)))")
      }
      guard count > 0 else { break }
      bytes += chunk[..<count]
      guard bytes.count <= largestFile else {
        throw ValidationError("\(path) is larger than 64 MiB; give fewer lengths")
      }
    }
    return LengthsArgument(path: path, lengths: try lengths(in: bytes, of: path))
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
}

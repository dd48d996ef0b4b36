import Glibc

/// When a recording goes on in another file.
package struct Rotation: Equatable, Sendable {
  package enum Limit: Equatable, Sendable {
    /// Bytes in a file. A file has at least one sample.
    case size(Int)
    /// Session time in a file.
    case time(Duration)
  }

  package var limit: Limit
  /// Files that stay, the one being written included; nil for all.
  package var keep: Int?

  package init(limit: Limit, keep: Int? = nil) {
    self.limit = limit
    self.keep = keep
  }
}

/// The names of the files of a recording that rotates: "run.0001.ndjson" and so on for
/// "run.ndjson".
package struct SessionSeries: Equatable, Sendable {
  private let folder: String
  private let stem: String
  /// With its dot; ".ndjson.gz" is one.
  private let ending: String

  package init(path: String) {
    let cut = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    folder = String(path[..<cut])
    var name = path[cut...]
    var ending = ""
    for part in name.split(separator: ".").dropFirst().suffix(2).reversed() {
      // Only what is compressed has two.
      guard ending.isEmpty || ending == ".gz" else { break }
      guard name.hasSuffix("." + part) else { break }
      ending = ".\(part)" + ending
      name = name.dropLast(part.count + 1)
    }
    stem = String(name)
    self.ending = ending
  }

  /// All of them, as a shell takes it.
  package var pattern: String { "\(folder)\(stem).*\(ending)" }

  /// Numbers begin with 1, and have four digits or more.
  package func path(_ number: Int) -> String {
    let digits = String(number)
    return folder + stem + "." + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
      + ending
  }

  /// "run.ndjson" for "run.0012.ndjson": what a recording was called that has such a file. nil if
  /// the name is none of a series.
  static func recordedName(of name: String) -> String? {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard
      let place = parts.lastIndex(where: { part in
        part.count >= 4 && part.allSatisfy { $0.isASCII && $0.isNumber }
      })
    else { return nil }
    parts.remove(at: place)
    let recorded = parts.joined(separator: ".")
    return SessionSeries(path: recorded).includes(name) ? recorded : nil
  }

  /// Whether a file of this name, in the folder, is one of the series.
  package func includes(_ name: String) -> Bool {
    guard name.hasPrefix(stem + "."), name.hasSuffix(ending),
      name.count >= stem.count + 1 + ending.count
    else { return false }
    let digits = name.dropFirst(stem.count + 1).dropLast(ending.count)
    return digits.count >= 4 && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// The paths of those that exist, in order. None where the folder cannot be read: creating a file
  /// there says why.
  package func existing() -> [String] {
    guard let list = opendir(folder.isEmpty ? "." : folder) else { return [] }
    defer { closedir(list) }
    var names: [String] = []
    while let entry = readdir(list) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if includes(name) { names.append(folder + name) }
    }
    // Shorter names first: "10000" comes after "9999".
    return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }
}

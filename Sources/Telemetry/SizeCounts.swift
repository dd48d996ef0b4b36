/// How many objects were allocated of each size that the allocator has, cumulative. Sizes that were
/// never asked for are left out: a program uses a few dozen.
package struct SizeCounts: Equatable, Sendable {
  package struct Entry: Equatable, Sendable {
    /// Bytes of one object.
    package let size: Int
    /// Above 0.
    package let count: Int
  }

  /// More sizes than an allocator has.
  package static let mostEntries = 256

  /// Smallest size first.
  package let entries: [Entry]

  /// Of pairs of a size and a count, in any order, none below 0 and no size twice.
  package init(_ counts: some Sequence<(size: Int, count: Int)>) {
    entries = counts.filter { $0.count > 0 }.map { Entry(size: $0.size, count: $0.count) }
      .sorted { $0.size < $1.size }
  }

  /// 0 for a size that there is not. O(sizes).
  package subscript(size: Int) -> Int { entries.first { $0.size == size }?.count ?? 0 }
}

// MARK: - In a session file

/// An object: from a size in bytes to its count, where that is not 0.
extension SizeCounts: Codable {
  private struct Size: CodingKey {
    let bytes: Int

    init(_ bytes: Int) { self.bytes = bytes }

    init?(stringValue: String) {
      guard let bytes = Int(stringValue) else { return nil }
      self.bytes = bytes
    }

    init?(intValue: Int) { bytes = intValue }

    var stringValue: String { String(bytes) }
    var intValue: Int? { bytes }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Size.self)
    self.init(
      try container.allKeys.map { size in
        (size.bytes, try container.decode(Int.self, forKey: size))
      })
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Size.self)
    for entry in entries { try container.encode(entry.count, forKey: Size(entry.size)) }
  }
}

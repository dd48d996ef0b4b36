/// A count for each size class, stored from the first to the last that is not 0: of 20 classes a
/// program uses a few, and a history holds thousands of these.
package struct ClassCounts: Equatable, Sendable, RandomAccessCollection {
  package let count: Int
  /// The class of the first stored value.
  private let first: Int
  private let values: [Int]

  package init(_ counts: [Int]) { self.init(counts.span) }

  /// The same without a list.
  package init(_ counts: Swift.Span<Int>) {
    count = counts.count
    var first = 0
    var end = counts.count
    while first < end, counts[first] == 0 { first += 1 }
    while end > first, counts[end - 1] == 0 { end -= 1 }
    var values: [Int] = []
    values.reserveCapacity(end - first)
    for index in first..<end { values.append(counts[index]) }
    self.first = first == count ? 0 : first
    self.values = values
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  /// - Precondition: `index` is below `count`.
  package subscript(index: Int) -> Int {
    precondition(index >= 0 && index < count, "there is no such size class")
    let place = index - first
    return values.indices.contains(place) ? values[place] : 0
  }

  /// All of them.
  package var array: [Int] {
    [Int](repeating: 0, count: first) + values
      + [Int](repeating: 0, count: count - first - values.count)
  }
}

extension ClassCounts: ExpressibleByArrayLiteral {
  package init(arrayLiteral counts: Int...) { self.init(counts) }
}

/// In a session file: a list of all.
extension ClassCounts: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([Int].self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(array)
  }
}

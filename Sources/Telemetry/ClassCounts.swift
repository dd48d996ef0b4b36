/// A count for each size class, stored from the first to the last that is not 0: of 20 classes a
/// program uses a few, often one, and a history holds thousands of these. One alone takes no list.
package struct ClassCounts: Equatable, Sendable, RandomAccessCollection {
  package var count: Int { Int(width) }
  // Two in one word, so that the first value has its place for nothing.
  private let width: Int32
  /// The class of the first stored value.
  private let first: Int32
  private let firstValue: Int
  /// Those behind it.
  private let others: [Int]

  package init(_ counts: [Int]) { self.init(counts.span) }

  /// The same without a list.
  package init(_ counts: Swift.Span<Int>) {
    width = Int32(counts.count)
    var first = 0
    var end = counts.count
    while first < end, counts[first] == 0 { first += 1 }
    while end > first, counts[end - 1] == 0 { end -= 1 }
    var others: [Int] = []
    if end > first + 1 { others.reserveCapacity(end - first - 1) }
    var index = first + 1
    while index < end {
      others.append(counts[index])
      index += 1
    }
    self.first = first == counts.count ? 0 : Int32(first)
    firstValue = first < end ? counts[first] : 0
    self.others = others
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  /// - Precondition: `index` is below `count`.
  package subscript(index: Int) -> Int {
    precondition(index >= 0 && index < count, "there is no such size class")
    let place = index - Int(first)
    if place == 0 { return firstValue }
    return others.indices.contains(place - 1) ? others[place - 1] : 0
  }

  /// All of them.
  package var array: [Int] { map { $0 } }
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

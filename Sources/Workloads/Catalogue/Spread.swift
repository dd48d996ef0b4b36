/// Lengths, and how often each is to come.
package struct LengthCount: Equatable, Sendable {
  package let length: Int
  package let count: Int

  package init(length: Int, count: Int) {
    self.length = length
    self.count = count
  }
}

/// A round of `size` lengths, about, in which each comes in proportion to its count, evenly spread,
/// and at least once if it came at all. Empty without counts.
///
/// Smooth weighted round-robin, as nginx picks its upstream servers. O(size × counts).
package func spread(_ counts: [LengthCount], over size: Int) -> [Int] {
  let total = counts.reduce(0.0) { $0 + Double(max($1.count, 0)) }
  let weighted = counts.filter { $0.count > 0 }.map { entry in
    (entry.length, weight: max(Int((Double(entry.count) / total * Double(size)).rounded()), 1))
  }
  let sum = weighted.reduce(0) { $0 + $1.weight }
  var credits = weighted.map { _ in 0 }
  return (0..<sum).map { _ in
    for index in credits.indices { credits[index] += weighted[index].weight }
    let best = credits.indices.max { credits[$0] < credits[$1] } ?? 0
    credits[best] -= sum
    return weighted[best].0
  }
}

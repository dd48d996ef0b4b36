/// What a pool has done: counts and bytes since its begin.
package struct Tally: Equatable, Sendable {
  package var gets = 0
  /// Gets answered by a new buffer.
  package var misses = 0
  package var puts = 0
  /// Puts whose buffer was not kept.
  package var drops = 0
  /// Idle buffers that went since nobody got them.
  package var evictions = 0
  /// Capacity of all that was allocated, for new buffers and for growing ones, in bytes.
  package var allocatedBytes = 0
  /// Length and capacity of what was put, in bytes.
  package var lengthBytes = 0
  package var capacityBytes = 0

  package init() {}

  /// A session may tell of any number of uses: sums end here, far beyond what any program comes to.
  private static let most = 1 << 60

  package static func + (left: Tally, right: Tally) -> Tally {
    combined(left, right) { min($0 + $1, most) }
  }

  static func - (left: Tally, right: Tally) -> Tally { combined(left, right, -) }

  /// The same so many times.
  static func * (tally: Tally, times: Int) -> Tally {
    combined(tally, tally) { number, _ in
      let (product, isOver) = number.multipliedReportingOverflow(by: times)
      return isOver ? most : min(product, most)
    }
  }

  private static func combined(
    _ a: Tally, _ b: Tally, _ combine: (Int, Int) -> Int
  ) -> Tally {
    var sum = Tally()
    sum.gets = combine(a.gets, b.gets)
    sum.misses = combine(a.misses, b.misses)
    sum.puts = combine(a.puts, b.puts)
    sum.drops = combine(a.drops, b.drops)
    sum.evictions = combine(a.evictions, b.evictions)
    sum.allocatedBytes = combine(a.allocatedBytes, b.allocatedBytes)
    sum.lengthBytes = combine(a.lengthBytes, b.lengthBytes)
    sum.capacityBytes = combine(a.capacityBytes, b.capacityBytes)
    return sum
  }
}

extension PoolReading {
  /// Share of each size class in the puts of a pool between two snapshots, 0 to 1: all 0 where
  /// nothing was put. nil where unknown, and if a counter fell.
  package static func classShares(
    from earlier: Snapshot, to later: Snapshot, pool index: Int = 0
  ) -> [Double]? {
    guard let span = Span(from: earlier, to: later), earlier.pools.indices.contains(index),
      later.pools.indices.contains(index),
      earlier.pools[index].isSame(as: later.pools[index]),
      let puts = try? span.rates(earlier.pools[index].classPuts, later.pools[index].classPuts)
    else { return nil }
    let sum = puts.reduce(0, +)
    return puts.map { sum > 0 ? $0 / sum : 0 }
  }
}

extension Snapshot {
  /// What all pools hold, in bytes. nil without pools, or where one is unknown.
  package var retainedSpace: Int? { total(\.retainedSpace) }

  /// What of it the last collection put aside, in bytes.
  package var victimSpace: Int? { total(\.victimSpace) }

  private func total(_ part: (PoolSample) -> Int?) -> Int? {
    guard !pools.isEmpty else { return nil }
    var sum = 0
    for pool in pools {
      guard let space = part(pool) else { return nil }
      sum += space
    }
    return sum
  }
}

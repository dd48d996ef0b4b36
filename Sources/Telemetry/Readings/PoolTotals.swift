extension Snapshot {
  /// Whether another program is watched as it is: it has no workload of ours, and what lies in its
  /// pools was looked at from outside; or it told of its own heap, which is no model.
  package var isOfAnotherProgram: Bool {
    guard workload == nil else { return false }
    if pools.isEmpty, let heap {
      return heap.model == nil && heap.collections != nil && heap.collectorNanoseconds == nil
    }
    return pools.contains { $0.measuredObjects != nil || $0.element != nil }
  }

  /// What all pools hold, in bytes. nil without pools, or where one is unknown.
  package var retainedSpace: Int? { total(\.retainedSpace) }

  /// What of it the last collection put aside, in bytes.
  package var victimSpace: Int? { total(\.victimSpace) }

  private func total(_ part: (PoolSample) -> Int?) -> Int? {
    guard !pools.isEmpty else { return nil }
    var sum = 0
    for pool in pools {
      guard let space = part(pool) else { return nil }
      // More than any machine has is not known, either.
      let (total, isTooLarge) = sum.addingReportingOverflow(space)
      guard !isTooLarge else { return nil }
      sum = total
    }
    return sum
  }
}

extension [PoolSample] {
  /// The one that retains most, of those that count something if there are any: a Go program has
  /// pools of libraries beside its own, of which less is known. nil without pools.
  package var main: PoolSample? { mainIndex.map { self[$0] } }

  package var mainIndex: Int? {
    let known = indices.filter { self[$0].countsItsUse }
    return (known.isEmpty ? Swift.Array(indices) : known).max {
      // Of equals the first.
      (self[$0].retainedSpace ?? -1, $1) < (self[$1].retainedSpace ?? -1, $0)
    }
  }
}

extension PoolSample {
  /// Whether more is known of it than what lies in it.
  package var countsItsUse: Bool { calls != nil || gets != nil }

  /// Mean bytes of an idle object. nil where none is idle, or their bytes are unknown.
  package var meanRetainedSpace: Int? {
    guard let retainedSpace, let retainedObjects, retainedObjects > 0 else { return nil }
    return retainedSpace / retainedObjects
  }
}

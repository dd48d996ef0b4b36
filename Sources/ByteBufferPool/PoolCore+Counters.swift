internal import Synchronization

extension PoolCore {
  /// Puts of a class by all workers. O(worker slots in use).
  func sum(ofClass index: Int) -> Int {
    var sum = 0
    caches.workers.visit { sum += $0.pointee.classes[index].puts.current }
    return sum
  }

  /// Puts of every class by all workers. O(worker slots in use).
  var putsByClass: [Int] {
    var sums = [Int](repeating: 0, count: SizeClass.count)
    caches.workers.visit { cache in
      for index in sums.indices { sums[index] += cache.pointee.classes[index].puts.current }
    }
    return sums
  }

  var counters: PoolCounters {
    var counters = PoolCounters()
    counters.sweeps = sweeps.load(ordering: .relaxed)
    counters.evictions = evictions.load(ordering: .acquiring)
    // What takes away from the caches is read before what adds to them, so that retained never
    // comes out negative: what is seen gone was also seen to come.
    var retained = Retained()
    retained.objects -= counters.evictions
    retained.bytes -= evictedBytes.load(ordering: .acquiring)
    caches.workers.visit { retained.subtract($0.pointee.tally) }
    caches.workers.visit { counters.add($0.pointee) }
    counters.retainedObjects = retained.objects + counters.puts
    counters.retainedBytes = retained.bytes + counters.capacityBytesByClass.reduce(0, +)
    retention.withCurrent { active in
      counters.calibration = active.thresholds
      if active.policy.callsThreshold != nil {
        counters.calls = counters.putsByClass.enumerated().map { index, puts in
          active.calls(puts: puts, ofClass: index)
        }
      }
    }
    counters.calibrations = retention.calibrationCount
    return counters
  }
}

/// What is idle in the caches, as it is summed up.
private struct Retained {
  var objects = 0
  var bytes = 0

  mutating func subtract(_ tally: borrowing Tally) {
    objects -= tally.hits.current + tally.steals.current + tally.victimHits.current
    objects -= tally.drops.current
    bytes -= tally.takenBytes.current + tally.droppedBytes.current
  }
}

extension PoolCounters {
  /// Puts before gets, a worker at a time: a buffer that is out while this reads may be counted
  /// twice as outstanding, but as long as a thread puts what it got itself, never as missing.
  fileprivate mutating func add(_ cache: borrowing LocalCache) {
    drops += cache.tally.drops.current
    abandoned += cache.abandonments.load(ordering: .acquiring) >> 1
    for index in 0..<SizeClass.count {
      capacityBytesByClass[index] += cache.classes[index].capacityBytes.current
      lengthBytesByClass[index] += cache.classes[index].lengthBytes.current
      putsByClass[index] += cache.classes[index].puts.current
    }
    hits += cache.tally.hits.current
    steals += cache.tally.steals.current
    victimHits += cache.tally.victimHits.current
    misses += cache.tally.misses.current
    growths += cache.tally.growths.current
    growthBytes += cache.tally.growthBytes.current
  }
}

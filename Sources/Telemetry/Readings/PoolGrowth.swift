/// What one pool did between two snapshots, in whole counts. nil is unknown.
package struct PoolGrowth: Equatable, Sendable {
  package var gets: Int?
  package var misses: Int?
  /// How often what was idle was aged: by sweeps, or by collections where the pool counts none.
  package var sweeps: Int?
  /// Puts by size class of their length. Where a pool counts calls only, they are those.
  package var classPuts: [Int]?
  package var classLengthBytes: [Int]?
  package var classCapacityBytes: [Int]?
  /// There was a calibration between the two, which sets calls to 0: those before it are taken to
  /// be as those that were seen.
  package var isEstimated = false
  /// Allocated by the whole heap, in bytes.
  package var allocSpace: Int?

  /// No program puts more often between two samples: it is another, or a file says anything.
  private static let mostPuts = 1e15

  /// nil if `later` is not later, if the pool is not in both, if a counter fell, or if there were
  /// more puts than any program does.
  package init?(from earlier: Snapshot, to later: Snapshot, pool: PoolSample) {
    guard let span = Span(from: earlier, to: later),
      let before = earlier.pools.first(where: pool.isSame),
      let after = later.pools.first(where: pool.isSame)
    else { return nil }
    do throws(Span.CounterFell) {
      gets = try span.growth(before.gets, after.gets)
      misses = try span.growth(before.misses, after.misses)
      sweeps = try span.growth(before.sweeps, after.sweeps)
      let collections = try span.growth(earlier.heap?.collections, later.heap?.collections)
      sweeps = sweeps ?? collections
      classPuts = try span.growth(before.classPuts, after.classPuts)
      classLengthBytes = try span.growth(before.classLengthBytes, after.classLengthBytes)
      classCapacityBytes = try span.growth(before.classCapacityBytes, after.classCapacityBytes)
      allocSpace = try span.growth(earlier.heap?.allocSpace, later.heap?.allocSpace)
      if classPuts == nil { try takeCalls(before, after, over: span) }
      guard classPuts?.reduce(0, { $0 + Double($1) }) ?? 0 <= Self.mostPuts else { return nil }
    } catch {
      return nil
    }
  }

  /// Calls are puts since the last calibration. What came before one is estimated here;
  /// `putsByCalls` tells what is certain.
  private mutating func takeCalls(
    _ before: PoolSample, _ after: PoolSample, over span: Span
  ) throws(Span.CounterFell) {
    guard let calls = before.calls, let now = after.calls, calls.count == now.count else { return }
    let count = try span.growth(before.calibrations, after.calibrations) ?? 0
    let hasFallen = zip(calls, now).contains { $0 > $1 }
    guard count > 0 || hasFallen else {
      classPuts = try span.growth(calls, now)
      return
    }
    isEstimated = true
    // The leading class had one call more than the threshold at each; the others in proportion.
    let shape = (calls.max() ?? 0) > 0 ? calls : now
    let most = max(shape.max() ?? 0, 1)
    let calibrated = Double(max(count, 1)) * Double(PoolSample.callsThreshold + 1)
    let missing = max(calibrated - Double(calls.max() ?? 0), 0)
    guard missing <= Self.mostPuts else { throw Span.CounterFell() }
    classPuts = zip(shape, now).map { share, rest in
      rest + Int(missing * Double(share) / Double(most))
    }
  }
}

extension Span {
  /// How much the counters of size classes grew; nil where either is unknown or has another number
  /// of them.
  fileprivate func growth(
    _ earlier: ClassCounts?, _ later: ClassCounts?
  ) throws(CounterFell) -> [Int]? {
    guard let earlier, let later, earlier.count == later.count else { return nil }
    var growths: [Int] = []
    for (before, after) in zip(earlier, later) { growths.append(try growth(before, after)) }
    return growths
  }
}

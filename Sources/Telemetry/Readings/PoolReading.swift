/// What one pool did between two snapshots. All rates are per second; nil is unknown.
package struct PoolReading: Equatable, Sendable {
  /// Length of the time between, in seconds.
  package var seconds: Double
  package var gets: Double?
  package var hits: Double?
  package var steals: Double?
  package var victimHits: Double?
  package var misses: Double?
  package var puts: Double?
  package var kept: Double?
  package var drops: Double?
  package var abandoned: Double?
  package var evictions: Double?
  package var calibrations: Double?
  package var growths: Double?
  /// Bytes a second that growing copied.
  package var growthBytes: Double?
  /// Share of gets that needed no new buffer, 0 to 1. nil without gets too.
  package var hitRatio: Double?
  /// Share of puts that the pool took, 0 to 1. nil without puts too.
  package var keptRatio: Double?
  /// Puts by size class of their length.
  package var classPuts: [Double]?
  /// Bytes of capacity that were put, by size class of the length.
  package var classCapacities: [Double]?
  /// Length of what was put divided by its capacity, 0 to 1. nil where nothing was put that has
  /// memory, too.
  package var utilisation: Double?
  /// The same for each size class. Empty where nothing is known of classes.
  package var classUtilisation: [Double?]

  /// nil if `later` is not later, if the pool is not the same in both, or if a counter fell.
  package init?(from earlier: Snapshot, to later: Snapshot, pool index: Int = 0) {
    guard let span = Span(from: earlier, to: later),
      earlier.pools.indices.contains(index), later.pools.indices.contains(index),
      earlier.pools[index].isSame(as: later.pools[index])
    else { return nil }
    do throws(Span.CounterFell) {
      try self.init(from: earlier.pools[index], to: later.pools[index], over: span)
    } catch {
      return nil
    }
  }

  private init(
    from earlier: PoolSample, to later: PoolSample, over span: Span
  ) throws(Span.CounterFell) {
    seconds = span.seconds
    gets = try span.rate(earlier.gets, later.gets)
    hits = try span.rate(earlier.hits, later.hits)
    steals = try span.rate(earlier.steals, later.steals)
    victimHits = try span.rate(earlier.victimHits, later.victimHits)
    misses = try span.rate(earlier.misses, later.misses)
    puts = try span.rate(earlier.puts, later.puts)
    kept = try span.rate(earlier.kept, later.kept)
    drops = try span.rate(earlier.drops, later.drops)
    abandoned = try span.rate(earlier.abandoned, later.abandoned)
    evictions = try span.rate(earlier.evictions, later.evictions)
    calibrations = try span.rate(earlier.calibrations, later.calibrations)
    growths = try span.rate(earlier.growths, later.growths)
    growthBytes = try span.rate(earlier.growthBytes, later.growthBytes)
    hitRatio = share(of: misses, in: gets).map { 1 - $0 }
    keptRatio = share(of: kept, in: puts)
    classPuts = try span.rates(earlier.classPuts, later.classPuts)
    let lengths = try span.rates(earlier.classLengthBytes, later.classLengthBytes)
    let capacities = try span.rates(earlier.classCapacityBytes, later.classCapacityBytes)
    classCapacities = capacities
    utilisation = share(of: lengths?.reduce(0, +), in: capacities?.reduce(0, +))
    if let lengths, let capacities, lengths.count == capacities.count {
      classUtilisation = zip(lengths, capacities).map { share(of: $0, in: $1) }
    } else {
      classUtilisation = (classPuts ?? []).map { _ in nil }
    }
  }
}

/// `part / whole`, at most 1, since the two are not read at the very same instant. nil where a side
/// is unknown or nothing happened.
private func share(of part: Double?, in whole: Double?) -> Double? {
  guard let part, let whole, whole > 0 else { return nil }
  return min(part / whole, 1)
}

extension PoolSample {
  /// Buffers that callers hold: gets − puts − abandoned, at least 0. nil where one is unknown.
  package var outstanding: Int? {
    guard let gets, let puts, let abandoned else { return nil }
    return max(gets - puts - abandoned, 0)
  }

  /// What is in use now, and what never came back. nil where either is unknown.
  package var getsLessPuts: Int? { gets.flatMap { gets in puts.map { gets - $0 } } }

  /// The size class with the most calls since the last calibration: the one that will start the
  /// next. nil where calls are unknown or all 0.
  package var leadingClass: (index: Int, calls: Int)? {
    guard let calls, let most = calls.max(), most > 0, let index = calls.firstIndex(of: most)
    else { return nil }
    return (index, most)
  }

  /// The leading class's share of the calls since the last calibration, 0 to 1. nil without calls.
  package var leadingShare: Double? {
    guard let calls, let leadingClass else { return nil }
    return Double(leadingClass.calls) / Double(calls.reduce(0, +))
  }

  /// Calls of one class that start a calibration: `calibrateCallsThreshold` in bytebufferpool.
  package static let callsThreshold = 42_000

  /// How near the next calibration is, from 0 to 1; 0 without calls.
  package var calibrationProgress: Double {
    Double(leadingClass?.calls ?? 0) / Double(Self.callsThreshold)
  }

  /// Share of all gets so far that needed no new buffer, 0 to 1. nil without gets.
  package var hitRatio: Double? {
    guard let gets, let misses, gets > 0 else { return nil }
    return 1 - Double(misses) / Double(gets)
  }

  /// Puts by size class and the mean length of each, where there were any. Where lengths are
  /// unknown, the class's upper bound in `sizeClasses` stands for them.
  package func meanLengths(below sizeClasses: [Int]) -> [(length: Int, count: Int)] {
    (classPuts ?? []).enumerated().compactMap { index, count in
      guard count > 0 else { return nil }
      if let bytes = classLengthBytes, bytes.indices.contains(index) {
        return (bytes[index] / count, count)
      }
      return sizeClasses.indices.contains(index) ? (sizeClasses[index], count) : nil
    }
  }
}

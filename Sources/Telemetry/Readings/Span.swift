/// The time between two snapshots of one session, and how counters grew over it.
///
/// All subtraction of counters is done here.
struct Span {
  /// A counter was lower than before: the watched process restarted, and no rate can be told.
  struct CounterFell: Error {}

  /// Length in seconds, above 0.
  let seconds: Double

  /// nil if `later` is not later.
  init?(from earlier: Snapshot, to later: Snapshot) {
    guard later.timeNanoseconds > earlier.timeNanoseconds else { return nil }
    seconds = (later.time - earlier.time).inSeconds
  }

  /// How much a counter grew.
  func growth(_ earlier: Int, _ later: Int) throws(CounterFell) -> Int {
    guard later >= earlier else { throw CounterFell() }
    return later - earlier
  }

  /// How much a counter grew; nil where either side is unknown.
  func growth(_ earlier: Int?, _ later: Int?) throws(CounterFell) -> Int? {
    guard let earlier, let later else { return nil }
    return try growth(earlier, later)
  }

  /// How fast a counter grew, per second; nil where either side is unknown.
  func rate(_ earlier: Int?, _ later: Int?) throws(CounterFell) -> Double? {
    try growth(earlier, later).map { Double($0) / seconds }
  }

  /// How fast the counters of size classes grew, per second; nil where either is unknown or has
  /// another number of them.
  func rates(_ earlier: ClassCounts?, _ later: ClassCounts?) throws(CounterFell) -> [Double]? {
    guard let earlier, let later, earlier.count == later.count else { return nil }
    var rates: [Double] = []
    rates.reserveCapacity(later.count)
    for (before, after) in zip(earlier, later) {
      rates.append(Double(try growth(before, after)) / seconds)
    }
    return rates
  }
}

extension Snapshot {
  /// Whether so much time has passed since `earlier` that samples are missing between: more than
  /// three intervals. Never where the interval is unknown.
  package func isAfterGap(since earlier: Snapshot) -> Bool {
    let intervals = [earlier.monitor?.intervalNanoseconds, monitor?.intervalNanoseconds]
    guard let interval = intervals.compactMap({ $0 }).max() else { return false }
    return timeNanoseconds - earlier.timeNanoseconds > 3 * interval
  }
}

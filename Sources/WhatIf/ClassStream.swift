import ByteBufferPool
package import Telemetry

/// What a session tells of the uses of one pool, taken in sample by sample: bounded, however long
/// it was.
package struct ClassStream: Sendable {
  /// Times that are told apart, at most twice as many: of a longer session each is longer.
  package static let limit = 256

  package let pool: PoolSample
  private let limit: Int
  private var seen: [ClassInterval] = []
  /// Samples that fall into one of them.
  package private(set) var stride = 1
  private var filled = 0
  private var latest: Snapshot?
  /// A counter fell since the last interval.
  private var isBroken = false
  /// Gets less puts when it began, and at the last sample that knew.
  private var firstOut: Int?
  private var lastOut: Int?
  /// Behind a break: what is added to gets less puts so that they go on, and the least they come
  /// to, since whatever was out before it never comes back.
  private var outShift = 0
  private var leastOut = Int.min
  /// Times between two samples of which nothing is told, since a counter fell in them.
  package private(set) var breaks = 0
  /// Whether puts had to be guessed from calls across a calibration.
  package private(set) var isEstimated = false

  /// - Parameters:
  ///   - pool: which one, as a sample of it has it.
  ///   - limit: times that are told apart, at most twice as many.
  package init(pool: PoolSample, limit: Int = limit) { (self.pool, self.limit) = (pool, limit) }

  /// Takes the next sample in. One that is not later, or that has not the pool, is passed over.
  package mutating func add(_ snapshot: Snapshot) {
    guard let sample = snapshot.pools.first(where: pool.isSame) else { return }
    guard let earlier = latest else {
      latest = snapshot
      firstOut = out(sample)
      lastOut = firstOut
      return
    }
    guard snapshot.timeNanoseconds > earlier.timeNanoseconds else { return }
    latest = snapshot
    guard let growth = PoolGrowth(from: earlier, to: snapshot, pool: pool) else {
      breaks += 1
      isBroken = true
      return
    }
    guard var interval = ClassInterval(growth, from: earlier, to: snapshot, pool: pool),
      interval.puts.count == SizeClass.count
    else { return }
    isEstimated = isEstimated || growth.isEstimated
    if isBroken { goOn(behind: earlier) }
    interval.out = out(sample)
    lastOut = interval.out ?? lastOut
    append(interval)
  }

  /// Gets less puts, as if nothing had broken. nil where unknown.
  private func out(_ sample: PoolSample) -> Int? {
    let most = ClassInterval.most
    return sample.getsLessPuts.map { raw in
      min(max(min(max(raw, -most), most) + outShift, leastOut), most)
    }
  }

  /// What comes now is of another run, whose first sample this is.
  private mutating func goOn(behind first: Snapshot) {
    isBroken = false
    (outShift, leastOut) = (0, .min)
    guard let lastOut, let before = first.pools.first(where: pool.isSame).flatMap(out) else {
      return
    }
    (outShift, leastOut) = (lastOut - before, lastOut)
  }

  private mutating func append(_ interval: ClassInterval) {
    if seen.count == 2 * limit, filled == stride { halve() }
    if filled < stride, let last = seen.indices.last {
      seen[last].merge(interval)
      filled += 1
    } else {
      seen.append(interval)
      filled = 1
    }
  }

  /// Each two become one.
  private mutating func halve() {
    seen = Swift.stride(from: 0, to: seen.count, by: 2).map { index in
      var pair = seen[index]
      if index + 1 < seen.count { pair.merge(seen[index + 1]) }
      return pair
    }
    stride *= 2
    // The last one is of as many samples as one has now.
    filled = stride
  }

  /// With what each of them lost: whatever is still out at the end.
  var intervals: [ClassInterval] {
    var all = seen
    var least: Int?
    var floors: [Int?] = []
    for interval in seen.reversed() {
      least = interval.out.map { min(least ?? $0, $0) } ?? least
      floors.append(least)
    }
    var before = firstOut
    for (index, floor) in floors.reversed().enumerated() {
      guard let floor else { continue }
      all[index].unreturned = max(floor - (before ?? floor), 0)
      before = floor
    }
    return all
  }

  /// Puts in all of it.
  package var puts: Int { seen.reduce(0) { $0 &+ $1.puts.reduce(0, &+) } }
  /// Collections that aged what lay idle.
  package var sweeps: Int { seen.reduce(0) { $0 &+ $1.sweeps } }
  /// Gets whose buffer did not come back.
  package var unreturned: Int { intervals.reduce(0) { $0 &+ $1.unreturned } }
  /// From the first sample to the last. nil where nothing is known.
  package var span: ClosedRange<Duration>? {
    guard let first = seen.first, let last = seen.last else { return nil }
    return first.start...max(last.end, first.start)
  }
  /// Whether the bytes of what was put are known, not only the class.
  package var knowsLengths: Bool { seen.allSatisfy { $0.lengthBytes != nil } }

  /// What the pool itself was seen to do. nil where nothing is known.
  var actual: Estimate? {
    let figures = seen.dropFirst().reduce(seen.first?.actual) { sum, next in
      sum.map { $0 + next.actual }
    }
    let name = ["as it ran", pool.policy].compactMap { $0 }.joined(separator: ": ")
    return figures.map { Estimate($0, name: name) }
  }
}

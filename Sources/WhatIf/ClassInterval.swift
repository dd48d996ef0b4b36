import Telemetry

/// What a pool did between two samples, as far as its classes tell.
struct ClassInterval: Equatable, Sendable {
  let start: Duration
  var end: Duration
  /// Of the time between them, that of which nothing is known.
  private(set) var unknown = Duration.zero
  /// Puts by class of their length, and their bytes: nil where they are unknown.
  var puts: [Int]
  var lengthBytes: [Int]?
  var capacityBytes: [Int]?
  /// Gets whose buffer did not come back: what is out at the end of this time and ever after, and
  /// was not before. For the stream to say, which knows what comes after.
  var unreturned: Int
  /// Gets less puts since the stream began, at the end, whatever broke in between: for the stream
  /// to say, too. nil where unknown.
  var out: Int?
  var sweeps: Int
  /// Buffers that were certainly out at the same time, at least 1.
  var together: Int
  /// What each use wrote, where it is always the same.
  var payloadBytes: Int?
  /// Capacity of new buffers at the end, in bytes; 0 where unknown.
  var defaultSize: Int
  /// What really happened.
  var actual: ActualFigures

  /// Counts stay below it when they are summed, so that those of 20 classes remain a number: a
  /// session may say anything.
  static let most = 1 << 58

  /// nil where it is not known what was put.
  init?(_ growth: PoolGrowth, from earlier: Snapshot, to later: Snapshot, pool: PoolSample) {
    guard let puts = growth.classPuts else { return nil }
    let before = earlier.pools.first(where: pool.isSame)
    let after = later.pools.first(where: pool.isSame)
    start = earlier.time
    end = later.time
    self.puts = puts
    func bytes(_ counts: [Int]?) -> [Int]? {
      counts.flatMap { $0.count == puts.count ? $0.map { min($0, Self.most) } : nil }
    }
    lengthBytes = bytes(growth.classLengthBytes)
    capacityBytes = bytes(growth.classCapacityBytes)
    unreturned = 0
    sweeps = growth.sweeps ?? 0
    // A new buffer is made when none is idle: what is idle later was out at the last miss.
    let idle = after?.retainedObjects ?? 0
    let hasMissed = growth.misses.map { $0 > 0 } ?? (idle > before?.retainedObjects ?? 0)
    together = hasMissed ? max(idle, 1) : 1
    let payloads = (earlier.workload?.payloadBytes, later.workload?.payloadBytes)
    payloadBytes = payloads.0 == payloads.1 ? payloads.0 : nil
    defaultSize = after?.defaultSize ?? 0
    actual = ActualFigures(growth, seconds: (end - start).inSeconds, pool: after)
    // Of another program's heap only a part is this pool's.
    if later.workload == nil { actual.allocatedBytes = nil }
  }

  /// Takes in what came next.
  mutating func merge(_ next: ClassInterval) {
    unknown += max(next.start - end, .zero) + next.unknown
    end = next.end
    puts = sum(puts, next.puts) ?? puts
    lengthBytes = sum(lengthBytes, next.lengthBytes)
    capacityBytes = sum(capacityBytes, next.capacityBytes)
    out = next.out
    sweeps &+= next.sweeps
    together = max(together, next.together)
    if payloadBytes != next.payloadBytes { payloadBytes = nil }
    defaultSize = max(defaultSize, next.defaultSize)
    actual = actual + next.actual
  }
}

/// What the pool itself was seen to do.
struct ActualFigures: Equatable, Sendable {
  var gets: Int?
  var misses: Int?
  var allocatedBytes: Int?
  var lengthBytes: Int?
  var capacityBytes: Int?
  /// Retained bytes times seconds.
  var spaceTime: Double?
  var seconds: Double
  var peakBytes: Int?

  init(_ growth: PoolGrowth, seconds: Double, pool: PoolSample?) {
    gets = growth.gets
    misses = growth.misses
    allocatedBytes = growth.allocSpace
    lengthBytes = growth.classLengthBytes?.reduce(0, &+)
    capacityBytes = growth.classCapacityBytes?.reduce(0, &+)
    spaceTime = pool?.retainedSpace.map { Double($0) * seconds }
    self.seconds = seconds
    peakBytes = pool?.retainedSpace
  }

  static func + (left: ActualFigures, right: ActualFigures) -> ActualFigures {
    func sum(_ a: Int?, _ b: Int?) -> Int? { a.flatMap { a in b.map { a &+ $0 } } }
    var all = left
    all.gets = sum(left.gets, right.gets)
    all.misses = sum(left.misses, right.misses)
    all.allocatedBytes = sum(left.allocatedBytes, right.allocatedBytes)
    all.lengthBytes = sum(left.lengthBytes, right.lengthBytes)
    all.capacityBytes = sum(left.capacityBytes, right.capacityBytes)
    all.spaceTime = left.spaceTime.flatMap { a in right.spaceTime.map { a + $0 } }
    all.seconds += right.seconds
    all.peakBytes = left.peakBytes.flatMap { a in right.peakBytes.map { max(a, $0) } }
    return all
  }
}

/// Sums class by class; nil where either is unknown.
private func sum(_ a: [Int]?, _ b: [Int]?) -> [Int]? {
  guard let a, let b, a.count == b.count else { return nil }
  return zip(a, b).map { min($0 + $1, ClassInterval.most) }
}

/// What a pool has done since it was made, and what it holds now.
///
/// Counts are cumulative, each with a single writer a worker. They are summed while other threads
/// go on, so that they belong to about the same instant; when nobody uses the pool they agree
/// exactly.
public struct PoolCounters: Equatable, Sendable {
  /// Gets answered by the calling thread's own cache.
  public var hits = 0
  /// Gets answered by another thread's cache.
  public var steals = 0
  /// Gets answered by what the last sweep put aside.
  public var victimHits = 0
  /// Gets answered by a new buffer.
  public var misses = 0
  /// Puts whose buffer was freed: the retention policy did not want it, or the thread was one of
  /// more than 256 at once and has no cache.
  public var drops = 0
  /// Buffers that went out of scope without a put.
  public var abandoned = 0
  /// Calls of `sweep()`.
  public var sweeps = 0
  /// Buffers that sweeps freed.
  public var evictions = 0
  /// Puts by the size class of their length, since the start.
  public var putsByClass = [Int](repeating: 0, count: SizeClass.count)
  /// Bytes written in the buffers of `putsByClass` when they were put. Divided by the capacity, it
  /// is their utilisation.
  public var lengthBytesByClass = [Int](repeating: 0, count: SizeClass.count)
  /// Capacity of the buffers of `putsByClass` when they were put, in bytes.
  public var capacityBytesByClass = [Int](repeating: 0, count: SizeClass.count)
  /// Times that a buffer had to grow after its get, its first block of memory included.
  public var growths = 0
  /// Bytes that growing copied from a smaller block to a larger one.
  public var growthBytes = 0
  /// Puts by the size class of their length, since the last calibration; all 0 under a retention
  /// policy that never calibrates.
  public var calls = [Int](repeating: 0, count: SizeClass.count)
  /// The thresholds in force, in bytes, whichever policy set them.
  public var calibration = Calibration()
  /// How often the thresholds were calibrated.
  public var calibrations = 0
  /// Capacity of the idle buffers in the caches, victims included, in bytes.
  public var retainedBytes = 0
  /// Number of idle buffers in the caches, victims included.
  public var retainedObjects = 0

  /// All zero.
  public init() {}

  /// Every get is answered in one of four ways.
  public var gets: Int { hits + steals + victimHits + misses }

  /// Every put is of one size class.
  public var puts: Int { putsByClass.reduce(0, +) }

  /// Puts whose buffer the pool took: those that it did not drop.
  public var kept: Int { puts - drops }

  /// Buffers that callers hold now, at least 0. Exact while nobody uses the pool; else off by the
  /// few gets and puts that came while it was read: too high, or too low where buffers are got on
  /// one thread and put on another.
  public var outstanding: Int { max(gets - puts - abandoned, 0) }
}

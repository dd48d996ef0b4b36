/// What a calibration decides: the capacity of new buffers and the capacity above which a returned
/// buffer is dropped.
///
/// A value and a rule without state, so that the rule can be tested alone.
/// Source: `calibrate` in bytebufferpool's pool.go.
public struct Calibration: Equatable, Sendable {
  /// More calls than this in one class start a calibration (`calibrateCallsThreshold`).
  public static let callsThreshold = 42_000

  /// The share of calls, by most popular class first, that the maximum size has to cover
  /// (`maxPercentile`).
  public static let percentile = 0.95

  /// Capacity of a new buffer in bytes. 0 before the first calibration: new buffers start empty. A
  /// pool brings it into 0 to 1 TiB.
  public var defaultSize: Int

  /// Capacity above which a returned buffer is dropped, in bytes. 0 before the first calibration:
  /// everything is kept; so it is if a policy of your own says less than 0.
  public var maxSize: Int

  /// Thresholds as given, in bytes; without arguments those of a pool that never calibrated.
  public init(defaultSize: Int = 0, maxSize: Int = 0) {
    self.defaultSize = defaultSize
    self.maxSize = maxSize
  }

  /// Decides from the calls that each class has had since the last calibration.
  ///
  /// The classes are walked by popularity, not by size, and the walk ends before a class once the
  /// calls so far exceed ⌊0.95 × total⌋. Of classes with equally many calls the smaller comes
  /// first; Go's unstable sort leaves that open.
  public init(calls: [Int]) {
    precondition(calls.count == SizeClass.count, "one count for each size class")
    let popular = SizeClass.all.sorted { left, right in
      (calls[right.index], left.index) < (calls[left.index], right.index)
    }
    let enough = Int(Double(calls.reduce(0, +)) * Self.percentile)
    var covered = 0
    defaultSize = popular[0].size
    maxSize = defaultSize
    for sizeClass in popular {
      if covered > enough { break }
      covered += calls[sizeClass.index]
      maxSize = max(maxSize, sizeClass.size)
    }
  }
}

/// The least and the most that a figure can be.
package struct Bounds: Equatable, Sendable {
  package var low: Double
  package var high: Double

  package init(_ low: Double, _ high: Double) { (self.low, self.high) = (low, high) }
  package init(_ value: Double) { self.init(value, value) }

  package var isExact: Bool { low == high }
  package var middle: Double { (low + high) / 2 }

  func joined(_ other: Bounds) -> Bounds { Bounds(min(low, other.low), max(high, other.high)) }
}

/// What a policy comes to. nil is unknown.
package struct Estimate: Equatable, Sendable {
  package let name: String
  /// Bytes that lie idle: mean over time, and the most.
  package var retainedMean: Bounds?
  package var retainedPeak: Bounds?
  /// Of 1,000 gets, those that need a new buffer. nil without gets.
  package var misses: Bounds?
  /// Bytes allocated for new buffers and for growing them.
  package var allocated: Bounds?
  /// Length of what is put divided by its capacity, 0 to 1. nil where nothing is put.
  package var utilisation: Bounds?
  /// None costs less memory and allocation together, by much.
  package var isBest = false

  init(name: String) { self.name = name }

  package init(_ trial: Trial) {
    name = trial.contender.name
    let tally = trial.tally
    retainedMean = Bounds(trial.meanRetainedBytes)
    retainedPeak = Bounds(Double(trial.peakBytes))
    misses = Self.share(tally.misses, tally.gets).map { Bounds($0 * 1000) }
    allocated = Bounds(Double(tally.allocatedBytes))
    utilisation = Self.share(tally.lengthBytes, tally.capacityBytes).map { Bounds(min($0, 1)) }
  }

  /// What was really seen.
  init(_ actual: ActualFigures, name: String) {
    self.name = name
    if let space = actual.spaceTime, actual.seconds > 0 {
      retainedMean = Bounds(space / actual.seconds)
    }
    retainedPeak = actual.peakBytes.map { Bounds(Double($0)) }
    misses = Self.share(actual.misses, actual.gets).map { Bounds($0 * 1000) }
    allocated = actual.allocatedBytes.map { Bounds(Double($0)) }
    utilisation = Self.share(actual.lengthBytes, actual.capacityBytes).map { Bounds(min($0, 1)) }
  }

  private static func share(_ part: Int?, _ whole: Int?) -> Double? {
    guard let part, let whole, whole > 0 else { return nil }
    return Double(part) / Double(whole)
  }

  /// From the least to the most of both.
  func joined(_ other: Estimate) -> Estimate {
    func join(_ a: Bounds?, _ b: Bounds?) -> Bounds? { a.map { a in b.map(a.joined) ?? a } ?? b }
    var all = self
    all.retainedMean = join(retainedMean, other.retainedMean)
    all.retainedPeak = join(retainedPeak, other.retainedPeak)
    all.misses = join(misses, other.misses)
    all.allocated = join(allocated, other.allocated)
    all.utilisation = join(utilisation, other.utilisation)
    return all
  }
}

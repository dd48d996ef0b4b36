import Telemetry

/// Buffers that are larger than the lengths that are put in them explain.
struct Oversize {
  /// Mean bytes of one; of dropped ones, of what is allocated that may be one.
  let meanSpace: Double
  /// Upper bound of the largest class of lengths that such buffers were put with, in bytes.
  let lengths: Int
  /// Whether most were put with a length of the smallest class, as empty ones are.
  let areEmptied: Bool
  /// Share of gets that need a new buffer, since none is kept: at most 1. nil before the first
  /// calibration: all are kept.
  let dropped: Double?
}

extension PoolView {
  /// Whether what is dropped would show from outside: before the first calibration nothing is;
  /// after it, where the sizes of what the program allocates are known.
  var tellsDrops: Bool {
    sample.maxSize == 0 || outside?.misses != nil && outside?.larger != nil
  }

  /// nil where nothing is oversized, or not all of the evidence is there.
  var oversize: Oversize? {
    guard let outside, outside.puts >= Self.fewest, let maxSize = sample.maxSize else { return nil }
    return maxSize == 0 ? oversizeThatIsKept(outside) : oversizeThatIsDropped(outside, maxSize)
  }

  /// Before the first calibration `calls` are all that were ever put, and everything is kept: what
  /// lies in the pool has to be explained by them. A buffer that grew has at most twice the
  /// capacity of its length, so that one class more explains it.
  private func oversizeThatIsKept(_ outside: OutsideView) -> Oversize? {
    guard sample.defaultSize == 0, let largest = sample.calls?.lastIndex(where: { $0 > 0 }),
      sizeClasses.indices.contains(largest), let idle = outside.idle
    else { return nil }
    let all = idle.classes.reduce(0, +)
    // Three objects at least, in all looks together.
    guard all >= 3, idle.classes.dropFirst(largest + 2).reduce(0, +) * 2 >= all else { return nil }
    return Oversize(
      meanSpace: idle.meanSpace, lengths: sizeClasses[largest],
      areEmptied: outside.areMostOfLengthZero, dropped: nil)
  }

  /// After it, what is put with a length below the maximum size and is dropped all the same. Nobody
  /// counts drops; but nothing is ever found in the pool, each put goes with a new buffer, and with
  /// something much larger than the pool keeps, which make up most of what the program allocates.
  private func oversizeThatIsDropped(_ outside: OutsideView, _ maxSize: Int) -> Oversize? {
    guard let size = sizeClasses.firstIndex(of: maxSize), outside.emptyShare == 1,
      let misses = outside.misses, let larger = outside.larger,
      outside.classPuts.prefix(size + 1).reduce(0, +) * 2 >= outside.puts,
      misses >= Self.nearlyAll * outside.puts, larger.objects >= Self.nearlyAll * outside.puts,
      larger.space * 2 >= outside.allocated, larger.space >= 2 * Double(maxSize) * larger.objects
    else { return nil }
    return Oversize(
      meanSpace: larger.space / larger.objects, lengths: maxSize,
      areEmptied: outside.areMostOfLengthZero, dropped: min(misses / outside.puts, 1))
  }

  /// Allocations are counted a little later than puts.
  private static let nearlyAll = 0.8
}

extension OutsideView {
  /// Or at least of a length in the smallest class.
  fileprivate var areMostOfLengthZero: Bool { (classPuts.first ?? 0) * 2 >= puts }
}

extension PoolView {
  /// Mean of the lengths put as far as their classes tell: at most so long, in bytes. nil with too
  /// few puts.
  var longestMeanLength: Double? {
    guard let outside, outside.puts >= Self.fewest, outside.classPuts.count == sizeClasses.count
    else { return nil }
    let bytes = zip(outside.classPuts, sizeClasses).reduce(0) { $0 + $1.0 * Double($1.1) }
    return bytes / outside.puts
  }
}

/// What a calibration would decide if it came now, and how near that is to another decision.
///
/// The rule is bytebufferpool's: classes are taken by calls, the most popular first, until together
/// they have more than 95 % of all calls; the largest of those taken is the maximum size. So the
/// maximum size hangs on two sums, one at each of its sides:
///
/// - It would be larger if the classes before the most popular *larger* one did not reach 95 %:
///   `widening` is by how much they are above.
/// - It would be smaller if the classes before the one that sets it reached 95 %: `narrowing` is by
///   how much they are below.
///
/// Both are shares of calls, 0.01 for a percentage point: so many of all calls would have to fall
/// on other classes, while the order of the classes by calls stays as it is. They are of calls as
/// they are now; calls to come may differ. Beyond bytebufferpool's own policy they mean nothing.
package struct CalibrationEdge: Equatable, Sendable {
  /// The share of calls that the maximum size has to cover: `maxPercentile` in bytebufferpool.
  package static let percentile = 0.95

  /// The class that would become the default size: that with the most calls.
  package var defaultClass: Int
  /// The class that would become the maximum size.
  package var maxClass: Int
  /// Share of the calls that the classes taken have together, above 0.95 to 1.
  package var coveredShare: Double
  /// Calls above the edge, at least 0 and at most 0.05; nil where no larger class has calls.
  package var widening: Double?
  /// Calls below the edge, from 0 to 0.95; nil where the most popular class sets the maximum size:
  /// it always does.
  package var narrowing: Double?
  /// The class that would be the maximum size beyond each of the two. nil where the share is.
  package var widerClass: Int?
  package var narrowerClass: Int?

  /// How far the maximum size is from another: the smaller of the two. nil if nothing can change it
  /// but another order of the classes.
  package var distance: Double? { [widening, narrowing].compactMap { $0 }.min() }

  /// From the calls since the last calibration; nil where they are unknown or all 0.
  package init?(_ pool: PoolSample) {
    guard let calls = pool.calls else { return nil }
    let total = calls.reduce(0, +)
    guard total > 0 else { return nil }
    // Of classes with equally many calls the smaller comes first, as in the pool.
    let popular = calls.indices.sorted { (calls[$0], $1) > (calls[$1], $0) }
    let enough = Int(Double(total) * Self.percentile)
    // The calls of all classes before each.
    var (before, sum) = ([Int](), 0)
    for index in popular {
      before.append(sum)
      sum += calls[index]
    }
    let taken = before.prefix { $0 <= enough }.count
    defaultClass = popular[0]
    let largest = popular[..<taken].max() ?? popular[0]
    maxClass = largest
    let covered = taken < popular.count ? before[taken] : total
    coveredShare = Double(covered) / Double(total)

    let larger = popular.indices.first { popular[$0] > largest && calls[popular[$0]] > 0 }
    widerClass = larger.map { popular[$0] }
    widening = larger.map { Double(before[$0]) / Double(total) - Self.percentile }
    let place = popular.firstIndex(of: largest) ?? 0
    narrowing = place == 0 ? nil : Self.percentile - Double(before[place]) / Double(total)
    narrowerClass = popular[..<place].max()
  }
}

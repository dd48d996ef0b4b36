import Glibc
import Telemetry

/// A vertical axis with round numbers on it.
package struct ValueAxis: Equatable, Sendable {
  package enum Kind: Sendable {
    case bytes, bytesPerSecond, perSecond, share, cores
    /// Logarithmic: sizes in bytes, times in nanoseconds. What is 0 has no place there.
    case sizes, nanoseconds

    var isLogarithmic: Bool { self == .sizes || self == .nanoseconds }

    /// A value as people read it.
    package func text(_ value: Double) -> String {
      switch self {
      case .bytes: Quantity.bytes(value)
      case .bytesPerSecond: Quantity.bytesPerSecond(value)
      case .perSecond: Quantity.perSecond(value)
      case .share: Quantity.percent(value)
      case .cores: Quantity.cores(value)
      case .sizes: Quantity.roundBytes(value)
      case .nanoseconds: Quantity.nanoseconds(value)
      }
    }
  }

  package let kind: Kind
  /// Where a line crosses the graph, lowest first: the ends of the axis, and some between.
  package let ticks: [Double]

  /// The axis that holds these values.
  package init(_ kind: Kind, holding range: ClosedRange<Double>) {
    self.kind = kind
    switch kind {
    case .share: ticks = [0, 0.25, 0.5, 0.75, 1]
    case .sizes: ticks = Self.powers(of: 2, holding: range, least: 2)
    case .nanoseconds: ticks = Self.powers(of: 10, holding: range, least: 1)
    case .bytes, .bytesPerSecond:
      ticks = Self.multiples(
        range.upperBound, atLeast: 4, steps: (0..<10).map { exp2(Double($0)) }, 1024)
    case .perSecond: ticks = Self.multiples(range.upperBound, atLeast: 1, steps: [1, 2, 5], 10)
    case .cores:
      // In whole percents.
      let percents = Self.multiples(range.upperBound * 100, atLeast: 1, steps: [1, 2, 5], 10)
      ticks = percents.map { $0 / 100 }
    }
  }

  /// From 0 on in steps that are a power of `base` times one of `steps`, five lines at most.
  private static func multiples(
    _ highest: Double, atLeast least: Double, steps: [Double], _ base: Double
  ) -> [Double] {
    let highest = highest.isFinite ? max(highest, least) : least
    var unit = 1.0
    while unit > highest / 4 { unit /= base }
    while unit * base <= highest / 4 { unit *= base }
    let step = (steps + [base]).map { $0 * unit }.first { highest / $0 <= 4 } ?? unit * base
    return (0...Int((highest / step).rounded(.up))).map { Double($0) * step }
  }

  /// Powers of `base` around the values, `least` steps apart at least, five lines at most.
  private static func powers(
    of base: Double, holding range: ClosedRange<Double>, least: Int
  ) -> [Double] {
    func power(_ value: Double) -> Double { log2(max(value, 1)) / log2(base) }
    var low = Int(power(range.lowerBound).rounded(.down))
    // A hair of tolerance, so that a power itself is not taken for more.
    var high = max(Int((power(range.upperBound) - 1e-9).rounded(.up)), low)
    // A value that never changes stands in the middle.
    low = max(low - max(least - (high - low), 0) / 2, 0)
    high = max(high, low + least)
    let step = max((high - low + 3) / 4, 1)
    let count = (high - low + step - 1) / step
    return (0...count).map { pow(base, Double(low + $0 * step)) }
  }

  /// How far up a value lies, 0 at the bottom and 1 at the top. nil where it has no place.
  package func fraction(_ value: Double) -> Double? {
    guard let low = ticks.first, let high = ticks.last, value.isFinite else { return nil }
    guard kind.isLogarithmic else { return min(max((value - low) / (high - low), 0), 1) }
    guard value > 0 else { return nil }
    return min(max(log2(value / low) / log2(high / low), 0), 1)
  }

  /// What stands at a tick.
  package func label(_ tick: Double) -> String {
    switch kind {
    case .bytes, .sizes: return tick == 0 ? "0" : Quantity.roundBytes(tick)
    case .bytesPerSecond: return tick == 0 ? "0" : Quantity.roundBytesPerSecond(tick)
    case .perSecond: return tick == 0 ? "0" : Quantity.roundPerSecond(tick)
    case .nanoseconds: return Quantity.roundNanoseconds(tick)
    case .share, .cores:
      let isWhole = ticks.allSatisfy { abs($0 * 100 - ($0 * 100).rounded()) < 1e-6 }
      return "\(Quantity.fixed(tick * 100, decimals: isWhole ? 0 : 2)) %"
    }
  }
}

/// A horizontal axis: the time since the session began.
package struct TimeAxis: Equatable, Sendable {
  /// In seconds; never without length.
  package let span: ClosedRange<Double>
  private let step: Double

  private static let steps: [Double] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]
    + [1, 2, 5, 10, 15, 30].map { $0 * 60 } + [1, 2, 3, 6, 12].map { $0 * 3600 }

  /// - Parameter parts: how many parts round times may cut it into.
  package init(_ span: ClosedRange<Double>, parts: Double = 8) {
    let length = max(span.upperBound - span.lowerBound, 0.001)
    self.span = span.lowerBound...(span.lowerBound + length)
    let days = (length / parts / 86_400).rounded(.up) * 86_400
    step = Self.steps.first { length / $0 <= parts } ?? days
  }

  /// Round times inside the span: one more than there may be parts, at most.
  package var ticks: [Double] {
    let first = (span.lowerBound / step - 1e-9).rounded(.up)
    let last = (span.upperBound / step + 1e-9).rounded(.down)
    return first > last ? [] : (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  package func label(_ tick: Double) -> String {
    let length = span.upperBound - span.lowerBound
    return Quantity.axisTime(
      .nanoseconds(Int((tick * 1e9).rounded())), span: .nanoseconds(Int(length * 1e9)))
  }

  /// How far right a time lies, from 0 to 1.
  package func fraction(_ time: Double) -> Double {
    min(max((time - span.lowerBound) / (span.upperBound - span.lowerBound), 0), 1)
  }
}

/// A vertical axis up to a round number: linear from zero, or logarithmic from a least value.
package struct Scale: Equatable, Sendable {
  package let maximum: Double
  /// Where a logarithmic axis begins, above 0; what is less lies on its floor. nil is linear.
  package private(set) var floor: Double?

  init(maximum: Double) { self.maximum = maximum }

  /// The smallest round maximum that holds `value`: 1, 2, 4, 6, 8 or 10 times a power of ten.
  package static func decimal(holding value: Double, atLeast least: Double) -> Scale {
    Scale(maximum: roundedUp(value, least, steps: [1, 2, 4, 6, 8, 10], base: 10))
  }

  /// The smallest round maximum that holds `value` bytes: as above, but of binary units, so that
  /// the half of it is round as well.
  package static func binary(holding value: Double, atLeast least: Double) -> Scale {
    let steps = [1.0, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 100, 128, 160, 200, 256]
    let wide = steps + [320, 400, 512, 640, 800, 1024]
    return Scale(maximum: roundedUp(value, least, steps: wide, base: 1024))
  }

  /// The same axis, logarithmic: an even number of powers of `base` down from the maximum, so that
  /// its middle is round as well.
  package func logarithmic(base: Double, powers: Int) -> Scale {
    var scale = self
    var floor = maximum
    for _ in 0..<powers { floor /= base }
    scale.floor = floor
    return scale
  }

  /// - Precondition: `least` is above 0 and finite.
  private static func roundedUp(
    _ value: Double, _ least: Double, steps: [Double], base: Double
  ) -> Double {
    let value = value.isFinite ? max(value, least) : least
    var unit = 1.0
    while unit * base < value { unit *= base }
    while unit >= value * base { unit /= base }
    // The last step is the base itself, which the first loop has made large enough.
    return unit * (steps.first { unit * $0 >= value } ?? base)
  }

  /// Where a value lies, from 0 at the bottom to 1 at the top; clamped.
  package func fraction(_ value: Double) -> Double {
    guard value.isFinite else { return 0 }
    guard let floor else { return min(max(value / maximum, 0), 1) }
    return value <= floor ? 0 : min(Logarithm.ratio(value / floor, maximum / floor), 1)
  }

  /// The value in the middle of the axis.
  var middle: Double { floor.map { ($0 * maximum).squareRoot() } ?? maximum / 2 }
}

/// Logarithms without a mathematics library, which would be one dependency for one function.
private enum Logarithm {
  /// log(value) / log(whole), for values of 1 or more.
  static func ratio(_ value: Double, _ whole: Double) -> Double {
    let whole = binary(whole)
    return whole > 0 ? binary(value) / whole : 0
  }

  /// log2 of a value of 1 or more: the exponent, and 16 bits of the rest by squaring.
  private static func binary(_ value: Double) -> Double {
    var (result, rest, bit) = (Double(value.exponent), value.significand, 0.5)
    for _ in 0..<16 {
      rest *= rest
      if rest >= 2 {
        rest /= 2
        result += bit
      }
      bit /= 2
    }
    return result
  }
}

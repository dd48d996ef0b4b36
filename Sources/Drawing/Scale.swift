/// A vertical axis from zero to a round number.
package struct Scale: Equatable, Sendable {
  package let maximum: Double

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
    return min(max(value / maximum, 0), 1)
  }
}

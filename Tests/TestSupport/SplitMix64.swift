import Glibc

/// A small random generator whose run is its seed. Source: Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators", 2014.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  package mutating func chance(_ share: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < share
  }

  /// A generator from the seed of a test, which is printed: POOLMON_SEED repeats its run.
  package static func seeded(_ test: String) -> SplitMix64 {
    SplitMix64(state: seed(of: test))
  }

  package static func seed(of test: String) -> UInt64 {
    let seed = number("POOLMON_SEED") ?? UInt64.random(in: 0 ... .max)
    print("\(test): POOLMON_SEED=\(seed)")
    return seed
  }

  /// What POOLMON_STEPS asks for, to lengthen a test of random steps; or as many as are usual.
  package static func steps(usually count: Int) -> Int { number("POOLMON_STEPS") ?? count }

  private static func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
    getenv(name).flatMap { Number(String(cString: $0)) }
  }
}

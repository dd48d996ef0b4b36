/// Says yes to an exact share of questions, evenly spread: 5 % is every twentieth one.
struct Proportion: Equatable, Sendable {
  private var owed = 0.0

  /// `share` is from 0 to 1 and may change between questions.
  mutating func next(_ share: Double) -> Bool {
    owed += share
    // Twentieths do not add up to exactly 1 in binary.
    guard owed > 1 - 1e-9 else { return false }
    owed -= 1
    return true
  }
}

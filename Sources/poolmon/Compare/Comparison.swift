import Reports
import Telemetry

/// Two ways to run, each as often as the other, in turn.
struct Comparison: Sendable {
  /// One way: what it is called, and its runs.
  struct Side: Sendable {
    let label: String
    var runs: [RunReading] = []

    init(_ label: String) { self.label = label }

    /// nil if any run did not know.
    func values(_ figure: Figure) -> [Double]? {
      let values = runs.compactMap(figure.value)
      return values.isEmpty || values.count < runs.count ? nil : values
    }
  }

  /// The middle of several values, and their ends.
  struct Spread: Equatable, Sendable {
    let median: Double
    let low: Double
    let high: Double

    /// nil without values.
    init?(_ values: [Double]) {
      let sorted = values.sorted()
      guard let low = sorted.first, let high = sorted.last else { return nil }
      let middle = sorted.count / 2
      self.low = low
      self.high = high
      median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
  }

  /// What both have in common, in words.
  let subject: [String]
  /// Of each run.
  let duration: Duration
  var a: Side
  var b: Side

  func spread(_ figure: Figure, of side: Side) -> Spread? {
    side.values(figure).flatMap(Spread.init)
  }

  /// b ÷ a of the runs that were next to each other. nil where either is unknown or a is 0.
  func ratio(_ figure: Figure) -> Spread? {
    guard let above = b.values(figure), let below = a.values(figure), !below.contains(0) else {
      return nil
    }
    return Spread(zip(above, below).map { $0 / $1 })
  }
}

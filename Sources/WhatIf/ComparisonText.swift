import ByteBufferPool
package import Telemetry

/// Policies side by side in words: what a table of them says, and how its figures come about.
package struct ComparisonText: Sendable {
  /// One policy. The figures are in the order of `columns`.
  package struct Row: Sendable {
    /// By which a plot names it; nil for what was really seen.
    let letter: Unicode.Scalar?
    let name: String
    package let isBest: Bool
    package let figures: [String]

    /// "● c calibrated": whether it is best, its letter and its name.
    package var label: String {
      letter.map { "\(isBest ? "●" : " ") \($0) \(name)" } ?? "    \(name)"
    }
  }

  /// The most important first.
  package static let columns = [
    "retained", "allocated", "misses/1,000", "at most", "utilisation",
  ]

  package let rows: [Row]
  /// Which are the best, and by what: a sentence or two.
  package let verdict: [String]

  package init(_ comparison: PolicyComparison) {
    var rows = comparison.policies.enumerated().map { Self.row($1, letter: Self.letter($0)) }
    verdict = Self.verdict(comparison, rows)
    if let actual = comparison.actual { rows.append(Self.row(actual, letter: nil)) }
    self.rows = rows
  }

  private static func verdict(_ comparison: PolicyComparison, _ rows: [Row]) -> [String] {
    guard comparison.isExplained else {
      return [
        "The pool retains more than lengths put in it explain:",
        "which policy is best is not told.",
      ]
    }
    let best = rows.filter(\.isBest).map { "\($0.letter.map(String.init) ?? "") \($0.name)" }
    if best.count == rows.count { return ["● every policy is as good for these uses"] }
    return [
      "● best for these uses: " + best.joined(separator: "; "),
      "(the least of what is retained and what is allocated in a second"
        + (comparison.isExact ? ")" : ", by their high ends)"),
    ]
  }

  /// A letter for each policy. There are fewer of them than letters.
  package static func letter(_ index: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt8(ascii: "a") + UInt8(min(index, 25)))
  }

  private static func row(_ policy: Estimate, letter: Unicode.Scalar?) -> Row {
    Row(
      letter: letter, name: policy.name, isBest: policy.isBest,
      figures: [
        range(policy.retainedMean, Quantity.bytes), range(policy.allocated, Quantity.bytes),
        range(policy.misses, perThousand), range(policy.retainedPeak, Quantity.bytes),
        range(policy.utilisation, Quantity.percent),
      ])
  }

  /// "1.02–33.4 MiB", with one unit where both have the same; "–" where unknown.
  static func range(_ bounds: Bounds?, _ write: (Double) -> String) -> String {
    guard let bounds else { return "–" }
    let (low, high) = (write(bounds.low), write(bounds.high))
    guard low != high else { return low }
    let figures = low.prefix { $0.isNumber || "<>.,".contains($0) }
    let unit = low.dropFirst(figures.count)
    return high.hasSuffix(unit) && high.dropLast(unit.count).allSatisfy { !$0.isLetter }
      ? "\(figures)–\(high)" : "\(low)–\(high)"
  }

  private static func perThousand(_ misses: Double) -> String {
    if misses > 0 && misses < 0.01 { return "<0.01" }
    return Quantity.fixed(misses, decimals: misses == 0 || misses >= 99.95 ? 0 : 2)
  }

  /// How figures of what a session tells come about, a sentence each.
  package static func notes(_ comparison: PolicyComparison, of stream: ClassStream) -> [String] {
    var notes: [String] = []
    if !comparison.isExact {
      notes.append(
        "A range is the least and the most over what "
          + (stream.knowsLengths
            ? "size classes do not tell: lengths, order, capacity asked for."
            : "calls by size class do not tell: lengths in the class, order."))
    }
    if stream.isEstimated, !comparison.isExact {
      notes.append("Calls before a calibration are taken to be as those that were seen.")
    }
    // Those that are out when a sample is taken come back.
    if stream.unreturned > stream.puts / 1000 {
      let gets = Quantity.count(stream.unreturned, "get was", "gets were")
      notes.append(
        "\(gets) not put back: under every policy alike, "
          + "as long as what was.")
    }
    if !stream.knowsLengths, !comparison.isExact {
      notes.append(
        "Capacities are taken to fit the lengths: what was given larger buffers than it filled "
          + "retains more.")
    }
    if stream.stride > 1, !comparison.isExact {
      notes.append("\(Quantity.count(stream.stride)) samples at a time are taken as one.")
    }
    if stream.sweeps > 0 {
      notes.append(
        "Collections come when they came; under a policy that allocates less there would be fewer.")
    }
    if stream.breaks > 0 {
      notes.append(
        Quantity.count(stream.breaks, "time", "times")
          + " a counter fell; what lies between is left out.")
    }
    return notes + [emptyPool]
  }

  /// What holds of every comparison.
  package static let emptyPool =
    "Policies begin with an empty pool; tiers are told at each get how much is needed."
}

extension ClassStream {
  /// Whether a pool's samples tell what is put, so that policies can be compared.
  package static func knows(_ pool: PoolSample, sizeClasses: [Int]) -> Bool {
    (pool.classPuts != nil || pool.calls != nil) && knows(sizeClasses: sizeClasses)
  }

  /// Whether it can be said what policies would do with classes of these upper bounds, in bytes:
  /// bytebufferpool's.
  package static func knows(sizeClasses: [Int]) -> Bool { sizeClasses == SizeClass.sizes }
}

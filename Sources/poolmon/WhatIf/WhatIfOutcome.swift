import Drawing
import Reports
import Telemetry
import WhatIf

/// Policies side by side, as text: a table, a plot, and how the figures come about.
struct WhatIfOutcome {
  private static let plotSize = Size(width: 74, height: 17)

  let session: String
  let pool: String
  let stream: ClassStream
  let comparison: PolicyComparison

  var lines: [String] { heading + [""] + table + [""] + verdict + [""] + plot + [""] + notes }

  private var heading: [String] {
    let length = stream.span.map { Quantity.preciseLength($0.upperBound - $0.lowerBound) } ?? "–"
    return ["what if: \(session) · pool \(pool) · \(Quantity.count(stream.puts)) puts in \(length)"]
  }

  // MARK: The table

  /// A letter for each policy, by which the plot names it.
  private func letter(_ index: Int) -> Unicode.Scalar {
    // Fewer policies than letters: their number is limited.
    Unicode.Scalar(UInt8(ascii: "a") + UInt8(min(index, 25)))
  }

  private var table: [String] {
    let heading = ["  policy", "retained", "at most", "misses/1,000", "allocated", "utilisation"]
    var rows = comparison.policies.enumerated().map { index, policy in
      cells(policy, name: "\(policy.isBest ? "●" : " ") \(letter(index))  \(policy.name)")
    }
    if let actual = comparison.actual { rows.append(cells(actual, name: "     \(actual.name)")) }
    let widths = heading.indices.map { column in
      let widest = ([heading] + rows).map { $0[column].count }.max() ?? 0
      return column == 0 ? widest : widest + 2
    }
    return ([heading] + rows).map { TextTable.line($0, widths: widths) }
  }

  private func cells(_ policy: Estimate, name: String) -> [String] {
    [
      name, Self.range(policy.retainedMean, Quantity.bytes),
      Self.range(policy.retainedPeak, Quantity.bytes), Self.range(policy.misses, Self.perThousand),
      Self.range(policy.allocated, Quantity.bytes),
      Self.range(policy.utilisation, Quantity.percent),
    ]
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

  // MARK: The best

  private var verdict: [String] {
    let best = comparison.policies.indices.filter { comparison.policies[$0].isBest }
    guard best.count < comparison.policies.count else {
      return ["● every policy is as good for these uses"]
    }
    let names = best.map { "\(letter($0)) \(comparison.policies[$0].name)" }
    let manner = comparison.isExact ? "" : ", by their high ends"
    return [
      "● best for these uses: " + names.joined(separator: "; "),
      "  (the least of what is retained and what is allocated in a second\(manner))",
    ]
  }

  private var plot: [String] {
    let policies = comparison.policies
    let points = policies.enumerated().compactMap { index, policy -> PointPlot.Point? in
      guard let retained = policy.retainedMean, let allocated = policy.allocated else { return nil }
      return PointPlot.Point(
        letter: letter(index), x: allocated.low...allocated.high, y: retained.low...retained.high,
        style: policy.isBest ? Style(.good, bold: true) : .value)
    }
    var canvas = Canvas(Self.plotSize)
    PointPlot(
      points: points, xScale: Self.scale(policies.compactMap(\.allocated)),
      yScale: Self.scale(policies.compactMap(\.retainedMean)), xName: "allocated →",
      yName: "retained, mean ↑", label: { Quantity.roundBytes($0) }
    ).draw(on: &canvas)
    return canvas.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// A logarithmic axis that holds all but zeros, which lie on its floor.
  private static func scale(_ bounds: [Bounds]) -> Scale {
    let values = bounds.flatMap { [$0.low, $0.high] }.filter { $0 >= 1 }
    let scale = Scale.binary(holding: values.max() ?? 1, atLeast: 1)
    var (powers, floor) = (2, scale.maximum / 4)
    while let least = values.min(), floor > least, powers < 60 {
      (powers, floor) = (powers + 2, floor / 4)
    }
    return scale.logarithmic(base: 2, powers: powers)
  }

  // MARK: Words

  /// How the figures come about, a line each.
  var notes: [String] {
    var notes: [String] = []
    if !comparison.isExact {
      notes.append(
        "A range is the least and the most of the ways in which the uses may have been that")
      notes.append(
        stream.knowsLengths
          ? "the counters by size class do not tell apart: lengths, order, capacity asked for."
          : "the calls by size class do not tell apart: the class's shortest and longest, order.")
    }
    if stream.isEstimated {
      notes.append("Calls before a calibration are taken to be as those that were seen.")
    }
    // Those that are out when a sample is taken come back.
    if stream.unreturned * 1000 > stream.puts {
      notes.append(
        "\(Quantity.count(stream.unreturned)) gets were not put back: under every policy alike, "
          + "as long as what was.")
    }
    if stream.stride > 1 {
      notes.append("\(Quantity.count(stream.stride)) samples at a time are taken as one.")
    }
    if stream.breaks > 0 {
      notes.append(
        "\(Quantity.count(stream.breaks)) times a counter fell; what lies between is left out.")
    }
    notes.append(
      "Policies begin with an empty pool; tiers are told at each get how much is needed.")
    return notes
  }
}

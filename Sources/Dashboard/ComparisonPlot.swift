package import Drawing
import Telemetry
package import WhatIf

/// Policies on two axes, memory against allocation: what costs little of both is at the lower left.
package struct ComparisonPlot: Sendable {
  private let plot: PointPlot

  package init(_ comparison: PolicyComparison) {
    let policies = comparison.policies
    let points = policies.enumerated().compactMap { index, policy -> PointPlot.Point? in
      guard let retained = policy.retainedMean, let allocated = policy.allocated else { return nil }
      return PointPlot.Point(
        letter: ComparisonText.letter(index), x: allocated.low...allocated.high,
        y: retained.low...retained.high, style: policy.isBest ? Style(.good, bold: true) : .value)
    }
    plot = PointPlot(
      points: points, xScale: Self.scale(policies.compactMap(\.allocated)),
      yScale: Self.scale(policies.compactMap(\.retainedMean)), xName: "allocated →",
      yName: "retained, mean ↑", label: { Quantity.roundBytes($0) })
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

  package func draw(on canvas: inout Canvas) { plot.draw(on: &canvas) }
}

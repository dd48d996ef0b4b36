package import Drawing
import Telemetry
package import WhatIf

/// Policies on two axes, memory against allocation: what costs little of both is at the lower left.
package struct ComparisonPlot: Sendable {
  private let plot: PointPlot

  package init(_ comparison: PolicyComparison) {
    let policies = comparison.points
    let points = policies.map { policy in
      PointPlot.Point(
        letter: policy.letter, x: policy.allocated.low...policy.allocated.high,
        y: policy.retained.low...policy.retained.high,
        style: policy.isBest ? Style(.good, bold: true) : .value)
    }
    plot = PointPlot(
      points: points, xScale: Self.scale(policies.map(\.allocated)),
      yScale: Self.scale(policies.map(\.retained)), xName: "allocated →",
      yName: "retained, mean ↑", label: { Quantity.roundBytes($0) })
  }

  /// A logarithmic axis that holds all but zeros, which lie on its floor.
  private static func scale(_ bounds: [Bounds]) -> Scale {
    let range = PolicyPoint.range(bounds)
    let scale = Scale.binary(holding: range.upperBound, atLeast: 1)
    var (powers, floor) = (2, scale.maximum / 4)
    while floor > range.lowerBound, powers < 60 {
      (powers, floor) = (powers + 2, floor / 4)
    }
    return scale.logarithmic(base: 2, powers: powers)
  }

  package func draw(on canvas: inout Canvas) { plot.draw(on: &canvas) }
}

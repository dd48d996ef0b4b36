import Telemetry
import WhatIf

/// Policies on two logarithmic axes, what is retained against what is allocated, as SVG. A range is
/// a cross whose arms are its ends.
struct PolicyPlot {
  /// Above the plot: the name of the vertical axis. Below it: that of the horizontal one.
  private static let top = 22.0
  private static let below = 18.0

  private let points: [PolicyPoint]
  private let retainedAxis: ValueAxis
  private let allocatedAxis: ValueAxis

  init(_ comparison: PolicyComparison) {
    points = comparison.points
    retainedAxis = ValueAxis(.sizes, holding: PolicyPoint.range(points.map(\.retained)))
    allocatedAxis = ValueAxis(.sizes, holding: PolicyPoint.range(points.map(\.allocated)))
  }

  private var description: String {
    let words = points.map { point in
      "\(point.letter) \(point.name): \(retainedAxis.kind.text(point.retained.middle)) retained, "
        + "\(allocatedAxis.kind.text(point.allocated.middle)) allocated"
    }
    return words.joined(separator: "; ") + "."
  }

  func draw(_ form: PictureForm, id: String, into markup: inout Markup) {
    let area = PlotArea(form, top: Self.top)
    markup.picture(
      form, height: area.height + Self.below, id: id, title: "What policies retain and allocate",
      description: description
    ) {
      $0.label("retained, mean", "tick", x: area.left, y: 12)
      for tick in retainedAxis.ticks {
        let y = area.y(retainedAxis.fraction(tick) ?? 0)
        $0.line("grid", area.left, y, area.right, y)
        $0.label(retainedAxis.label(tick), "tick", x: area.left - 8, y: y + 4, anchor: "end")
      }
      for tick in allocatedAxis.ticks {
        let x = area.x(allocatedAxis.fraction(tick) ?? 0)
        $0.line("grid", x, area.top, x, area.bottom)
        $0.label(allocatedAxis.label(tick), "tick", x: x, y: area.bottom + 17, anchor: "middle")
      }
      $0.line("axis", area.left, area.bottom, area.right, area.bottom)
      $0.label("allocated", "tick", x: area.right, y: area.bottom + 36, anchor: "end")
      drawPoints(area, into: &$0)
    }
  }

  private func drawPoints(_ area: PlotArea, into markup: inout Markup) {
    func x(_ value: Double) -> Double { area.x(allocatedAxis.fraction(value) ?? 0) }
    func y(_ value: Double) -> Double { area.y(retainedAxis.fraction(value) ?? 0) }
    var taken: [(x: Double, y: Double)] = []
    for point in points {
      let (left, right) = (x(point.allocated.low), x(point.allocated.high))
      let (low, high) = (y(point.retained.low), y(point.retained.high))
      let middle = (x: (left + right) / 2, y: (low + high) / 2)
      if right - left > 1 { markup.line("mark", left, middle.y, right, middle.y) }
      if low - high > 1 { markup.line("mark", middle.x, low, middle.x, high) }
      // A letter goes right of those that are there already.
      var place = middle
      while taken.contains(where: { abs($0.x - place.x) < 10 && abs($0.y - place.y) < 12 }) {
        place.x += 11
      }
      taken.append(place)
      markup.label(
        String(point.letter), point.isBest ? "name l2" : "name", x: place.x, y: place.y + 4,
        anchor: "middle")
    }
  }
}

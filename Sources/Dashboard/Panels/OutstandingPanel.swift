import Drawing
import Telemetry

/// Buffers that callers hold, and whether they become more: the mark of a true leak.
struct OutstandingPanel: Panel {
  let title = "outstanding"
  let isOverTime = true
  let placement = PanelPlacement(
    .moreGraphs, rank: 12, height: 5...8, isElastic: true, isEssential: false)

  func hasContent(_ scene: Scene) -> Bool { !scene.isOfAnotherProgram }

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let count = scene.poolSample?.outstanding else { return ["\(unknown)"] }
    let now = Phrase("\(Quantity.count(count)) \(count == 1 ? "buffer" : "buffers")")
    let value = value(scene)
    let known = scene.seen.compactMap { moment in
      value(moment.snapshot).map { (time: moment.time, value: Double($0)) }
    }
    guard let trend = Trend(known) else { return [now] }
    let isGrowing = trend.slope > 2 * trend.error && trend.slope > 0
    let slope = "\(trend.slope >= 0 ? "+" : "")\(Quantity.perSecond(trend.slope))"
    return [now, Phrase("slope \(slope)", isGrowing ? .warning : .text)]
  }

  private func value(_ scene: Scene) -> (Snapshot) -> Int? {
    { [index = scene.view.poolIndex] snapshot in
      snapshot.pools.indices.contains(index) ? snapshot.pools[index].outstanding : nil
    }
  }

  func scale(_ scene: Scene, size: Size) -> Scale? {
    scale(scene, TimeGraph(scene, width: size.width).values(value(scene)))
  }

  private func scale(_ scene: Scene, _ points: [TimeGraph.Point]) -> Scale {
    let highest = points.compactMap(\.value).max() ?? 0
    return scene.scale(of: self, .decimal(holding: highest, atLeast: 4), base: 10)
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let points = graph.values(value(scene))
    var series = LineGraph.Series(points: points, style: Style(.bar), isFilled: true)
    series.marksPeak = true
    let lines = graph.lineGraph(
      [series], scale: scale(scene, points), label: Quantity.roundCount,
      peakLabel: Quantity.roundCount)
    lines.draw(on: &canvas)
  }
}

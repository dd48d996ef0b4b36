import Drawing
import Telemetry

/// The process's RSS over time and its peak, and where memory is collected, what of it is live,
/// garbage, and the goal.
struct MemoryPanel: Panel {
  let title = "memory"
  let fullHeight = 9
  let isElastic = true

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let process = scene.latest?.process else { return ["RSS \(unknown)"] }
    let (now, peak) = (process.residentSpace, process.peakResidentSpace)
    // In the colours of their lines; the peak has a line that speaks for itself.
    var remarks = [Phrase("RSS \(Quantity.bytes(now))", Style(.memory))]
    if let heap = scene.latest?.heap, let garbage = heap.garbageSpace, let goal = heap.goal {
      remarks += [
        Phrase("garbage \(Quantity.bytes(garbage))", .bad),
        Phrase("goal \(Quantity.bytes(goal))", .threshold),
      ]
    }
    remarks.append(Phrase("peak \(Quantity.bytes(peak))", .warning))
    return remarks
  }

  func minimumHeight(width: Int) -> Int { 5 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    // The garbage first, since it is filled; then the peak: where it is the RSS, that is seen.
    var series = [
      series("garbage", graph, .bad, isFilled: true) { $0.heap?.garbageSpace },
      series("goal", graph, .threshold) { $0.heap?.goal },
      series("live", graph, .good) { $0.heap?.liveSpace },
      series("peak", graph, .warning) { $0.process?.peakResidentSpace },
      series("RSS", graph, Style(.memory)) { $0.process?.residentSpace },
    ]
    // So many lines need room.
    if canvas.size.height < 5 { series = [series[0], series[4]] }
    let highest = series.flatMap(\.points).compactMap(\.value).max() ?? 0
    let lines = graph.lineGraph(
      series, scale: .binary(holding: highest, atLeast: 1_048_576), label: Quantity.roundBytes)
    lines.draw(on: &canvas)
  }

  private func series(
    _ name: String, _ graph: TimeGraph, _ style: Style, isFilled: Bool = false,
    _ space: (Snapshot) -> Int?
  ) -> LineGraph.Series {
    LineGraph.Series(
      name: name, points: graph.values { space($0).map(Double.init) }, style: style,
      isFilled: isFilled)
  }
}

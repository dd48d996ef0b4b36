import Drawing
import Telemetry

/// The process's RSS over time, and its peak.
struct MemoryPanel: Panel {
  let title = "memory"
  let fullHeight = 9
  let isElastic = true

  func remarks(_ scene: Scene) -> [String] {
    guard let process = scene.latest?.process else { return ["RSS \(unknown)"] }
    let (now, peak) = (process.residentSpace, process.peakResidentSpace)
    return ["RSS \(Quantity.bytes(now))", "peak \(Quantity.bytes(peak))"]
  }

  func minimumHeight(width: Int) -> Int { 5 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let resident = graph.values { $0.process.map { Double($0.residentSpace) } }
    let peak = graph.values { $0.process.map { Double($0.peakResidentSpace) } }
    let highest = (resident + peak).compactMap(\.value).max() ?? 0
    let lines = graph.lineGraph(
      [
        // The peak first: where it is the RSS, the RSS is what is seen.
        LineGraph.Series(points: peak, style: .warning, isFilled: false),
        LineGraph.Series(points: resident, style: Style(.memory), isFilled: true),
      ],
      scale: .binary(holding: highest, atLeast: 1_048_576),
      label: Quantity.roundBytes)
    lines.draw(on: &canvas)
  }
}

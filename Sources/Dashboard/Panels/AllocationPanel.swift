import Drawing
import Telemetry

/// Bytes that the pool's allocator hands out: per second, or in total.
struct AllocationPanel: Panel {
  let title = "allocation rate"
  let isOverTime = true
  let placement = PanelPlacement(.graphs, rank: 1, height: 5...9, isElastic: true)

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let rate = scene.heap, let heap = scene.latest?.heap else { return ["\(unknown)"] }
    if scene.view.showsTotals {
      return [
        "\(Quantity.bytes(heap.allocSpace)) in total",
        "\(Quantity.count(heap.allocObjects)) allocs",
        "in use \(Quantity.bytes(heap.inUseSpace))",
      ]
    }
    return [
      "\(Quantity.bytesPerSecond(rate.allocRate))",
      "\(Quantity.perSecond(rate.allocObjectRate)) allocs",
      "in use \(Quantity.bytes(heap.inUseSpace)) of \(Quantity.bytes(heap.allocSpace))",
    ]
  }

  private func points(_ scene: Scene, _ graph: TimeGraph) -> [TimeGraph.Point] {
    scene.view.showsTotals
      ? graph.values { $0.heap?.allocSpace }
      : graph.rates { HeapReading(from: $0, to: $1)?.allocRate }
  }

  func scale(_ scene: Scene, size: Size) -> Scale? {
    scale(scene, points(scene, TimeGraph(scene, width: size.width)))
  }

  private func scale(_ scene: Scene, _ points: [TimeGraph.Point]) -> Scale {
    let highest = points.compactMap(\.value).max() ?? 0
    return scene.scale(of: self, .binary(holding: highest, atLeast: 1_048_576), base: 1024)
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let points = points(scene, graph)
    var series = LineGraph.Series(points: points, style: Style(.allocation), isFilled: true)
    series.marksPeak = true
    let isTotal = scene.view.showsTotals
    let lines = graph.lineGraph(
      [series], scale: scale(scene, points),
      label: isTotal ? Quantity.roundBytes : Quantity.roundBytesPerSecond,
      peakLabel: { isTotal ? Quantity.bytes($0) : Quantity.bytesPerSecond($0) })
    lines.draw(on: &canvas)
  }
}

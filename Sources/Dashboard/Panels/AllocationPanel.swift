import Drawing
import Telemetry

/// Bytes that the pool's allocator hands out, per second.
struct AllocationPanel: Panel {
  let title = "allocation rate"
  let fullHeight = 9
  let isElastic = true

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let rate = scene.heap, let heap = scene.latest?.heap else { return ["\(unknown)"] }
    return [
      "\(Quantity.bytesPerSecond(rate.allocRate))",
      "\(Quantity.perSecond(rate.allocObjectRate)) allocs",
      "in use \(Quantity.bytes(heap.inUseSpace)) of \(Quantity.bytes(heap.allocSpace))",
    ]
  }

  func minimumHeight(width: Int) -> Int { 5 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let rates = graph.rates { HeapReading(from: $0, to: $1)?.allocRate }
    let lines = graph.lineGraph(
      [LineGraph.Series(points: rates, style: Style(.allocation), isFilled: true)],
      scale: .binary(holding: rates.compactMap(\.value).max() ?? 0, atLeast: 1_048_576),
      label: Quantity.roundBytesPerSecond)
    lines.draw(on: &canvas)
  }
}

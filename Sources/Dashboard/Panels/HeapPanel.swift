import Drawing
import Telemetry

/// What was allocated in all, and what of it is in use: pprof's two spaces.
struct HeapPanel: Panel {
  let title = "heap"
  let fullHeight = 5
  let isElastic = false

  /// Where nothing collects, memory is freed the moment it is let go.
  func remarks(_ scene: Scene) -> [String] {
    guard let heap = scene.latest?.heap else { return [] }
    return heap.collections == nil ? ["counted, freed at once"] : []
  }

  func minimumHeight(width: Int) -> Int { 4 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let heap = scene.latest?.heap
    let table = Table(
      widths: [12, 18],
      rows: [
        Table.Row("", ["space", "objects"], style: .label),
        Table.Row(
          "allocated",
          [
            heap.map { Quantity.bytes($0.allocSpace) } ?? unknown,
            heap.map { Quantity.count($0.allocObjects) } ?? unknown,
          ]),
        Table.Row(
          "in use",
          [
            heap.map { Quantity.bytes($0.inUseSpace) } ?? unknown,
            heap.map { Quantity.count($0.inUseObjects) } ?? unknown,
          ]),
      ])
    table.draw(on: &canvas)
  }
}

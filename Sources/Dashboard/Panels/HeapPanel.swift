import Drawing
import Telemetry

/// What the heap holds, what it has handed out, and what collecting costs.
struct HeapPanel: Panel {
  let title = "heap"
  let placement = PanelPlacement(.tables, rank: 8, height: 4...6)

  /// What is modelled is called a model.
  func remarks(_ scene: Scene) -> [Phrase] {
    switch scene.latest?.heap?.model {
    case .collected?: ["a model of Go's", "\(scene.keys.name(of: .heapModel)) switches"]
    case .counted?: ["freed at once", "\(scene.keys.name(of: .heapModel)) switches"]
    case nil: []
    }
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let (heap, now) = (scene.latest?.heap, scene.heap)
    func bytes(_ space: Int?) -> String { space.map(Quantity.bytes) ?? unknown }
    let cycles = now?.collections.map(Quantity.perSecond) ?? unknown
    let collector = scene.cpu?.collector.map(Quantity.cores) ?? unknown
    let assist = now?.assist.map(Quantity.cores) ?? unknown
    let parts =
      scene.isOfAnotherProgram
      // Go tells garbage from what is live only while it collects.
      ? [
        Pairs.Pair("in use", bytes(heap?.inUseSpace)),
        Pairs.Pair("objects", heap.map { Quantity.count($0.inUseObjects) } ?? unknown),
      ]
      : [
        Pairs.Pair("live", bytes(heap?.liveSpace)),
        Pairs.Pair("garbage", bytes(heap?.garbageSpace)),
      ]
    let pairs = Pairs(rows: [
      parts,
      [Pairs.Pair("cycles", cycles), Pairs.Pair("collector", collector)],
      [Pairs.Pair("goal", bytes(heap?.goal)), Pairs.Pair("assist", assist)],
      [
        Pairs.Pair("alloc", bytes(heap?.allocSpace)), Pairs.Pair("idle", bytes(heap?.idleSpace)),
      ],
    ])
    pairs.draw(on: &canvas)
  }
}

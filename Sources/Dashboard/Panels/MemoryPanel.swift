import Drawing
import Telemetry

/// The process's RSS over time and its peak, what the pool retains, and where memory is collected,
/// what of it is live, garbage, and the goal.
struct MemoryPanel: Panel {
  let title = "memory"
  let isOverTime = true
  let placement = PanelPlacement(.graphs, rank: 3, height: 5...9, isElastic: true)

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let process = scene.latest?.process else {
      return ["RSS \(unknown)"] + heapRemarks(scene)
    }
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

  /// Where nobody tells the RSS: what the heap says.
  private func heapRemarks(_ scene: Scene) -> [Phrase] {
    guard scene.isOfAnotherProgram, let heap = scene.latest?.heap else { return [] }
    let goal = heap.goal.map { Phrase("goal \(Quantity.bytes($0))", .threshold) }
    return [Phrase("in use \(Quantity.bytes(heap.inUseSpace))", .good)] + [goal].compactMap { $0 }
  }

  /// The garbage first, since it is filled; then the peak: where it is the RSS, that is seen.
  private func series(_ scene: Scene, _ graph: TimeGraph, rows: Int) -> [LineGraph.Series] {
    let index = scene.view.poolIndex
    func series(
      _ name: String, _ style: Style, isFilled: Bool = false, _ space: (Snapshot) -> Int?
    ) -> LineGraph.Series {
      LineGraph.Series(name: name, points: graph.values(space), style: style, isFilled: isFilled)
    }
    let garbage = series("garbage", .bad, isFilled: true) { $0.heap?.garbageSpace }
    var resident = series("RSS", Style(.memory)) { $0.process?.residentSpace }
    let used =
      scene.isOfAnotherProgram
      ? series("in use", .good) { $0.heap?.inUseSpace }
      : series("live", .good) { $0.heap?.liveSpace }
    // So many lines need room.
    guard rows >= 5 else { return [scene.latest?.process == nil ? used : garbage, resident] }
    resident.marksPeak = true
    return [
      garbage,
      series("goal", .threshold) { $0.heap?.goal },
      series("retained", Style(.bar)) { snapshot in
        snapshot.pools.indices.contains(index) ? snapshot.pools[index].retainedSpace : nil
      },
      used,
      series("peak", .warning) { $0.process?.peakResidentSpace },
      resident,
    ]
  }

  func scale(_ scene: Scene, size: Size) -> Scale? {
    scale(scene, series(scene, TimeGraph(scene, width: size.width), rows: size.height))
  }

  private func scale(_ scene: Scene, _ series: [LineGraph.Series]) -> Scale {
    let highest = series.flatMap(\.points).compactMap(\.value).max() ?? 0
    return scene.scale(of: self, .binary(holding: highest, atLeast: 1_048_576), base: 1024)
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let series = series(scene, graph, rows: canvas.size.height)
    let lines = graph.lineGraph(
      series, scale: scale(scene, series), label: Quantity.roundBytes,
      peakLabel: { Quantity.bytes($0) })
    lines.draw(on: &canvas)
  }
}

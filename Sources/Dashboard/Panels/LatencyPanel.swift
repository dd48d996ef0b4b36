import Drawing
import Telemetry

/// How long a get with its put takes: the middle, the slowest in a hundred, and the slowest.
struct LatencyPanel: Panel {
  let title = "latency"
  let isOverTime = true
  let placement = PanelPlacement(
    .moreGraphs, rank: 11, height: 5...8, isElastic: true, isEssential: false)

  func hasContent(_ scene: Scene) -> Bool { !scene.isOfAnotherProgram }

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let latency = scene.latency else { return ["\(what(scene)) \(unknown)"] }
    return [
      Phrase("p50 \(Quantity.nanoseconds(Double(latency.p50)))", .good),
      Phrase("p99 \(Quantity.nanoseconds(Double(latency.p99)))", .warning),
      Phrase("max \(Quantity.nanoseconds(Double(latency.max)))", .bad),
      Phrase(what(scene)),
    ]
  }

  /// In noput mode nothing is put: the get alone is measured.
  private func what(_ scene: Scene) -> String {
    scene.latest?.workload?.mode == .noput ? "get" : "get + put"
  }

  private func series(_ graph: TimeGraph) -> [LineGraph.Series] {
    let readings = graph.readings { LatencyReading(from: $0, to: $1) }
    func series(
      _ name: String, _ style: Style, _ value: (LatencyReading) -> Int
    ) -> LineGraph.Series {
      let points = readings.map { (time: $0.time, value: $0.reading.map { Double(value($0)) }) }
      return LineGraph.Series(name: name, points: points, style: style, isFilled: false)
    }
    return [series("p99", .warning, \.p99), series("p50", .good, \.p50)]
  }

  func scale(_ scene: Scene, size: Size) -> Scale? {
    scale(scene, series(TimeGraph(scene, width: size.width)))
  }

  private func scale(_ scene: Scene, _ series: [LineGraph.Series]) -> Scale {
    let highest = series.flatMap(\.points).compactMap(\.value).max() ?? 0
    return scene.scale(of: self, .decimal(holding: highest, atLeast: 100), base: 10)
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let series = series(graph)
    let lines = graph.lineGraph(
      series, scale: scale(scene, series), label: Quantity.roundNanoseconds)
    lines.draw(on: &canvas)
  }
}

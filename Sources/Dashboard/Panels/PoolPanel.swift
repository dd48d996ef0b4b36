import Drawing
import Telemetry

/// What goes through the pool: per second and in total, and over time where there is room.
struct PoolPanel: Panel {
  /// Columns, border included, that two lines of four figures take.
  private static let lineWidth = 80
  /// Rows of the table, and those from which on a graph stands below it.
  private static let tableRows = 12
  private static let graphRows = tableRows + 9

  let title = "pool"
  let placement = PanelPlacement(.tables, rank: 2, height: 4...14)

  /// Two lines inside the border where they are wide enough, else the whole table.
  func minimumHeight(width: Int) -> Int {
    width >= Self.lineWidth ? placement.leastHeight : placement.fullHeight
  }

  func hasContent(_ scene: Scene) -> Bool { scene.mayHavePools }

  func remarks(_ scene: Scene) -> [Phrase] {
    guard let pool = scene.poolSample else { return [] }
    let isOneOfSeveral = (scene.latest?.pools.count ?? 0) > 1
    if pool.gets == nil, let element = pool.element {
      return [Phrase(pool.name), Phrase("of \(element)")]
    }
    let phrases = [
      isOneOfSeveral ? Phrase(pool.name) : nil,
      pool.policy.map { Phrase("policy \($0)", .threshold) },
      scene.pool.map { Phrase("hits \(percent($0.hitRatio))") },
    ]
    return phrases.compactMap { $0 }
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    guard canvas.size.height >= Self.tableRows else { return drawLines(scene, on: &canvas) }
    let hasGraph = canvas.size.height >= Self.graphRows
    let (top, bottom) = canvas.bounds.split(top: hasGraph ? Self.tableRows + 3 : .max)
    var table = Canvas(Size(width: min(top.width, 62), height: top.height))
    drawTable(scene, on: &table)
    canvas.draw(table, at: top)
    guard hasGraph else { return }
    var graph = Canvas(bottom.size)
    drawGraph(scene, on: &graph)
    canvas.draw(graph, at: bottom)
  }

  private func drawTable(_ scene: Scene, on canvas: inout Canvas) {
    if scene.isOfAnotherProgram { return WatchedPool(scene).table.draw(on: &canvas) }
    let (now, pool) = (scene.pool, scene.poolSample)
    func row(
      _ name: String, _ now: Double?, _ total: Int?, style: Style = .value
    ) -> Table.Row {
      Table.Row(name, [rate(now), count(total)], style: style)
    }
    let table = Table(
      widths: [11, 17],
      rows: [
        Table.Row("", ["per second", "total"], style: .label),
        row("gets", now?.gets, pool?.gets),
        row("  hits", now?.hits, pool?.hits),
        row("  steals", now?.steals, pool?.steals),
        row("  victim hits", now?.victimHits, pool?.victimHits),
        row("  misses", now?.misses, pool?.misses),
        row("puts", now?.puts, pool?.puts),
        row("  kept", now?.kept, pool?.kept),
        row("  dropped", now?.drops, pool?.drops),
        row(
          "abandoned", now?.abandoned, pool?.abandoned,
          style: (now?.abandoned ?? 0) > 0 ? .bad : .value),
        Table.Row("outstanding", ["", count(pool?.outstanding)]),
        Table.Row("retained", [retained(pool), buffers(pool)]),
        row("evicted", now?.evictions, pool?.evictions),
        row("growths", now?.growths, pool?.growths),
      ])
    table.draw(on: &canvas)
  }

  /// The same in lines, the most important first: as many as there are rows.
  private func drawLines(_ scene: Scene, on canvas: inout Canvas) {
    if scene.isOfAnotherProgram { return WatchedPool(scene).lines.draw(on: &canvas) }
    let (now, pool) = (scene.pool, scene.poolSample)
    let pairs = Pairs(rows: [
      [
        Pairs.Pair("gets", rate(now?.gets)), Pairs.Pair("hits", percent(now?.hitRatio)),
        Pairs.Pair("puts", rate(now?.puts)), Pairs.Pair("kept", percent(now?.keptRatio)),
      ],
      [
        Pairs.Pair("misses", rate(now?.misses)), Pairs.Pair("dropped", rate(now?.drops)),
        Pairs.Pair("abandoned", rate(now?.abandoned)),
        Pairs.Pair("outstanding", count(pool?.outstanding)),
      ],
      [
        Pairs.Pair("retained", retained(pool)),
        Pairs.Pair("buffers", count(pool?.retainedObjects)),
        Pairs.Pair("steals", count(pool?.steals)), Pairs.Pair("evicted", count(pool?.evictions)),
      ],
    ])
    pairs.draw(on: &canvas)
  }

  private func series(_ scene: Scene, _ graph: TimeGraph) -> [LineGraph.Series] {
    let index = scene.view.poolIndex
    let readings = graph.readings { PoolReading(from: $0, to: $1, pool: index) }
    func series(
      _ name: String, _ style: Style, _ value: (PoolReading) -> Double?
    ) -> LineGraph.Series {
      let points = readings.map { (time: $0.time, value: $0.reading.flatMap(value)) }
      return LineGraph.Series(name: name, points: points, style: style, isFilled: false)
    }
    return [
      series("gets", .value, \.gets), series("puts", .good, \.puts),
      series("misses", .bad, \.misses),
    ]
  }

  func scale(_ scene: Scene, size: Size) -> Scale? {
    scale(scene, series(scene, TimeGraph(scene, width: size.width)))
  }

  private func scale(_ scene: Scene, _ series: [LineGraph.Series]) -> Scale {
    let highest = series.flatMap(\.points).compactMap(\.value).max() ?? 0
    return scene.scale(of: self, .decimal(holding: highest, atLeast: 10), base: 10)
  }

  private func drawGraph(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let lines = series(scene, graph)
    graph.lineGraph(lines, scale: scale(scene, lines), label: Quantity.roundPerSecond)
      .draw(on: &canvas)
  }

  private func rate(_ value: Double?) -> String { value.map(Quantity.perSecond) ?? unknown }
  private func count(_ value: Int?) -> String { value.map(Quantity.count) ?? unknown }
  private func percent(_ value: Double?) -> String { value.map(Quantity.percent) ?? unknown }
  private func buffers(_ pool: PoolSample?) -> String {
    count(pool?.retainedObjects) + (pool?.retainedObjects == 1 ? " buffer" : " buffers")
  }
  private func retained(_ pool: PoolSample?) -> String {
    pool?.retainedSpace.map(Quantity.bytes) ?? unknown
  }
}

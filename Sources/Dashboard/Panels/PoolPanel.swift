import Drawing
import Telemetry

/// What goes through the pool: per second and in total.
struct PoolPanel: Panel {
  /// Columns, border included, that two lines of four figures take.
  private static let lineWidth = 80

  let title = "pool"
  let fullHeight = 13
  let isElastic = false

  /// Two lines inside the border where they are wide enough, else the whole table.
  func minimumHeight(width: Int) -> Int { width >= Self.lineWidth ? 4 : fullHeight }

  func remarks(_ scene: Scene) -> [Phrase] { scene.poolSample.map { [Phrase($0.name)] } ?? [] }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    if canvas.size.height < fullHeight - 2 {
      drawLines(scene, on: &canvas)
    } else {
      drawTable(scene, on: &canvas)
    }
  }

  private func drawTable(_ scene: Scene, on canvas: inout Canvas) {
    let (now, pool) = (scene.pool, scene.poolSample)
    let table = Table(
      widths: [12, 18],
      rows: [
        Table.Row("", ["per second", "total"], style: .label),
        Table.Row("gets", [rate(now?.gets), count(pool?.gets)]),
        Table.Row("hit ratio", [percent(now?.hitRatio), percent(pool?.hitRatio)]),
        Table.Row("misses", [rate(now?.misses), count(pool?.misses)]),
        Table.Row("puts", [rate(now?.puts), count(pool?.puts)]),
        Table.Row("kept", [rate(now?.kept), count(pool?.kept)]),
        Table.Row("dropped", [rate(now?.drops), count(pool?.drops)]),
        Table.Row(
          "abandoned", [rate(now?.abandoned), count(pool?.abandoned)],
          style: (now?.abandoned ?? 0) > 0 ? .bad : .value),
        Table.Row("outstanding", ["", count(pool?.outstanding)]),
        Table.Row("retained", ["", pool?.retainedSpace.map(Quantity.bytes) ?? unknown]),
        Table.Row("  in buffers", ["", count(pool?.retainedObjects)]),
      ])
    table.draw(on: &canvas)
  }

  /// The same in lines, the most important first: as many as there are rows.
  private func drawLines(_ scene: Scene, on canvas: inout Canvas) {
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
        Pairs.Pair("retained", pool?.retainedSpace.map(Quantity.bytes) ?? unknown),
        Pairs.Pair("buffers", count(pool?.retainedObjects)),
        Pairs.Pair("steals", count(pool?.steals)), Pairs.Pair("evicted", count(pool?.evictions)),
      ],
    ])
    pairs.draw(on: &canvas)
  }

  private func rate(_ value: Double?) -> String { value.map(Quantity.perSecond) ?? unknown }
  private func count(_ value: Int?) -> String { value.map(Quantity.count) ?? unknown }
  private func percent(_ value: Double?) -> String { value.map(Quantity.percent) ?? unknown }
}

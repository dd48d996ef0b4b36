import Drawing
import Telemetry

/// One row a pool, for sources that have several: the chosen one is what the other panels show.
struct PoolListPanel: Panel {
  let title = "pools"
  let placement = PanelPlacement(
    .moreGraphs, rank: 13, height: 5...9, isElastic: true, isEssential: false)

  /// More pools than any screen lists.
  static let limit = 1000

  func hasContent(_ scene: Scene) -> Bool { (scene.latest?.pools.count ?? 0) > 1 }

  func remarks(_ scene: Scene) -> [Phrase] {
    let count = scene.latest?.pools.count ?? 0
    return [
      "\(Quantity.count(count))", "by \(scene.view.poolOrder.rawValue)",
      "\(scene.keys.name(of: .down)) \(scene.keys.name(of: .up)) choose",
    ]
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let rows = Self.order(scene)
    let room = canvas.size.height - 1
    let selected = rows.firstIndex(of: scene.view.poolIndex) ?? 0
    // The chosen one is always in sight.
    let first = max(min(selected - room / 2, rows.count - room), 0)
    let third = scene.isOfAnotherProgram ? "victims" : "gets"
    let header = Table.Row("", ["retained", "buffers", third, "default", "max"], style: .label)
    let shown = rows.dropFirst(first).prefix(max(room, 0)).map { index in
      row(scene, index, nameWidth: max(canvas.size.width - 56, 28))
    }
    Table(widths: [11, 9, 14, 10, 10], rows: [header] + shown).draw(on: &canvas)
  }

  private func row(_ scene: Scene, _ index: Int, nameWidth: Int) -> Table.Row {
    let pool = scene.latest?.pools[index]
    let isChosen = index == scene.view.poolIndex
    let name = pool?.name ?? unknown
    let short = name.count <= nameWidth - 2 ? name : name.prefix(nameWidth - 3) + "…"
    return Table.Row(
      (isChosen ? "▶ " : "  ") + short,
      [
        pool?.retainedSpace.map(Quantity.bytes) ?? unknown,
        pool?.retainedObjects.map(Quantity.count) ?? unknown,
        (scene.isOfAnotherProgram ? pool?.victimObjects : pool?.gets).map(Quantity.count)
          ?? unknown,
        pool?.defaultSize.map(Quantity.size) ?? unknown,
        pool?.maxSize.map { $0 == 0 ? "none" : Quantity.size($0) } ?? unknown,
      ], style: isChosen ? Style(.value, bold: true) : .value)
  }

  /// The order of the whole second: what swings from sample to sample does not have rows jump.
  static func order(_ scene: Scene) -> [Int] {
    guard let latest = scene.latest else { return [] }
    let second = scene.history.snapshot(at: .seconds(latest.time.components.seconds)) ?? latest
    // A pool keeps its place; those that came since are behind the others.
    let known = order(second.pools, by: scene.view.poolOrder).filter(latest.pools.indices.contains)
    let new = latest.pools.indices.dropFirst(second.pools.count).prefix(limit - known.count)
    return known + new
  }

  /// Indices of pools as they are listed: most first, the unknown last, then by name.
  static func order(_ pools: [PoolSample], by order: PoolOrder) -> [Int] {
    func key(_ pool: PoolSample) -> Int {
      switch order {
      case .retained: pool.retainedSpace ?? -1
      case .gets: pool.gets ?? -1
      case .misses: pool.misses ?? -1
      case .name: 0
      }
    }
    return pools.indices.prefix(limit).sorted { left, right in
      (-key(pools[left]), pools[left].name, left) < (-key(pools[right]), pools[right].name, right)
    }
  }
}

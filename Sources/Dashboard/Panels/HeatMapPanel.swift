import Drawing
import Telemetry

/// Puts by size class over time: a column is an instant, a row a class, a shade its share.
struct HeatMapPanel: Panel {
  let title = "size classes over time"
  let isOverTime = true
  let placement = PanelPlacement(
    .moreGraphs, rank: 10, height: 6...9, isElastic: true, isEssential: false)

  func hasContent(_ scene: Scene) -> Bool { !scene.isOfAnotherProgram }

  func remarks(_ scene: Scene) -> [Phrase] {
    ["share of puts", "· <2 %", "░ ▒ ▓ █ 100 %"]
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let graph = TimeGraph(scene, width: canvas.size.width)
    let index = scene.view.poolIndex
    let shares = graph.columns { PoolReading.classShares(from: $0, to: $1, pool: index) }
    let groups = groups(of: shares, scene.sizeClasses.count, rows: canvas.size.height - 1)
    let rows = groups.reversed().map { group in
      HeatMap.Row(
        label: label(group, scene.sizeClasses),
        shares: shares.map { shares in shares.map { $0[group.clamped(to: $0.indices)].reduce(0, +) }
        })
    }
    HeatMap(ruler: graph.ruler, rows: rows, style: Style(.bar), marks: graph.marks)
      .draw(on: &canvas)
    if shares.allSatisfy({ $0?.allSatisfy { $0 == 0 } ?? true }), canvas.size.height > 2 {
      canvas.write("nothing was put back", x: LineGraph.gutter + 2, y: 0, .label)
    }
  }

  /// The classes from the smallest to the largest that came, one a row, or several where rows are
  /// few; and more of them around where there is room.
  private func groups(of shares: [[Double]?], _ count: Int, rows: Int) -> [Range<Int>] {
    let used = (0..<count).filter { index in
      shares.contains { shares in
        shares.map { $0.indices.contains(index) && $0[index] > 0 } ?? false
      }
    }
    guard rows > 0, count > 0 else { return [] }
    // All of them until something comes.
    var (low, high) = (used.first ?? 0, used.last ?? count - 1)
    while high - low + 1 < rows, low > 0 || high < count - 1 {
      if high < count - 1 { high += 1 }
      if low > 0, high - low + 1 < rows { low -= 1 }
    }
    let size = (high - low + rows) / rows
    return stride(from: low, through: high, by: size).map { $0..<min($0 + size, high + 1) }
  }

  private func label(_ group: Range<Int>, _ sizes: [Int]) -> String {
    let last = group.upperBound - 1
    return sizes.indices.contains(last) ? Quantity.shortSize(sizes[last]) : ""
  }
}

import Drawing

/// Which panels stand where: a size decides which of them are there.
struct Layout {
  /// A panel and its index in the list of panels, which is its name here.
  struct Entry: Equatable {
    let index: Int
    let panel: any Panel

    static func == (left: Entry, right: Entry) -> Bool { left.index == right.index }

    var placement: PanelPlacement { panel.placement }
    var isPool: Bool { panel is PoolPanel }

    /// Where the pool's panel has no room for its low form, it comes behind the graphs.
    func rank(width: Int) -> Int {
      isPool && panel.minimumHeight(width: width) == placement.fullHeight ? 5 : placement.rank
    }
  }

  /// What stands in a rectangle.
  enum Content {
    case panel(Entry)
    /// The figures that matter most, where the pool's panel, which has them, has no room.
    case vitals
  }

  typealias Place = (content: Content, rect: Rect)

  /// From this width on the tables have a column of their own, and from that one on the graphs two.
  private static let twoColumns = 100
  private static let threeColumns = 170
  private static let tableWidth = 46
  /// Rows of the vitals.
  private static let vitalRows = 4

  /// Rows above the panels: the header, the mode, and a caption of so many rows. One row below them
  /// has the keys.
  static func body(of size: Size, below captionRows: Int) -> Rect {
    let top = 2 + captionRows
    return Rect(x: 0, y: top, width: size.width, height: size.height - top - 1)
  }

  static func places(of entries: [Entry], in body: Rect) -> [Place] {
    func column(_ columns: Set<PanelPlacement.Column>) -> [Entry] {
      entries.filter { columns.contains($0.placement.column) }
    }
    let tables = column([.tables])
    let isWide = body.width >= twoColumns && !tables.isEmpty
    guard isWide, body.height >= (tables.map(\.placement.fullHeight).max() ?? 0) else {
      // In one column: the graphs, and as many tables as their rows leave room for.
      let pool = tables.filter(\.isPool)
      return stack(
        column([.graphs]) + pool + column([.moreGraphs]) + tables.filter { !$0.isPool }, in: body)
    }
    let (left, right) = body.split(left: body.width - tableWidth)
    let (graphs, more) = (column([.graphs]), column([.moreGraphs]))
    // One panel alone fills no column.
    guard body.width >= threeColumns, !graphs.isEmpty, more.count > 1 else {
      return stack(graphs + more, in: left) + stack(tables, in: right)
    }
    let (first, second) = left.split(left: left.width / 2)
    return stack(graphs, in: first) + stack(more, in: second) + stack(tables, in: right)
  }

  /// Puts entries below each other: by rank as long as they fit; then each as high as it needs to
  /// be, by rank; then the rest of the rows to those that can use them.
  private static func stack(_ entries: [Entry], in column: Rect) -> [Place] {
    let ranked = entries.sorted { $0.rank(width: column.width) < $1.rank(width: column.width) }
    var (heights, vitals) = admit(ranked, in: column)
    let shown = ranked.filter { heights[$0.index] != nil }
    var free = column.height - vitals - heights.values.reduce(0, +)
    for entry in shown {
      let more = min(max(entry.placement.fullHeight - (heights[entry.index] ?? 0), 0), free)
      heights[entry.index, default: 0] += more
      free -= more
    }
    let elastic = shown.filter(\.placement.isElastic)
    for (number, entry) in elastic.enumerated() {
      let share = free / (elastic.count - number)
      heights[entry.index, default: 0] += share
      free -= share
    }
    vitals = min(vitals, column.height)
    return place(entries, heights, vitals: vitals, in: column)
  }

  /// Which entries have room, with their least heights, and the rows of the vitals that stand in
  /// for the pool's panel until that fits; the first panel alone outranks them.
  private static func admit(
    _ ranked: [Entry], in column: Rect
  ) -> (heights: [Int: Int], vitals: Int) {
    var (heights, used, full) = ([Int: Int](), 0, 0)
    var vitals = ranked.contains(where: \.isPool) ? vitalRows : 0
    for entry in ranked {
      let reserved = heights.isEmpty || entry.isPool ? 0 : vitals
      let (least, most) = (
        entry.panel.minimumHeight(width: column.width), entry.placement.fullHeight
      )
      let needed = entry.placement.isEssential ? used + least : full + most
      guard needed <= column.height - reserved else { break }
      heights[entry.index] = entry.placement.isEssential ? least : most
      used += heights[entry.index] ?? 0
      full += most
      if entry.isPool { vitals = 0 }
    }
    return (heights, min(vitals, column.height - used))
  }

  /// From the top down: the panels in their order, the vitals where the pool's panel would be.
  private static func place(
    _ entries: [Entry], _ heights: [Int: Int], vitals: Int, in column: Rect
  ) -> [Place] {
    var y = column.y
    return entries.compactMap { entry in
      let isVitals = entry.isPool && vitals > 0
      guard let height = isVitals ? vitals : heights[entry.index] else { return nil }
      defer { y += height }
      let rect = Rect(x: column.x, y: y, width: column.width, height: height)
      return (isVitals ? .vitals : .panel(entry), rect)
    }
  }
}

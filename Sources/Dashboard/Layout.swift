import Drawing

/// Which panels stand where. Panels are one list; a size decides which of them are there.
struct Layout {
  /// A panel, its number, which is its name for a person, and its rank: panels leave a column that
  /// is too low in the order of their ranks, the highest first.
  struct Entry: Equatable {
    let number: Int
    let rank: Int
    let panel: any Panel

    static func == (left: Entry, right: Entry) -> Bool { left.number == right.number }

    /// Graphs in the order in which they stand, and tables.
    static let graphs = [
      Entry(number: 1, rank: 4, panel: SizeClassPanel()),
      Entry(number: 2, rank: 3, panel: MemoryPanel()),
      Entry(number: 3, rank: 1, panel: AllocationPanel()),
    ]
    static let pool = Entry(number: 4, rank: 2, panel: PoolPanel())
    static let tables = [
      Entry(number: 5, rank: 6, panel: CalibrationPanel()),
      pool,
      Entry(number: 6, rank: 8, panel: HeapPanel()),
      Entry(number: 7, rank: 7, panel: CPUPanel()),
      Entry(number: 8, rank: 9, panel: EventPanel()),
    ]

    /// Where the pool's panel has no room for its low form, it comes behind the graphs.
    func rank(width: Int) -> Int {
      let isTall = panel.minimumHeight(width: width) == panel.fullHeight
      return self == .pool && isTall ? 5 : rank
    }
  }

  /// From this width on the tables have a column of their own.
  private static let twoColumns = 100
  private static let tableWidth = 46

  /// Rows above the panels: the header, the mode, and a caption of so many rows. One row below them
  /// has the keys.
  static func body(of size: Size, below captionRows: Int) -> Rect {
    let top = 2 + captionRows
    return Rect(x: 0, y: top, width: size.width, height: size.height - top - 1)
  }

  /// What stands in a rectangle.
  enum Content {
    case panel(Entry)
    /// The figures that matter most, where the pool's panel, which has them, has no room.
    case vitals
  }

  typealias Place = (content: Content, rect: Rect)

  static func places(in body: Rect) -> [Place] {
    guard body.width >= twoColumns, body.height >= Entry.pool.panel.fullHeight else {
      // In one column: the graphs, and as many tables as their rows leave room for.
      return stack(Entry.graphs + [Entry.pool] + Entry.tables.filter { $0 != Entry.pool }, in: body)
    }
    let (left, right) = body.split(left: body.width - tableWidth)
    return stack(Entry.graphs, in: left) + stack(Entry.tables, in: right)
  }

  /// Rows of the vitals.
  private static let vitalRows = 4

  /// Puts entries below each other: by rank as long as they fit; then each as high as it needs to
  /// be, by rank; then the rest of the rows to those that can use them.
  private static func stack(_ entries: [Entry], in column: Rect) -> [Place] {
    let ranked = entries.sorted { $0.rank(width: column.width) < $1.rank(width: column.width) }
    var (heights, free) = ([Int: Int](), column.height)
    // The vitals stand in for the pool's panel until that fits; the first panel alone outranks
    // them.
    var vitals = entries.contains(Entry.pool) ? vitalRows : 0
    for entry in ranked {
      let reserved = heights.isEmpty || entry == Entry.pool ? 0 : vitals
      let least = entry.panel.minimumHeight(width: column.width)
      guard least <= free - reserved else { break }
      heights[entry.number] = least
      free -= least
      if entry == Entry.pool { vitals = 0 }
    }
    vitals = min(vitals, free)
    free -= vitals
    let shown = ranked.filter { heights[$0.number] != nil }
    for entry in shown {
      let more = min(max(entry.panel.fullHeight - (heights[entry.number] ?? 0), 0), free)
      heights[entry.number, default: 0] += more
      free -= more
    }
    let elastic = shown.filter(\.panel.isElastic)
    for (index, entry) in elastic.enumerated() {
      let share = free / (elastic.count - index)
      heights[entry.number, default: 0] += share
      free -= share
    }
    return place(entries, heights, vitals: vitals, in: column)
  }

  /// From the top down: the panels in their order, the vitals where the pool's panel would be.
  private static func place(
    _ entries: [Entry], _ heights: [Int: Int], vitals: Int, in column: Rect
  ) -> [Place] {
    var y = column.y
    return entries.compactMap { entry in
      let isVitals = entry == Entry.pool && vitals > 0
      guard let height = isVitals ? vitals : heights[entry.number] else { return nil }
      defer { y += height }
      let rect = Rect(x: column.x, y: y, width: column.width, height: height)
      return (isVitals ? .vitals : .panel(entry), rect)
    }
  }
}

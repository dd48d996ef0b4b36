import Telemetry

/// Marks across a graph, with labels above it that do not overlap: in two rows, and none where
/// neither has room. The table of marks tells them all.
struct MarkLabels {
  struct Placed: Equatable {
    let x: Double
    let word: String
    /// nil where there was no room.
    let row: Int?
    /// Whether the label stands before the line instead of behind it.
    let isBefore: Bool
  }

  static let rowHeight = 14.0
  private static let rowLimit = 2

  let placed: [Placed]
  var rowCount: Int { placed.compactMap(\.row).max().map { $0 + 1 } ?? 0 }

  /// - Parameters:
  ///   - marks: by place, left to right.
  ///   - span: where labels may stand.
  init(_ marks: [(x: Double, word: String)], in span: ClosedRange<Double>) {
    var ends = [Double](repeating: -.infinity, count: Self.rowLimit)
    placed = marks.map { mark in
      let width = Self.width(of: mark.word) + 8
      for row in ends.indices {
        if mark.x >= ends[row], mark.x + width <= span.upperBound {
          ends[row] = mark.x + width
          return Placed(x: mark.x, word: mark.word, row: row, isBefore: false)
        }
        if mark.x - width >= max(ends[row], span.lowerBound), mark.x + width > span.upperBound {
          ends[row] = mark.x
          return Placed(x: mark.x, word: mark.word, row: row, isBefore: true)
        }
      }
      return Placed(x: mark.x, word: mark.word, row: nil, isBefore: false)
    }
  }

  /// What a word takes at most, in the pages' 11 px font: other scripts have wider letters.
  private static func width(of word: String) -> Double {
    word.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 6.3 : 12) }
  }

  /// The lines, from the labels down to the bottom of the plot.
  func draw(_ area: PlotArea, into markup: inout Markup) {
    for mark in placed {
      let top = mark.row.map { area.top - 6 - Double($0) * Self.rowHeight } ?? area.top
      markup.line("mark", mark.x, top - (mark.row == nil ? 0 : 8), mark.x, area.bottom)
    }
    // Above the lines of those in the row above.
    for mark in placed {
      guard let row = mark.row else { continue }
      let y = area.top - 6 - Double(row) * Self.rowHeight
      markup.label(
        mark.word, "word", x: mark.x + (mark.isBefore ? -4 : 4), y: y,
        anchor: mark.isBefore ? "end" : "start")
    }
  }
}

import Sessions
import Telemetry

/// Shares of the size classes in puts over time, as tiles of five shades.
struct ClassHeatMap {
  /// The least share that has each shade.
  static let shades = [0.0, 0.02, 0.1, 0.25, 0.5]
  static let shadeNames = ["<2 %", "2 %", "10 %", "25 %", "50 %"]

  let digest: SessionDigest

  private struct Column {
    let begin: Double
    let end: Double
    let shares: [Double]
  }

  private func columns(_ count: Int) -> [Column] {
    digest.timeline.steps(atMost: count).compactMap { step in
      PoolReading.classShares(from: step.earlier, to: step.later, pool: digest.run.pool).map {
        Column(begin: step.earlier.time.inSeconds, end: step.later.time.inSeconds, shares: $0)
      }
    }
  }

  /// 0 to 4; nil where nothing was put.
  static func shade(_ share: Double) -> Int? {
    share > 0 ? shades.lastIndex { share >= $0 } : nil
  }

  func draw(_ form: PictureForm, id: String, into markup: inout Markup) {
    let columns = columns(form.columns)
    let used = columns.flatMap { column in column.shares.indices.filter { column.shares[$0] > 0 } }
    guard let low = used.min(), let high = used.max() else { return }
    // A class more on each side shows that nothing is cut off.
    let sizes = digest.header.sizeClasses
    let classes = max(low - 1, 0)...max(min(high + 1, sizes.count - 1), low)
    let area = PlotArea(form, top: 10, plotHeight: max(Double(classes.count) * 14, 80))
    let time = TimeAxis(digest.span, parts: form.timeParts)
    let rowHeight = area.plotHeight / Double(classes.count)
    let description =
      "Lengths from \(Quantity.size(sizes.indices.contains(low) ? sizes[low] : 0)) up to "
      + "\(Quantity.size(sizes.indices.contains(high) ? sizes[high] : 0)) came back."
    markup.picture(
      form, height: area.height, id: id, title: "Size classes over time", description: description
    ) {
      for row in classes {
        let y = area.bottom - Double(row - classes.lowerBound + 1) * rowHeight
        if sizes.indices.contains(row) {
          let name = Quantity.size(sizes[row])
          $0.label(name, "tick", x: area.left - 8, y: y + rowHeight / 2 + 4, anchor: "end")
        }
        $0.line("grid", area.left, y, area.right, y)
        drawRow(row, columns, y, rowHeight, area, time, into: &$0)
      }
      $0.timeAxis(time, area)
      drawScale(area, into: &$0)
    }
  }

  /// Neighbours of the same shade are one tile.
  private func drawRow(
    _ row: Int, _ columns: [Column], _ y: Double, _ height: Double, _ area: PlotArea,
    _ time: TimeAxis, into markup: inout Markup
  ) {
    var tile: (begin: Double, end: Double, shade: Int)?
    func finish(_ markup: inout Markup) {
      guard let whole = tile else { return }
      let x = area.x(time.fraction(whole.begin))
      markup.rectangle(
        "tile s\(whole.shade)", x: x, y: y, width: area.x(time.fraction(whole.end)) - x,
        height: height)
    }
    for column in columns {
      let share = column.shares.indices.contains(row) ? column.shares[row] : 0
      guard let shade = Self.shade(share) else {
        finish(&markup)
        tile = nil
        continue
      }
      if let before = tile, before.shade == shade, before.end == column.begin {
        tile = (before.begin, column.end, shade)
      } else {
        finish(&markup)
        tile = (column.begin, column.end, shade)
      }
    }
    finish(&markup)
  }

  private func drawScale(_ area: PlotArea, into markup: inout Markup) {
    let x = area.right + 12
    for (shade, name) in Self.shadeNames.enumerated() {
      let y = area.top + Double(4 - shade) * 15
      markup.rectangle("tile s\(shade)", x: x, y: y, width: 12, height: 12)
      markup.label(name, "tick", x: x + 18, y: y + 10)
    }
  }
}

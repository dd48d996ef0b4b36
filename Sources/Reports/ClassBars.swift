import Sessions
import Telemetry

/// Puts by size class of their length, as bars, with the thresholds at the end.
struct ClassBars {
  let sizeClasses: [Int]
  /// Puts per second by class.
  let rates: [Double]
  let defaultSize: Int?
  let maxSize: Int?

  /// nil where puts by class are not known.
  init?(_ digest: SessionDigest) {
    guard let rates = digest.run.poolReading?.classPuts else { return nil }
    let sizes = digest.header.sizeClasses
    sizeClasses = Array(sizes.prefix(rates.count))
    self.rates = Array(rates.prefix(sizes.count))
    (defaultSize, maxSize) = (digest.run.defaultSize, digest.run.maxSize)
  }

  var sum: Double { rates.reduce(0, +) }

  private var description: String {
    let used = zip(sizeClasses, rates).filter { $0.1 > 0 }.map { size, rate in
      "up to \(Quantity.size(size)) \(Quantity.percent(rate / sum))"
    }
    return "Share of puts: " + used.joined(separator: ", ") + "."
  }

  func draw(_ form: PictureForm, id: String, into markup: inout Markup) {
    let axis = ValueAxis(.perSecond, holding: 0...(rates.max() ?? 0))
    let area = PlotArea(form, top: 20, plotHeight: 150)
    let width = (area.right - area.left) / Double(max(rates.count, 1))
    // Text stands below each of them where there is room.
    let stride = width > 32 ? 1 : 3
    markup.picture(
      form, height: area.height + 18, id: id, title: "Puts by size class", description: description
    ) {
      for tick in axis.ticks {
        let y = area.y(axis.fraction(tick) ?? 0)
        $0.line("grid", area.left, y, area.right, y)
        $0.label(axis.label(tick), "tick", x: area.left - 8, y: y + 4, anchor: "end")
      }
      for (index, (size, rate)) in zip(sizeClasses, rates).enumerated() {
        let middle = area.left + (Double(index) + 0.5) * width
        let y = area.y(axis.fraction(rate) ?? 0)
        if rate > 0 {
          // What is there at all is to be seen.
          let height = max(area.bottom - y, 1.5)
          $0.rectangle(
            "bar", x: middle - width * 0.38, y: area.bottom - height, width: width * 0.76,
            height: height)
          if stride == 1 {
            let share = Quantity.percent(rate / sum)
            $0.label(share, "tick", x: middle, y: area.bottom - height - 5, anchor: "middle")
          }
        }
        if index % stride == 0 {
          let name = Quantity.shortSize(size)
          $0.label(name, "tick", x: middle, y: area.bottom + 16, anchor: "middle")
        }
      }
      $0.line("axis", area.left, area.bottom, area.right, area.bottom)
      drawThresholds(area, width, into: &$0)
    }
  }

  private func drawThresholds(_ area: PlotArea, _ width: Double, into markup: inout Markup) {
    let names =
      defaultSize == maxSize
      ? [("default = max", defaultSize)] : [("default", defaultSize), ("max", maxSize)]
    for (name, size) in names {
      guard let size, size > 0, let index = sizeClasses.firstIndex(where: { $0 >= size }) else {
        continue
      }
      let x = area.left + (Double(index) + 0.5) * width
      // The text goes to the side that has room.
      let isLeft = name == "default" || x > area.right - 90
      markup.label("▲", "threshold", x: x, y: area.bottom + 32, anchor: "middle")
      markup.label(
        "\(name) \(Quantity.size(size))", "threshold", x: x + (isLeft ? -8 : 8),
        y: area.bottom + 32, anchor: isLeft ? "end" : "start")
    }
  }
}

import Drawing
import Telemetry

/// Which lengths come back to the pool: puts per second by size class, with the thresholds that
/// calibration has drawn from them.
struct SizeClassPanel: Panel {
  /// Longer than a reading, so that the bars stand still.
  private static let span = Duration.seconds(10)

  let title = "size classes"
  let fullHeight = 10
  let isElastic = true

  func remarks(_ scene: Scene) -> [Phrase] {
    let span = reading(scene).map { Phrase("mean of \(Self.words($0.seconds))") }
    return ["puts/s by length"] + [span].compactMap { $0 }
  }

  private func reading(_ scene: Scene) -> PoolReading? {
    scene.history.reading(over: Self.span) { PoolReading(from: $0, to: $1) }
  }

  /// The time that the bars really cover, which is less than the span after a start or a gap.
  private static func words(_ seconds: Double) -> String {
    // Whole seconds: samples come a little late, and "9.9 s" by turns with "10 s" would distract.
    Quantity.interval(seconds < 1 ? .seconds(seconds) : .seconds(Int(seconds.rounded())))
  }

  func minimumHeight(width: Int) -> Int { 7 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let reading = reading(scene)
    let rates = reading?.classPuts
    let bars = scene.sizeClasses.enumerated().map { index, size in
      BarChart.Bar(
        label: Self.label(size),
        value: rates.map { $0.indices.contains(index) ? $0[index] : 0 })
    }
    let scale = Scale.decimal(holding: rates?.max() ?? 0, atLeast: 10)
    let chart = BarChart(
      bars: bars, scale: scale, valueLabel: Quantity.roundPerSecond, pointers: pointers(scene),
      style: Style(.bar))
    chart.draw(on: &canvas)
    drawRemark(scene, reading, on: &canvas)
  }

  private func drawRemark(_ scene: Scene, _ reading: PoolReading?, on canvas: inout Canvas) {
    let y = canvas.size.height - 1
    guard y > 2 else { return }
    if let reading, let rates = reading.classPuts, rates.allSatisfy({ $0 == 0 }) {
      canvas.write(
        "nothing was put back for \(Self.words(reading.seconds))", x: BarChart.gutter + 2, y: 0,
        .label)
    }
    if scene.poolSample?.defaultSize == 0 {
      canvas.write("not calibrated yet: all is kept", x: BarChart.gutter, y: y, .label)
    }
  }

  /// The default size points from the left, the maximum size from the right; they may be the same.
  private func pointers(_ scene: Scene) -> [BarChart.Pointer] {
    guard let pool = scene.poolSample, let defaultSize = pool.defaultSize,
      let maxSize = pool.maxSize,
      let defaultBar = scene.sizeClasses.firstIndex(of: defaultSize),
      let maxBar = scene.sizeClasses.firstIndex(of: maxSize)
    else { return [] }
    if defaultBar == maxBar {
      let text = "default = max = \(Quantity.size(maxSize))"
      return [BarChart.Pointer(bar: maxBar, text: text, side: .left)]
    }
    return [
      BarChart.Pointer(
        bar: defaultBar, text: "default \(Quantity.size(defaultSize))", side: .left),
      BarChart.Pointer(bar: maxBar, text: "max \(Quantity.size(maxSize))", side: .right),
    ]
  }

  /// "64", "1K", "32M": short, since 20 of them stand side by side.
  private static func label(_ size: Int) -> String {
    size >= 1 << 20 ? "\(size >> 20)M" : size >= 1 << 10 ? "\(size >> 10)K" : "\(size)"
  }
}

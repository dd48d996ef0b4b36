import Drawing
import Telemetry

/// Which lengths come back to the pool: by size class, with the thresholds that calibration has
/// drawn from them.
struct SizeClassPanel: Panel {
  /// Longer than a reading, so that the bars stand still.
  private static let span = Duration.seconds(10)

  let title = "size classes"
  let placement = PanelPlacement(.graphs, rank: 4, height: 7...10, isElastic: true)

  /// A program may tell nothing of its pools.
  func hasContent(_ scene: Scene) -> Bool { scene.mayHavePools }

  /// Whether it shows what lies in the pool, where nobody counts what is put.
  private func showsIdle(_ scene: Scene) -> Bool {
    scene.view.measure == .puts && scene.isOfAnotherProgram && scene.poolSample?.classPuts == nil
  }

  func remarks(_ scene: Scene) -> [Phrase] {
    if showsIdle(scene) { return ["idle, by capacity"] }
    let span = reading(scene).map { Phrase("mean of \(Self.words($0.seconds))") }
    return switch scene.view.measure {
    case .calls: ["calls since the calibration"]
    case .puts where scene.view.showsTotals: ["puts by length, in total"]
    case .puts: ["puts/s by length"] + [span].compactMap { $0 }
    case .bytes: ["bytes/s of capacity put"] + [span].compactMap { $0 }
    case .utilisation: ["length ÷ capacity"] + [span].compactMap { $0 }
    }
  }

  private func reading(_ scene: Scene) -> PoolReading? {
    scene.history.reading(over: Self.span, endingAt: scene.latest) {
      PoolReading(from: $0, to: $1, pool: scene.view.poolIndex)
    }
  }

  /// The time that the bars really cover, which is less than the span after a start or a gap.
  private static func words(_ seconds: Double) -> String {
    // Whole seconds: samples come a little late, and "9.9 s" by turns with "10 s" would distract.
    Quantity.interval(seconds < 1 ? .seconds(seconds) : .seconds(Int(seconds.rounded())))
  }

  private func values(_ scene: Scene) -> [Double?] {
    let values: [Double?]? =
      switch scene.view.measure {
      case .puts where showsIdle(scene): scene.poolSample?.retainedClasses?.map(Double.init)
      case .calls: scene.poolSample?.calls?.map(Double.init)
      case .puts where scene.view.showsTotals: scene.poolSample?.classPuts?.map(Double.init)
      case .puts: reading(scene)?.classPuts
      case .bytes: reading(scene)?.classCapacities
      case .utilisation: reading(scene)?.classUtilisation
      }
    return scene.sizeClasses.indices.map { index in
      values.flatMap { $0.indices.contains(index) ? $0[index] : 0 }
    }
  }

  func scale(_ scene: Scene, size: Size) -> Scale? { scale(scene, values(scene)) }

  private func scale(_ scene: Scene, _ values: [Double?]) -> Scale {
    let highest = values.compactMap { $0 }.max() ?? 0
    return switch scene.view.measure {
    // A share has one scale.
    case .utilisation: .decimal(holding: 1, atLeast: 1)
    case .bytes: scene.scale(of: self, .binary(holding: highest, atLeast: 1024), base: 1024)
    case .puts, .calls:
      scene.scale(of: self, .decimal(holding: highest, atLeast: 10), base: 10)
    }
  }

  private func label(_ scene: Scene) -> @Sendable (Double) -> String {
    if showsIdle(scene) { return Quantity.roundCount }
    return switch scene.view.measure {
    case .utilisation: Quantity.percent
    case .bytes: Quantity.roundBytesPerSecond
    case .calls: Quantity.roundCount
    case .puts: scene.view.showsTotals ? Quantity.roundCount : Quantity.roundPerSecond
    }
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let values = values(scene)
    let bars = zip(scene.sizeClasses, values).map { size, value in
      BarChart.Bar(label: Quantity.shortSize(size), value: value)
    }
    let chart = BarChart(
      bars: bars, scale: scale(scene, values), valueLabel: label(scene), pointers: pointers(scene),
      style: Style(.bar))
    chart.draw(on: &canvas)
    drawRemark(scene, on: &canvas)
  }

  private func drawRemark(_ scene: Scene, on canvas: inout Canvas) {
    let y = canvas.size.height - 1
    guard y > 2 else { return }
    if let reading = reading(scene), let rates = reading.classPuts,
      rates.allSatisfy({ $0 == 0 }), !scene.view.showsTotals, scene.view.measure != .calls
    {
      canvas.write(
        "nothing was put back for \(Self.words(reading.seconds))", x: BarChart.gutter + 2, y: 0,
        .label)
    }
    if let pool = scene.poolSample, pool.defaultSize == 0, pool.maxSize == 0 {
      let why = (pool.policy ?? "calibrated") == "calibrated" ? "not calibrated yet: " : ""
      canvas.write("\(why)all is kept", x: BarChart.gutter, y: y, .label)
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
}

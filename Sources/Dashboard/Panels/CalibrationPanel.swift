import Drawing
import Telemetry

/// How far the next calibration is, and what the last one decided.
struct CalibrationPanel: Panel {
  let title = "calibration"
  let fullHeight = 7
  let isElastic = false

  func minimumHeight(width: Int) -> Int { 3 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let width = canvas.size.width
    guard let pool = scene.poolSample, pool.calls != nil else {
      canvas.write(unknown, x: 0, y: 0, .label)
      return
    }
    let calls = Quantity.count(pool.leadingClass?.calls ?? 0)
    let progress = "\(calls) / \(Quantity.count(PoolSample.callsThreshold))"
    canvas.write("next", x: 0, y: 0, .label)
    canvas.write(progress, before: width, y: 0, .value)
    Meter.draw(
      pool.calibrationProgress, x: 9, y: 0, width: width - 9 - 16, .threshold, on: &canvas)

    let table = Table(
      widths: [width - 9],
      rows: [
        Table.Row("leading", [leading(pool, scene)]),
        Table.Row("default", [threshold(pool.defaultSize, unset: "0 B, grown by need")]),
        Table.Row("max", [threshold(pool.maxSize, unset: "none, all is kept")]),
        Table.Row("times", [times(pool, scene)]),
      ])
    var rest = Canvas(Size(width: width, height: canvas.size.height - 1))
    table.draw(on: &rest)
    canvas.draw(rest, at: Rect(x: 0, y: 1, width: width, height: rest.size.height))
  }

  /// The class that will start the next calibration, and its share of the calls so far.
  private func leading(_ pool: PoolSample, _ scene: Scene) -> String {
    guard let leading = pool.leadingClass, scene.sizeClasses.indices.contains(leading.index) else {
      return "no calls yet"
    }
    let share = pool.leadingShare.map { "\(Quantity.percent($0)) of calls, " } ?? ""
    return share + Quantity.size(scene.sizeClasses[leading.index])
  }

  private func threshold(_ size: Int?, unset: String) -> String {
    guard let size else { return unknown }
    return size == 0 ? unset : Quantity.size(size)
  }

  /// How often it was calibrated, and how often it is.
  private func times(_ pool: PoolSample, _ scene: Scene) -> String {
    let rate = scene.pool?.calibrations.map { Quantity.perSecond($0) + ", " } ?? ""
    return rate + (pool.calibrations.map(Quantity.count) ?? unknown)
  }
}

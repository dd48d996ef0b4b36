import Drawing
import Telemetry

/// How far the next calibration is, what it would decide, and what the last ones decided.
struct CalibrationPanel: Panel {
  let title = "calibration"
  let placement = PanelPlacement(.tables, rank: 6, height: 3...7, isElastic: true)

  /// Rows above the list of the last calibrations.
  private static let rows = 5

  /// A plain sync.Pool of another program has no calibration.
  func hasContent(_ scene: Scene) -> Bool {
    !scene.isOfAnotherProgram || scene.poolSample?.calls != nil
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let width = width(canvas)
    guard let pool = scene.poolSample, pool.calls != nil else {
      canvas.write(unknown, x: 0, y: 0, .label)
      return
    }
    drawNext(pool, width: width, on: &canvas)
    let table = Table(
      widths: [width - 9],
      rows: [
        Table.Row("leading", [leading(pool, scene)]),
        Table.Row("in force", [thresholds(pool)]),
        Table.Row("edge", [edge(pool, scene, width: width - 10)]),
        Table.Row("times", [times(pool, scene)]),
      ])
    var rest = Canvas(Size(width: width, height: min(canvas.size.height, Self.rows) - 1))
    table.draw(on: &rest)
    canvas.draw(rest, at: Rect(x: 0, y: 1, width: width, height: rest.size.height))
    drawLog(scene, on: &canvas)
  }

  private func drawNext(_ pool: PoolSample, width: Int, on canvas: inout Canvas) {
    canvas.write("next", x: 0, y: 0, .label)
    if let policy = pool.policy, policy != "calibrated", pool.leadingClass == nil {
      canvas.write("never: \(policy)", before: width, y: 0, .value)
      return
    }
    let calls = Quantity.count(pool.leadingClass?.calls ?? 0)
    let progress = "\(calls) / \(Quantity.count(PoolSample.callsThreshold))"
    canvas.write(progress, before: width, y: 0, .value)
    Meter.draw(
      pool.calibrationProgress, x: 9, y: 0, width: width - 9 - 16, .threshold, on: &canvas)
  }

  /// A value far from its name is hard to read.
  private func width(_ canvas: Canvas) -> Int { min(canvas.size.width, 62) }

  /// The class that will start the next calibration, and its share of the calls so far.
  private func leading(_ pool: PoolSample, _ scene: Scene) -> String {
    guard let leading = pool.leadingClass, scene.sizeClasses.indices.contains(leading.index) else {
      return "no calls yet"
    }
    let share = pool.leadingShare.map { "\(Quantity.percent($0)) of calls, " } ?? ""
    return share + Quantity.size(scene.sizeClasses[leading.index])
  }

  private func thresholds(_ pool: PoolSample) -> String {
    guard let defaultSize = pool.defaultSize, let maxSize = pool.maxSize else { return unknown }
    if defaultSize == 0 && maxSize == 0 { return "none yet, all is kept" }
    return "default \(Quantity.size(defaultSize)), max \(Quantity.size(maxSize))"
  }

  /// What the maximum size would be now, and how far the 95 % edge is from another one.
  private func edge(_ pool: PoolSample, _ scene: Scene, width: Int) -> String {
    guard let edge = CalibrationEdge(pool), scene.sizeClasses.indices.contains(edge.maxClass)
    else { return unknown }
    let max = Quantity.size(scene.sizeClasses[edge.maxClass])
    guard let distance = edge.distance else { return "max would be \(max)" }
    let points = Quantity.fixed(distance * 100, decimals: 1)
    let isWider = distance == edge.widening
    let rest = "\(max), \(points) % from \(isWider ? "larger" : "smaller")"
    let whole = "max would be \(rest)"
    return whole.count <= width ? whole : "max \(rest)"
  }

  /// How often it was calibrated, and when it will be next, where that is not at once.
  private func times(_ pool: PoolSample, _ scene: Scene) -> String {
    let times = pool.calibrations.map(Quantity.count) ?? unknown
    if let rate = scene.pool?.calibrations, rate >= 1 {
      return "\(Quantity.perSecond(rate)), \(times)"
    }
    guard let seconds = pool.secondsToCalibration(scene.pool), seconds < 1e6 else { return times }
    return "next in \(Quantity.axisTime(.seconds(seconds), span: .seconds(seconds))), \(times)"
  }

  /// The last ten that changed something, newest first.
  private func drawLog(_ scene: Scene, on canvas: inout Canvas) {
    let rows = canvas.size.height - Self.rows - 1
    guard rows > 0 else { return }
    canvas.write("changed   default, max", x: 0, y: Self.rows, .label)
    canvas.write("won by", before: width(canvas), y: Self.rows, .label)
    let log = CalibrationLog.entries(
      in: scene.seen.lazy.map(\.snapshot), pool: scene.view.poolIndex)
    if log.isEmpty { canvas.write("none in sight", x: 0, y: Self.rows + 1, .quiet) }
    for (y, entry) in log.reversed().prefix(rows).enumerated() {
      let y = Self.rows + 1 + y
      let sizes =
        entry.maxSize == 0
        ? "all is kept" : "\(Quantity.size(entry.defaultSize)), \(Quantity.size(entry.maxSize))"
      canvas.write(
        [Phrase(Quantity.clock(entry.time), .label), Phrase(sizes, .threshold)], x: 0,
        before: width(canvas), y: y)
      canvas.write(winner(entry, scene), before: width(canvas), y: y, .value)
    }
  }

  private func winner(_ entry: CalibrationLog.Entry, _ scene: Scene) -> String {
    guard let index = entry.leadingClass, scene.sizeClasses.indices.contains(index) else {
      return unknown
    }
    let share = entry.leadingShare.map { " \(Quantity.percent($0))" } ?? ""
    return Quantity.size(scene.sizeClasses[index]) + share
  }
}

import Drawing
import Telemetry

/// Who uses the processor: the workload, and apart from it the collector and the monitor's own
/// thread.
struct CPUPanel: Panel {
  let title = "cpu"
  let placement = PanelPlacement(.tables, rank: 7, height: 4...6)

  func remarks(_ scene: Scene) -> [Phrase] {
    let late = scene.latest?.monitor?.lateSamples ?? 0
    return ["of one core"]
      + (late > 0 ? [Phrase("\(Quantity.count(late)) late samples", .warning)] : [])
  }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let shares = [
      ("workload", scene.cpu?.workload), ("collector", scene.cpu?.collector),
      ("monitor", scene.cpu?.monitor),
    ]
    let width = canvas.size.width
    for (y, (name, share)) in shares.enumerated() {
      canvas.write(name, x: 0, y: y, .label)
      canvas.write(share.map(Quantity.cores) ?? unknown, before: width, y: y, .value)
      if let share { Meter.draw(share, x: 13, y: y, width: width - 13 - 9, .text, on: &canvas) }
    }
    let operations = scene.workload.map { Quantity.perSecond($0.operations) } ?? unknown
    let faults = scene.process.map { Quantity.perSecond($0.minorFaults) } ?? unknown
    let pairs = Pairs(rows: [
      [Pairs.Pair("operations", operations), Pairs.Pair("faults", faults)]
    ])
    var rest = Canvas(Size(width: width, height: canvas.size.height - shares.count))
    pairs.draw(on: &rest)
    canvas.draw(rest, at: Rect(x: 0, y: shares.count, width: width, height: rest.size.height))
  }
}

import Drawing
import Telemetry

/// Who uses the processor: the workload, and apart from it the monitor's own thread.
struct CPUPanel: Panel {
  let title = "cpu"
  let fullHeight = 7
  let isElastic = false

  func remarks(_ scene: Scene) -> [String] { ["of one core"] }

  func minimumHeight(width: Int) -> Int { 4 }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let rows: [(String, String, Double?)] = [
      ("workload", scene.cpu?.workload.map(Quantity.cores) ?? unknown, scene.cpu?.workload),
      ("monitor", scene.cpu?.monitor.map(Quantity.cores) ?? unknown, scene.cpu?.monitor),
      ("operations", scene.workload.map { Quantity.perSecond($0.operations) } ?? unknown, nil),
      ("page faults", scene.process.map { Quantity.perSecond($0.minorFaults) } ?? unknown, nil),
      (
        "late samples", scene.latest?.monitor.map { Quantity.count($0.lateSamples) } ?? unknown,
        nil
      ),
    ]
    for (y, row) in rows.enumerated() {
      canvas.write(row.0, x: 0, y: y, .label)
      canvas.write(row.1, before: canvas.size.width, y: y, .value)
      if let share = row.2 {
        Meter.draw(share, x: 13, y: y, width: canvas.size.width - 13 - 9, .text, on: &canvas)
      }
    }
  }
}

import Telemetry

/// The columns of the text output: what the dashboard's graphs show, as numbers.
enum TextRow {
  private struct Column {
    let name: String
    let width: Int
    let value: (Snapshot, Snapshot) -> String?
  }

  /// Of another program, which has no workload of ours.
  private static var attachColumns: [Column] {
    [
      Column(name: "time", width: 10) { Quantity.preciseClock($1.time) },
      Column(name: "allocated", width: 11) {
        HeapReading(from: $0, to: $1).map { Quantity.bytesPerSecond($0.allocRate) }
      },
      Column(name: "objects", width: 9) {
        HeapReading(from: $0, to: $1).map { Quantity.perSecond($0.allocObjectRate) }
      },
      Column(name: "in use", width: 8) { $1.heap.map { Quantity.bytes($0.inUseSpace) } },
      Column(name: "goal", width: 8) { $1.heap?.goal.map(Quantity.bytes) },
      Column(name: "cycles", width: 8) {
        HeapReading(from: $0, to: $1)?.collections.map(Quantity.perSecond)
      },
      Column(name: "pools", width: 6) { $1.pools.isEmpty ? nil : Quantity.count($1.pools.count) },
      Column(name: "retained", width: 8) { $1.retainedSpace.map(Quantity.bytes) },
      Column(name: "victims", width: 8) { $1.victimSpace.map(Quantity.bytes) },
      Column(name: "RSS", width: 8) { $1.process.map { Quantity.bytes($0.residentSpace) } },
      Column(name: "peak", width: 8) { $1.process.map { Quantity.bytes($0.peakResidentSpace) } },
      Column(name: "cpu", width: 7) {
        CPUReading(from: $0, to: $1)?.workload.map(Quantity.cores)
      },
      Column(name: "monitor", width: 7) {
        CPUReading(from: $0, to: $1)?.monitor.map(Quantity.cores)
      },
    ]
  }

  private static func columns(of snapshot: Snapshot) -> [Column] {
    snapshot.isOfAnotherProgram ? attachColumns : labColumns
  }

  private static var labColumns: [Column] {
    [
      Column(name: "time", width: 10) { Quantity.preciseClock($1.time) },
      Column(name: "mode", width: 5) { $1.workload?.mode.rawValue },
      Column(name: "operations", width: 10) {
        WorkloadReading(from: $0, to: $1).map { Quantity.perSecond($0.operations) }
      },
      Column(name: "allocated", width: 11) {
        HeapReading(from: $0, to: $1).map { Quantity.bytesPerSecond($0.allocRate) }
      },
      Column(name: "objects", width: 9) {
        HeapReading(from: $0, to: $1).map { Quantity.perSecond($0.allocObjectRate) }
      },
      Column(name: "in use", width: 8) { $1.heap.map { Quantity.bytes($0.inUseSpace) } },
      Column(name: "garbage", width: 8) { $1.heap?.garbageSpace.map(Quantity.bytes) },
      Column(name: "cycles", width: 8) {
        HeapReading(from: $0, to: $1)?.collections.map(Quantity.perSecond)
      },
      Column(name: "RSS", width: 8) { $1.process.map { Quantity.bytes($0.residentSpace) } },
      Column(name: "peak", width: 8) { $1.process.map { Quantity.bytes($0.peakResidentSpace) } },
      Column(name: "hits", width: 7) {
        PoolReading(from: $0, to: $1)?.hitRatio.map(Quantity.percent)
      },
      Column(name: "calibrated", width: 10) { $1.pools.first?.calibrations.map(Quantity.count) },
      Column(name: "max", width: 7) {
        $1.pools.first?.maxSize.map { $0 == 0 ? "none" : Quantity.size($0) }
      },
      Column(name: "cpu", width: 7) {
        CPUReading(from: $0, to: $1)?.workload.map(Quantity.cores)
      },
      Column(name: "monitor", width: 7) {
        CPUReading(from: $0, to: $1)?.monitor.map(Quantity.cores)
      },
    ]
  }

  /// What stands above the rows that follow a snapshot.
  static func heading(of snapshot: Snapshot) -> String {
    line(columns(of: snapshot).map { ($0.name, $0.width) })
  }

  static func row(from earlier: Snapshot, to later: Snapshot) -> String {
    line(columns(of: earlier).map { ($0.value(earlier, later) ?? "–", $0.width) })
  }

  private static func line(_ cells: [(text: String, width: Int)]) -> String {
    cells.map { cell in
      String(repeating: " ", count: max(cell.width - cell.text.count, 0)) + cell.text
    }.joined(separator: "  ")
  }
}

import Dashboard
import Telemetry

/// What was seen, in words, for after the run.
struct Summary {
  let subject: [String]
  let seen: Seen
  /// What was found; nil where nobody judged.
  var conclusion: String?

  /// A few aligned lines; one line if nothing was seen.
  var lines: [String] {
    guard let latest = seen.latest else { return ["poolmon  nothing was seen"] }
    var lines = ["poolmon  " + (subject + [Quantity.clock(latest.time)]).joined(separator: " · ")]
    lines += rows(latest).map { name, text in
      "  " + name + String(repeating: " ", count: 13 - name.count) + text
    }
    return lines
  }

  private func rows(_ latest: Snapshot) -> [(String, String)] {
    var rows = [conclusion.map { ("verdict", $0) }].compactMap { $0 }
    if let workload = latest.workload {
      rows.append(("operations", over(workload.operations, rate(WorkloadReading.init)?.operations)))
      rows.append(("mode", modes(endingIn: workload.mode)))
    }
    if let heap = latest.heap {
      let rate = rate(HeapReading.init).map { ", \(Quantity.bytesPerSecond($0.allocRate))" } ?? ""
      let objects = Quantity.count(heap.allocObjects, "object", "objects")
      let inUse = Quantity.count(heap.inUseObjects, "object", "objects")
      rows.append(("allocated", "\(Quantity.bytes(heap.allocSpace)) in \(objects)\(rate)"))
      rows.append(("in use", "\(Quantity.bytes(heap.inUseSpace)) in \(inUse)"))
    }
    if let collections = latest.heap?.collections {
      let rate = rate(HeapReading.init)?.collections.map { ", \(Quantity.perSecond($0))" } ?? ""
      rows.append(("collections", "\(Quantity.count(collections))\(rate)"))
    }
    rows += latest.pools.filter { $0.gets != nil }.flatMap(poolRows)
    rows += watchedRows(latest.pools.filter { $0.gets == nil })
    if let process = latest.process {
      let peak = Quantity.bytes(process.peakResidentSpace)
      rows.append(("RSS", "\(Quantity.bytes(process.residentSpace)), peak \(peak)"))
    }
    if let cpu = rate(CPUReading.init), let workload = cpu.workload, let monitor = cpu.monitor {
      rows.append(("cpu", "\(Quantity.cores(workload)), monitor \(Quantity.cores(monitor))"))
    }
    rows += seen.recordings.compactMap(recordingRow)
    return rows
  }

  private func recordingRow(_ recording: Recording) -> (String, String)? {
    switch recording {
    case .ended(let path, let bytes, _):
      ("recorded", "\(Quantity.bytes(bytes)) to \(path)" + (recording.loss.map { ", \($0)" } ?? ""))
    case .failed(let message): ("recording", message)
    case .on, .ending, .off: nil
    }
  }

  private func poolRows(_ pool: PoolSample) -> [(String, String)] {
    func count(_ value: Int?) -> String { value.map(Quantity.count) ?? "–" }
    let ratio = pool.hitRatio.map { ", \(Quantity.percent($0)) hits" } ?? ""
    let misses = pool.misses.map { Quantity.count($0, "miss", "misses") } ?? "– misses"
    return [
      ("gets", "\(count(pool.gets))\(ratio), \(misses)"),
      ("puts", "\(count(pool.puts)), \(count(pool.kept)) kept, \(count(pool.drops)) dropped"),
      ("abandoned", count(pool.abandoned)),
      ("calibrated", calibrations(pool)),
    ]
  }

  /// Pools whose gets nobody counts: what they hold, the largest first, the first ten of them.
  private func watchedRows(_ pools: [PoolSample]) -> [(String, String)] {
    let sorted = pools.sorted { ($0.retainedSpace ?? 0) > ($1.retainedSpace ?? 0) }
    let rows = sorted.prefix(10).map { pool in
      let space = pool.retainedSpace.map(Quantity.bytes) ?? "–"
      let objects =
        pool.retainedObjects.map { Quantity.count($0, "object", "objects") } ?? "– objects"
      let element = pool.element.map { " of \($0)" } ?? ""
      return ("pool", "\(pool.name): \(space) in \(objects)\(element)")
    }
    return rows + (sorted.count > 10 ? [("", "… \(sorted.count - 10) more pools")] : [])
  }

  private func calibrations(_ pool: PoolSample) -> String {
    guard let times = pool.calibrations else { return "–" }
    if times == 0 {
      return "never: \(Quantity.count(PoolSample.callsThreshold)) puts of one size class are needed"
    }
    if pool.maxSize == 0 { return "\(Quantity.count(times)) times, no thresholds: all is kept" }
    let thresholds = [pool.defaultSize, pool.maxSize].map { $0.map(Quantity.size) ?? "–" }
    return "\(Quantity.count(times)) times, default \(thresholds[0]), max \(thresholds[1])"
  }

  /// Total, and mean per second over the run.
  private func over(_ total: Int, _ rate: Double?) -> String {
    Quantity.count(total) + (rate.map { ", \(Quantity.perSecond($0))" } ?? "")
  }

  private func rate<R>(_ derive: (Snapshot, Snapshot) -> R?) -> R? {
    guard let first = seen.first, let latest = seen.latest else { return nil }
    return derive(first, latest)
  }

  /// "put, noput from 00:00:03": the switches as they were seen, the first ten of them.
  private func modes(endingIn last: WorkloadMode) -> String {
    let switches = seen.switches.map { "\($0.mode.rawValue) from \(Quantity.clock($0.time))" }
    let begin = seen.first?.workload?.mode.rawValue ?? last.rawValue
    let more = switches.count > 10 ? ["… \(switches.count - 10) more"] : []
    return ([begin] + switches.prefix(10) + more).joined(separator: ", ")
  }
}

extension Summary {
  init(_ run: RunLoop, of subject: [String]) {
    self.init(subject: subject, seen: run.seen, conclusion: run.front.conclusion)
  }
}

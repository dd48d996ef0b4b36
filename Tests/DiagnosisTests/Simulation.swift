import Telemetry

@testable import Diagnosis
@testable import Workloads

/// A run in steps, without threads and clocks, that a diagnostician watches ten times a second.
struct Simulation {
  let engine: WorkloadEngine
  var diagnostician = Diagnostician(sizeClasses: (0..<20).map { 64 << $0 })
  /// Findings that have stood, and when each was first told.
  private(set) var told: [String: Duration] = [:]
  private(set) var tenths = 0
  private var source: LiveSource
  /// Operations in a tenth of a second.
  private let pace: Int

  init(_ kind: WorkloadKind, pace: Int = 500, settings: WorkloadSettings = Simulation.small) {
    self.pace = pace
    engine = WorkloadEngine(kind: kind, settings: settings)
    source = LiveSource(
      engine: engine, interval: .milliseconds(100), processSample: { nil },
      monitorCost: { (cpuNanoseconds: 0, frames: 0) })
  }

  /// Messages of 3,000 B: a debug build copies slowly.
  static var small: WorkloadSettings {
    var settings = WorkloadSettings()
    settings.payloadBytes = 3000
    return settings
  }

  var now: Duration { .milliseconds(tenths * 100) }
  var standing: [String] { diagnostician.standing.map(\.finding.name) }

  mutating func run(seconds: Double) {
    for _ in 0..<Int(seconds * 10) {
      for snapshot in source.snapshots(upTo: now) { diagnostician.add(snapshot) }
      for name in standing where told[name] == nil { told[name] = now }
      engine.step(pace, at: now)
      tenths += 1
    }
  }
}

import ByteBufferPool
package import Diagnosis
import Telemetry
package import Workloads

/// A run in steps, without threads and clocks, that a diagnostician watches.
package struct Simulation {
  /// What the operating system says of the process.
  package enum Resident: Sendable {
    case unknown
    /// RSS is what the heap uses, and 10 MiB.
    case follows
    /// The same, but it never falls.
    case stays
  }

  package let engine: WorkloadEngine
  package var diagnostician = Diagnostician(sizeClasses: Simulation.sizeClasses)
  /// Findings that have stood, and when each was first told.
  package private(set) var told: [String: Duration] = [:]
  /// When the verdict was healthy for the first time.
  package private(set) var firstHealthy: Duration?
  package private(set) var tenths = 0
  /// Collections before each operation.
  package var collectionsPerOperation = 0
  private var source: LiveSource
  /// Operations in a tenth of a second.
  private let pace: Int

  package static let sizeClasses = (0..<20).map { 64 << $0 }

  package init(
    _ kind: WorkloadKind, pace: Int = 500, settings: WorkloadSettings = Simulation.small,
    interval: Duration = .milliseconds(100), resident: Resident = .unknown,
    memoryLimit: Int? = nil
  ) {
    self.pace = pace
    let engine = WorkloadEngine(kind: kind, settings: settings)
    self.engine = engine
    var peak = 0
    source = LiveSource(
      engine: engine, interval: interval,
      processSample: { _ in
        guard resident != .unknown else { return nil }
        let space = (10 << 20) + engine.heap.sample.inUseSpace
        peak = max(peak, space)
        return ProcessSample(
          residentSpace: resident == .stays ? peak : space, peakResidentSpace: peak,
          cpuNanoseconds: 0, minorFaults: 0, memoryLimit: memoryLimit)
      })
  }

  /// Messages of 3,000 B: a debug build copies slowly.
  package static var small: WorkloadSettings {
    var settings = WorkloadSettings()
    settings.payloadBytes = 3000
    return settings
  }

  package var now: Duration { .milliseconds(tenths * 100) }
  package var standing: [String] { diagnostician.standing.map(\.finding.name) }

  package mutating func run(seconds: Double) {
    for _ in 0..<Int(seconds * 10) {
      for snapshot in source.snapshots(upTo: now) { diagnostician.add(snapshot) }
      for name in standing where told[name] == nil { told[name] = now }
      if firstHealthy == nil, case .healthy = diagnostician.verdict { firstHealthy = now }
      step()
      tenths += 1
    }
  }

  private func step() {
    guard collectionsPerOperation > 0 else { return engine.step(pace, at: now) }
    for _ in 0..<pace {
      for _ in 0..<collectionsPerOperation { engine.heap.collect { engine.pool.sweep() } }
      engine.step(1, at: now)
    }
  }
}

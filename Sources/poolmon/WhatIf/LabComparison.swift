import ByteBufferPool
import Telemetry
import WhatIf
import Workloads

/// A lab in steps, with policies beside its pool that see the same uses in the same order: what
/// they come to is exact.
struct LabComparison {
  /// Operations a second where none are asked for, as much as the work of a busy server.
  static let usualRate = 20_000.0
  /// More would take minutes.
  static let mostOperations = 50_000_000
  /// Samples a second, of which the figures of the pool itself are made.
  private static let samplesPerSecond = 10.0

  private let engine: WorkloadEngine
  private let rate: Double
  /// The same requests as the engine's worker does, since both are made of the same seed.
  private var workload: any Workload
  private var trials: [Trial]
  private var sweeps = 0
  /// What is held on to, in bytes.
  private var keptBytes = 0

  private(set) var stream: ClassStream
  private let source: LiveSource

  /// - Parameter engine: at rest, of one worker, which has done nothing.
  init(_ engine: WorkloadEngine, rate: Double, _ contenders: [Contender]) {
    (self.engine, self.rate) = (engine, rate)
    workload = engine.kind.makePart(engine.settings, worker: 0)
    trials = contenders.map { Trial($0) }
    source = LiveSource(
      engine: engine, interval: .seconds(1), processSample: { _ in nil },
      monitorCost: { (cpuNanoseconds: 0, frames: 0) })
    let first = source.snapshot(at: .zero)
    stream = ClassStream(pool: first.pools[0])
    stream.add(first)
  }

  /// Does what is done in so much time. False if the end was asked for.
  mutating func run(_ duration: Duration, isEndAsked: () -> Bool) -> Bool {
    let operations = Int(duration.inSeconds * rate)
    let perSample = max(Int(rate / Self.samplesPerSecond), 1)
    for index in 0..<operations {
      let time = Duration.nanoseconds(Int(Double(index) / rate * 1e9))
      if index > 0, index.isMultiple(of: perSample) {
        if isEndAsked() { return false }
        stream.add(source.snapshot(at: time))
      }
      step(at: time)
    }
    for index in trials.indices { trials[index].advance(to: duration) }
    stream.add(source.snapshot(at: duration))
    return true
  }

  private mutating func step(at time: Duration) {
    engine.step(1, at: time)
    let uses = uses(of: workload.next(at: moment(at: time)))
    for index in trials.indices {
      trials[index].advance(to: time)
      trials[index].use(uses)
    }
    // The heap's cycles come behind an operation.
    let swept = engine.pool.counters.sweeps
    for _ in sweeps..<max(swept, sweeps) {
      for index in trials.indices { trials[index].sweep() }
    }
    sweeps = swept
  }

  private func moment(at time: Duration) -> Workloads.Moment {
    Workloads.Moment(time: time, forgottenShare: engine.forgottenShare)
  }

  /// What a worker does with a request, in sizes.
  private mutating func uses(of request: Request) -> [Use] {
    let isPutting = engine.mode == .put
    return (0..<request.together).map { _ in
      var use = Use(length: request.length, asked: request.reserved)
      switch request.end {
      case .put: use.isPutBack = isPutting
      case .forget: use.isPutBack = false
      case .emptyAndPut: (use.isPutBack, use.isEmptied) = (isPutting, isPutting)
      case .keep:
        let isKept = keptBytes + request.length <= engine.settings.leakLimit
        if isKept { keptBytes += request.length }
        use.isPutBack = isPutting && !isKept
      }
      return use
    }
  }

  /// What every policy has come to, and the pool itself.
  func comparison(actualName: String) -> PolicyComparison {
    PolicyComparison(trials, beside: stream, actualName: actualName)
  }

  /// What they have done, in the order of the contenders.
  var tallies: [Tally] { trials.map(\.tally) }
}

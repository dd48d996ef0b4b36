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
  /// Operations after which the end may be asked for: a moment.
  private static let patience = 1024

  private let engine: WorkloadEngine
  private let rate: Double
  /// The same requests as the engine's worker does, since both are made of the same seed.
  private var workload: any Workload
  private var trials: [Trial]
  private(set) var stream: ClassStream
  private let source: LiveSource
  /// Of the pool, after the last operation.
  private var counters: PoolCounters

  /// - Parameter engine: at rest, of one worker, which has done nothing.
  init(_ engine: WorkloadEngine, rate: Double, _ contenders: [Contender]) {
    (self.engine, self.rate) = (engine, rate)
    workload = engine.kind.makePart(engine.settings, worker: 0)
    trials = contenders.map { Trial($0) }
    source = LiveSource(engine: engine, interval: .seconds(1))
    counters = engine.pool.counters
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
      if index.isMultiple(of: Self.patience), isEndAsked() { return false }
      if index > 0, index.isMultiple(of: perSample) { stream.add(source.snapshot(at: time)) }
      step(at: time)
    }
    for index in trials.indices { trials[index].advance(to: duration) }
    stream.add(source.snapshot(at: duration))
    return true
  }

  private mutating func step(at time: Duration) {
    let before = counters
    engine.step(1, at: time)
    counters = engine.pool.counters
    let request = workload.next(at: engine.moment(at: time))
    // What was let go or held on to is not put under any policy.
    let isPutBack = counters.puts > before.puts
    let use = Use(
      length: request.length, asked: request.reserved,
      isEmptied: isPutBack && request.end == .emptyAndPut, isPutBack: isPutBack)
    let uses = Array(repeating: use, count: request.together)
    for index in trials.indices {
      trials[index].advance(to: time)
      trials[index].use(uses)
      // The heap's cycles come behind an operation.
      for _ in before.sweeps..<counters.sweeps { trials[index].sweep() }
    }
  }

  /// What every policy has come to, and the pool itself.
  var comparison: PolicyComparison { PolicyComparison(trials, beside: stream) }

  /// What they have done, in the order of the contenders.
  var tallies: [Tally] { trials.map(\.tally) }
}

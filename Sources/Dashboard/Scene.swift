import DequeModule
import Diagnosis
import Drawing
import Telemetry
import WhatIf

/// What panels draw from: the history, the moment that is looked at, and the readings that several
/// of them need, derived once a frame.
package struct Scene {
  /// Readings on screen are means over this time, so that a person can read them.
  static let readingSpan = Duration.seconds(1)

  /// The inside of a panel that is not drawn, where its scale is asked for.
  static let unseenSize = Size(width: 110, height: 8)

  let history: History
  let view: ViewState
  let keys: KeyTable
  let sizeClasses: [Int]
  /// Time that the whole time axis stands for, and its last instant.
  let axisSpan: Duration
  let axisEnd: Duration
  /// The snapshot that is looked at: the one under the cursor, or the latest.
  let latest: Snapshot?
  /// The snapshots on the time axis, oldest first, and one before and behind it.
  let recent: Slice<Deque<Moment>>
  /// When calibrations were seen on the time axis.
  let calibrations: [Duration]
  /// What is or was found of the pool that is shown.
  let findings: [FindingSpan]
  let pool: PoolReading?
  let heap: HeapReading?
  let cpu: CPUReading?
  let process: ProcessReading?
  let workload: WorkloadReading?
  let latency: LatencyReading?
  /// What other policies would have come to, of whatever pool was looked at last.
  private let lastWhatIf: LiveComparison.Outcome?
  private let memory = Memory()

  init(_ model: DashboardModel) {
    let history = model.history
    let (view, now) = (model.view, history.latest?.time ?? .zero)
    self.history = history
    keys = model.keyTable
    self.view = view
    sizeClasses = model.sizeClasses
    axisSpan = view.axisSpan(interval: model.interval)
    axisEnd = view.axisEnd(now: now, interval: model.interval)
    recent = history.moments(from: axisEnd - axisSpan, to: axisEnd)
    let latest = view.cursor.map { history.snapshot(at: $0) } ?? history.latest
    self.latest = latest
    let index = view.poolIndex
    findings = model.diagnosis.spans(pool: index)
    lastWhatIf = model.whatIf.outcome
    calibrations = PoolReading.calibrationTimes(recent, pool: index)
    func reading<R>(_ derive: (Snapshot, Snapshot) -> R?) -> R? {
      latest.flatMap { history.reading(over: Self.readingSpan, endingAt: $0, derive) }
    }
    pool = reading { PoolReading(from: $0, to: $1, pool: index) }
    heap = reading { HeapReading(from: $0, to: $1) }
    cpu = reading { CPUReading(from: $0, to: $1) }
    process = reading { ProcessReading(from: $0, to: $1) }
    workload = reading { WorkloadReading(from: $0, to: $1) }
    latency = reading { LatencyReading(from: $0, to: $1) }
  }

  /// The snapshots on the time axis up to the one that is looked at.
  var seen: Slice<Deque<Moment>> {
    let last = latest?.timeNanoseconds ?? .max
    return recent.prefix { $0.nanoseconds <= last }
  }

  /// What is found once and used by every graph of a width.
  private final class Memory {
    var places: [Int: TimePlaces] = [:]
  }

  /// Which snapshots fall where on the time axis of a canvas of this width.
  func places(width: Int) -> TimePlaces {
    if let places = memory.places[width] { return places }
    let axis = TimeAxis(
      columns: width - LineGraph.gutter, span: axisSpan, end: axisEnd, glyphs: view.glyphs)
    let places = TimePlaces(recent, of: history, on: axis)
    memory.places[width] = places
    return places
  }

  /// Whether another program is watched, whose gets and puts nobody counts.
  var isOfAnotherProgram: Bool { latest?.isOfAnotherProgram ?? false }

  /// Whether there is something to say of pools: not where another program tells of its heap alone.
  var mayHavePools: Bool { !isOfAnotherProgram || latest?.pools.isEmpty == false }

  var poolSample: PoolSample? {
    guard let pools = latest?.pools, pools.indices.contains(view.poolIndex) else { return nil }
    return pools[view.poolIndex]
  }

  /// What other policies would have come to. nil before anything of this pool is worked out.
  var whatIf: LiveComparison.Outcome? {
    lastWhatIf.flatMap { poolSample.map($0.stream.pool.isSame) == true ? $0 : nil }
  }

  /// A panel's scale: as it was frozen, or as the values want it; logarithmic if asked for.
  func scale(of panel: any Panel, _ free: Scale, base: Double) -> Scale {
    if let frozen = view.frozen?[panel.title] { return frozen }
    return view.isLogarithmic ? free.logarithmic(base: base, powers: base == 10 ? 4 : 2) : free
  }
}

import Drawing
import Telemetry

/// What panels draw from: the history and the readings that several of them need, derived once a
/// frame.
struct Scene {
  /// How many samples fill the time axis: 60 s at ten a second.
  static let samplesAcross = 600

  /// Readings on screen are means over this time, so that a person can read them.
  static let readingSpan = Duration.seconds(1)

  let history: History
  /// The snapshots on the time axis, oldest first, and one before it, so that a line enters from
  /// the edge.
  let recent: [Snapshot]
  /// When calibrations were seen on the time axis.
  let calibrations: [Duration]
  let sizeClasses: [Int]
  /// Time that the whole time axis stands for.
  let axisSpan: Duration
  let pool: PoolReading?
  let heap: HeapReading?
  let cpu: CPUReading?
  let process: ProcessReading?
  let workload: WorkloadReading?

  init(_ model: DashboardModel) {
    history = model.history
    sizeClasses = model.sizeClasses
    axisSpan = model.interval * Self.samplesAcross
    recent = history.snapshots(over: axisSpan)
    calibrations = zip(recent, recent.dropFirst()).compactMap { earlier, later in
      guard let before = earlier.pools.first?.calibrations,
        let after = later.pools.first?.calibrations
      else { return nil }
      return after > before ? later.time : nil
    }
    pool = history.reading(over: Self.readingSpan) { PoolReading(from: $0, to: $1) }
    heap = history.reading(over: Self.readingSpan) { HeapReading(from: $0, to: $1) }
    cpu = history.reading(over: Self.readingSpan) { CPUReading(from: $0, to: $1) }
    process = history.reading(over: Self.readingSpan) { ProcessReading(from: $0, to: $1) }
    workload = history.reading(over: Self.readingSpan) { WorkloadReading(from: $0, to: $1) }
  }

  var latest: Snapshot? { history.latest }
  var poolSample: PoolSample? { latest?.pools.first }
}

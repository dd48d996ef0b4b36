import Telemetry
import Testing

@Suite struct CalibrationLogTests {
  /// A snapshot of a pool with these thresholds in KiB.
  private static func snapshot(
    at milliseconds: Int, _ defaultSize: Int?, _ maxSize: Int?, calls: [Int]? = nil,
    calibrations: Int? = nil, policy: String? = "calibrated", workload: String = "web",
    interval: Int? = nil
  ) -> Snapshot {
    var pool = PoolSample(name: "default")
    pool.defaultSize = defaultSize
    pool.maxSize = maxSize
    pool.calls = calls.map(ClassCounts.init)
    pool.calibrations = calibrations
    pool.policy = policy
    return Snapshot(
      time: .milliseconds(milliseconds), pools: [pool],
      workload: WorkloadSample(name: workload, mode: .put, operations: 0, payloadBytes: nil),
      monitor: interval.map {
        MonitorSample(
          cpuNanoseconds: 0, frames: 0, lateSamples: 0, intervalNanoseconds: $0 * 1_000_000)
      })
  }

  @Test func aChangeNamesTheClassThatLedBefore() {
    let snapshots = [
      Self.snapshot(at: 0, 0, 0, calls: [1, 3], calibrations: 0),
      Self.snapshot(at: 100, 0, 0, calls: [30_000, 10_000], calibrations: 0),
      Self.snapshot(at: 200, 64, 128, calls: [0, 1], calibrations: 1),
      // Calibrated to the same: no change.
      Self.snapshot(at: 300, 64, 128, calls: [5, 1], calibrations: 2),
      Self.snapshot(at: 400, 128, 128, calls: [0, 0], calibrations: 3),
    ]
    let entries = CalibrationLog.entries(in: snapshots)
    #expect(entries.map(\.time) == [.milliseconds(200), .milliseconds(400)])
    #expect(entries.map(\.defaultSize) == [64, 128] && entries.map(\.maxSize) == [128, 128])
    #expect(entries.map(\.leadingClass) == [0, 0])
    #expect(entries.map(\.leadingShare) == [0.75, 5.0 / 6])
  }

  /// What came before, what after, and whether a class is said to have won.
  @Test func whereNoClassWonNoneIsNamed() {
    let before = Self.snapshot(at: 0, 0, 0, calls: [3, 1], calibrations: 4, interval: 100)
    let cases: [(Snapshot, Int?)] = [
      (Self.snapshot(at: 100, 64, 64, calibrations: 5), 0),
      (Self.snapshot(at: 100, 64, 64, calibrations: 4), nil),
      (Self.snapshot(at: 100, 64, 64, calibrations: 5, policy: "strikes"), nil),
      (Self.snapshot(at: 100, 64, 64, calibrations: 5, workload: "cliff"), nil),
      (Self.snapshot(at: 301, 64, 64, calibrations: 5), nil),
    ]
    for (after, index) in cases {
      let entry = CalibrationLog.Entry(from: before, to: after)
      #expect(entry?.defaultSize == 64 && entry?.leadingClass == index)
      #expect((entry?.leadingShare == nil) == (index == nil))
    }
    let unknown = Self.snapshot(at: 0, 0, 0)
    #expect(CalibrationLog.Entry(from: unknown, to: cases[0].0)?.leadingClass == nil)
  }

  @Test func whatIsUnknownIsNoChange() {
    let (unknown, known) = (Self.snapshot(at: 0, nil, nil), Self.snapshot(at: 100, 1, 1))
    #expect(CalibrationLog.entries(in: [unknown, known]).isEmpty)
    #expect(CalibrationLog.entries(in: [known, unknown]).isEmpty)
    #expect(CalibrationLog.entries(in: [Snapshot(time: .zero), known]).isEmpty)
    #expect(CalibrationLog.entries(in: [known, Snapshot(time: .seconds(1))]).isEmpty)
    #expect(CalibrationLog.entries(in: [Snapshot]()).isEmpty)
    #expect(CalibrationLog.entries(in: [known]).isEmpty)
    #expect(CalibrationLog.entries(in: [known, Self.snapshot(at: 200, 2, 2)], pool: 1).isEmpty)
  }

  @Test func theLastTenAreKeptOldestFirst() {
    let snapshots = (0...25).map { Self.snapshot(at: $0 * 100, $0, $0) }
    let entries = CalibrationLog.entries(in: snapshots)
    #expect(entries.map(\.defaultSize) == Array(16...25))
  }
}

@Suite struct CalibrationEdgeTests {
  private static func edge(_ calls: [Int]?) -> CalibrationEdge? {
    var pool = PoolSample(name: "p")
    pool.calls = calls.map(ClassCounts.init)
    return CalibrationEdge(pool)
  }

  /// Calls by class, and what comes of them; distances in percentage points of the calls.
  struct Case: Sendable {
    let calls: [Int]
    /// The classes of default and maximum size.
    let classes: [Int]
    let covered: Double
    var widening: Double?
    var narrowing: Double?
  }

  static let cases = [
    // One class: nothing can change it.
    Case(calls: [0, 100], classes: [1, 1], covered: 100),
    // A larger one just out, and just in: the cliff.
    Case(calls: [952, 48], classes: [0, 0], covered: 95.2, widening: 0.2),
    Case(calls: [948, 52], classes: [0, 1], covered: 100, narrowing: 0.2),
    // At 95 % exactly the walk goes on.
    Case(calls: [95, 5], classes: [0, 1], covered: 100, narrowing: 0),
    Case(calls: [951, 49], classes: [0, 0], covered: 95.1, widening: 0.1),
    // The most popular is the largest: no other can take its place.
    Case(calls: [40, 60], classes: [1, 1], covered: 100),
    Case(calls: [4, 96], classes: [1, 1], covered: 96),
    // The second sets the maximum, and the third has no say in it: it is smaller.
    Case(calls: [20, 50, 30], classes: [1, 2], covered: 100, narrowing: 45),
    // A smaller one comes before the larger one that is out.
    Case(calls: [30, 67, 0, 3], classes: [1, 1], covered: 97, widening: 2),
    Case(calls: [2, 97, 0, 1], classes: [1, 1], covered: 97, widening: 4),
    // Both edges. Of equally many the smaller one comes first.
    Case(calls: [48, 48, 4], classes: [0, 1], covered: 96, widening: 1, narrowing: 47),
  ]

  @Test(arguments: cases)
  func theEdgeIsWhereTheMaximumChanges(expected: Case) throws {
    let edge = try #require(Self.edge(expected.calls))
    #expect([edge.defaultClass, edge.maxClass] == expected.classes)
    #expect(abs(edge.coveredShare * 100 - expected.covered) < 1e-9)
    let points = [edge.widening, edge.narrowing, edge.distance].map { $0.map { $0 * 100 } }
    let nearest = [expected.widening, expected.narrowing].compactMap { $0 }.min()
    for (found, wanted) in zip(points, [expected.widening, expected.narrowing, nearest]) {
      #expect((found == nil) == (wanted == nil))
      #expect(abs((found ?? 0) - (wanted ?? 0)) < 1e-9)
    }
  }

  @Test func withoutCallsThereIsNoEdge() {
    #expect(Self.edge(nil) == nil && Self.edge([]) == nil && Self.edge([0, 0]) == nil)
  }
}

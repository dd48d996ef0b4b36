import Glibc
import Telemetry
import WhatIf
import Workloads

/// What it costs to go on with what other policies would have come to.
struct WhatIfCost {
  /// Every workload, for half a minute of samples behind a whole minute, which each round looks at.
  /// Quickly, of the workload alone that takes most.
  static func lines(isQuick: Bool) -> [String] {
    let kinds = WorkloadKind.all.filter { !isQuick || $0.name == "web" }
    return kinds.map { WhatIfCost($0).line } + [WhatIfCost(buffersAtOnce: 10_000).line]
  }

  private static let operationsPerTenth = 2000

  private let name: String
  /// Sorted, in nanoseconds.
  private let times: [Double]
  /// How often it went on until something was told, and until a round was whole.
  private let first: Int?
  private let whole: Int?
  private let ways: Int

  private init(_ kind: WorkloadKind) {
    var settings = WorkloadSettings()
    // Less to copy.
    settings.payloadBytes = 3000
    let engine = WorkloadEngine(kind: kind, settings: settings)
    let source = LiveSource(engine: engine, interval: .milliseconds(100))
    self.init(kind.name) { time in
      engine.step(Self.operationsPerTenth, at: time)
      return source.snapshot(at: time)
    }
  }

  /// So many buffers are out together again and again, and then idle.
  private init(buffersAtOnce count: Int) {
    var (puts, tenth) = (0, 0)
    self.init("\(Quantity.count(count)) buffers at once") { time in
      tenth += 1
      puts += Self.operationsPerTenth
      var pool = PoolSample(name: "pool")
      pool.retainedObjects = tenth % 10 > 5 ? count : 0
      pool.classPuts = ClassCounts((0..<20).map { $0 < 4 ? puts >> $0 : 0 })
      return Snapshot(time: time, pools: [pool])
    }
  }

  private init(_ name: String, sample: (Duration) -> Snapshot) {
    self.name = name
    var moments: [Telemetry.Moment] = []
    var live = LiveComparison()
    var (times, first, whole) = ([Double](), Int?.none, Int?.none)
    for tenth in 1...900 {
      moments.append(Telemetry.Moment(sample(.milliseconds(tenth * 100))))
      guard tenth > 600, let pool = moments.last?.snapshot.pools.first else { continue }
      let start = cpuNanoseconds()
      live.advance(pool, moments.suffix(600))
      times.append(cpuNanoseconds() - start)
      guard let outcome = live.outcome else { continue }
      if first == nil { first = tenth - 600 }
      if whole == nil, outcome.waysDone == outcome.wayCount { whole = tenth - 600 }
    }
    (self.times, self.first, self.whole) = (times.sorted(), first, whole)
    ways = live.outcome?.wayCount ?? 0
  }

  private var line: String {
    func count(_ count: Int?) -> String { count.map { "\($0)" } ?? "–" }
    let mean = Quantity.nanoseconds(times.reduce(0, +) / Double(times.count))
    let nearlyMost = Quantity.nanoseconds(times[times.count * 99 / 100])
    return
      "what if, \(name), \(ways) \(ways == 1 ? "way" : "ways"): \(mean) a time on average, "
      + "\(nearlyMost) at the 99th percentile, \(Quantity.nanoseconds(times.last ?? 0)) at most; "
      + "told after \(count(first)) times, whole after \(count(whole))"
  }
}

/// CPU time of the process: what else the machine does is not in it.
func cpuNanoseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

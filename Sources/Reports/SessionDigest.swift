package import Diagnosis
package import Sessions
package import Telemetry

/// What a report needs of a session, taken in sample by sample: bounded, however long it was.
package struct SessionDigest: Sendable {
  /// Marks that are kept, the first ones: more than anyone reads.
  package static let markLimit = 200
  /// Changes of thresholds that are kept of each pool, the first ones: some workloads have ten a
  /// second, and the graphs show when each was.
  package static let changeLimit = 20
  /// Pools whose changes are kept.
  package static let poolLimit = 10_000

  /// What the session is called: its file's name, say.
  package let name: String
  package let header: SessionHeader
  package private(set) var run = RunReading()
  package private(set) var timeline = Timeline()
  package private(set) var examination: Examination
  package private(set) var sampleCount = 0
  /// What people did, and gaps.
  private var marks: [Mark] = []
  /// Changes of thresholds, by pool.
  private var changes: [String: [Mark]] = [:]
  private var markCount = 0
  private var changeCounts: [String: Int] = [:]
  /// Lines of the file that were passed over.
  package var damage = Damage()

  private let judges: Bool

  /// - Parameter judges: whether the rules are asked, too.
  package init(name: String, header: SessionHeader, judges: Bool = true) {
    self.name = name
    self.header = header
    self.judges = judges
    examination = Examination(sizeClasses: header.sizeClasses)
  }

  /// Takes the next sample in. One that is not later than those before is passed over.
  package mutating func add(_ snapshot: Snapshot) {
    if let latest = run.latest {
      guard snapshot.timeNanoseconds > latest.timeNanoseconds else { return }
      for mark in Mark.between(latest, snapshot) { add(mark) }
    } else if let note = snapshot.note {
      add(Mark(time: snapshot.time, event: .note(note)))
    }
    sampleCount += 1
    let isAfterGap = run.latest.map { snapshot.isAfterGap(since: $0) } ?? false
    run.add(snapshot)
    timeline.add(snapshot, isAfterGap: isAfterGap)
    if judges { examination.add(snapshot) }
  }

  private mutating func add(_ mark: Mark) {
    if case .thresholdsChanged(let pool, _, _) = mark.event {
      guard changes.count < Self.poolLimit || changes[pool] != nil else { return }
      changeCounts[pool, default: 0] += 1
      if changes[pool, default: []].count < Self.changeLimit {
        changes[pool, default: []].append(mark)
      }
    } else {
      markCount += 1
      if marks.count < Self.markLimit { marks.append(mark) }
    }
  }

  // MARK: The pool that the figures are of

  /// Those at the end.
  package var pools: [PoolSample] { run.latest?.pools ?? [] }

  /// Chooses the pool that is told in detail: the one with this name, or the main one. False if
  /// there is none of that name.
  package mutating func choosePool(named name: String?) -> Bool {
    guard let name = name ?? pools.main?.name else {
      run.pool = 0
      return true
    }
    guard let index = pools.firstIndex(where: { $0.name == name }) else { return false }
    run.pool = index
    return true
  }

  /// Chooses the main one of the pools that both sessions have, in both; without one each keeps its
  /// own.
  package static func choosePool(of a: inout SessionDigest, _ b: inout SessionDigest) {
    let names = Set(b.pools.map(\.name))
    guard let name = a.pools.filter({ names.contains($0.name) }).main?.name else { return }
    // Both have it.
    _ = a.choosePool(named: name)
    _ = b.choosePool(named: name)
  }

  // MARK: Time

  /// From the first sample to the latest, in seconds since the session began.
  package var span: ClosedRange<Double> {
    let ends = (run.first?.time.inSeconds ?? 0, run.latest?.time.inSeconds ?? 0)
    return ends.0...max(ends.0, ends.1)
  }

  // MARK: Marks

  /// Those that are kept, in the order of time; changes of thresholds of the pool in question.
  package var keptMarks: [Mark] {
    (marks + (changes[poolName] ?? [])).sorted { $0.time < $1.time }
  }

  /// "130 more changes of thresholds"; nil where all marks are kept.
  package var omittedMarks: String? {
    let more = [
      (markCount - marks.count, "marks"),
      ((changeCounts[poolName] ?? 0) - (changes[poolName]?.count ?? 0), "changes of thresholds"),
    ]
    let words = more.filter { $0.0 > 0 }.map { "\(Quantity.count($0.0)) more \($0.1)" }
    return words.isEmpty ? nil : words.joined(separator: " and ")
  }

  /// Those that cross the graphs.
  var crossingMarks: [Mark] { marks.filter(\.event.crossesGraphs) }

  /// Times in which nothing was seen, in seconds.
  var gaps: [ClosedRange<Double>] {
    marks.compactMap { mark in
      guard case .gap(let length) = mark.event else { return nil }
      return (mark.time - length).inSeconds...mark.time.inSeconds
    }
  }

  /// When the pool's thresholds changed, in seconds, as finely as a graph shows it.
  var changeTimes: [Double] {
    func sizes(_ snapshot: Snapshot) -> [Int?] {
      let pool = snapshot.pool(at: run.pool)
      return [pool?.defaultSize, pool?.maxSize]
    }
    return zip(timeline.buckets, timeline.buckets.dropFirst())
      .filter { sizes($0.last) != sizes($1.last) }.map { $1.last.time.inSeconds }
  }

  /// When something was found of the pool or the process, in seconds.
  var findingTimes: [ClosedRange<Double>] {
    examination.findings.filter { $0.pool == run.pool || $0.isOfProcess }
      .map { $0.start.inSeconds...$0.end.inSeconds }
  }

  private var poolName: String { run.poolSample?.name ?? "" }
}

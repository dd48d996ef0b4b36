package import Telemetry

/// A session that is looked at from its begin to its end: what was found, and what could not be
/// told.
package struct Examination: Sendable {
  private var diagnostician: Diagnostician
  private var first: Snapshot?
  private var latest: Snapshot?
  /// At once, at any time.
  private var mostPools = 0

  package init(sizeClasses: [Int]) {
    diagnostician = Diagnostician(sizeClasses: sizeClasses)
  }

  /// Takes the next sample in.
  package mutating func add(_ snapshot: Snapshot) {
    diagnostician.add(snapshot)
    first = first ?? snapshot
    latest = snapshot
    mostPools = max(mostPools, snapshot.pools.count)
  }

  /// From the first sample to the latest. nil without samples.
  package var span: ClosedRange<Duration>? {
    guard let first, let latest else { return nil }
    return first.time...max(first.time, latest.time)
  }

  /// Whether there was a pool at any time: without one nothing was looked at.
  package var hasPools: Bool { mostPools > 0 }

  /// Names of the pools at the end, in the order of samples.
  package var pools: [String] { latest?.pools.map(\.name) ?? [] }

  /// Findings that stood and those that stand, in the order in which they began.
  package var findings: [FindingSpan] {
    (diagnostician.past + diagnostician.standing)
      .sorted { ($0.start, $0.pool) < ($1.start, $1.pool) }
  }

  /// How many that ended are not among them, since there were too many.
  package var omitted: Int { diagnostician.endedCount - diagnostician.past.count }

  /// The worst of all, also of those that are not kept. nil where nothing was found.
  package var worst: Finding.Severity? {
    let standing = diagnostician.standing.map(\.finding.severity)
    return (standing + [diagnostician.worstEnded].compactMap { $0 }).max()
  }

  /// What is going on at the end.
  package var verdict: Verdict { diagnostician.verdict }

  /// What rules still miss at the end, by the pool's place.
  package var missing: [(pool: Int, rule: String, what: String)] {
    pools.indices.flatMap { pool in
      diagnostician.missing(pool: pool).map { (pool, $0.rule, $0.what) }
    }
  }

  /// What the source cannot tell, by the pool's place, as it is at the end.
  package var silent: [(pool: Int, rule: String)] {
    pools.indices.flatMap { pool in diagnostician.silent(pool: pool).map { (pool, $0) } }
  }

  /// What a rule is about: the pool at that place at the end, or the process.
  package func subject(of rule: String, pool: Int) -> String {
    let isOfProcess = RuleList.all.contains { $0.name == rule && $0.isOfProcess }
    return isOfProcess ? FindingSpan.process : pools[pool]
  }

  // MARK: In words

  /// The findings for people. Pools are named where there were several, and those of another
  /// program, whose names lead to its code.
  package var texts: [FindingText] {
    let namesPool = mostPools > 1 || latest?.isOfAnotherProgram == true
    return findings.map { FindingText($0, namesPool: namesPool) }
  }

  /// What there is to say beside the findings: how it stands where none does, and how many there
  /// were before those that are kept.
  package var remarks: [String] {
    let earlier = Quantity.count(omitted, "finding before these is", "findings before these are")
    let more = omitted > 0 ? ["\(earlier) not kept"] : []
    if case .finding = verdict { return more }
    return more + [diagnostician.conclusion]
  }
}

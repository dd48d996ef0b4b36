package import Telemetry

/// Runs the rules over samples as they come, and says what stands.
///
/// A finding begins once judgements half a second apart agree on it, and ends in the same way;
/// what cannot be told for ten seconds ends too. Rules are asked five times a second at most, over
/// half a minute of samples, and for slow leaks ten minutes of a few numbers: neither time nor
/// memory grows with the session.
package struct Diagnostician: Sendable {
  /// Between the samples that are looked at.
  static let spacing = Duration.milliseconds(200)
  /// What readings are taken over, and trends.
  static let short = Duration.seconds(2)
  static let long = Duration.seconds(30)
  /// Samples that are kept even where they are older: of a source that samples rarely.
  static let fewest = 12
  static let holding = Duration.milliseconds(500)
  static let patience = Duration.seconds(10)
  /// More than a person would read.
  static let logLimit = 100

  private let rules: [any Rule]
  private let sizeClasses: [Int]
  /// Oldest first.
  private(set) var snapshots: [Snapshot] = []
  /// The first sample of the present workload, if there was another before.
  private var base: Snapshot?
  /// By pool, then by rule.
  private var watches: [[Watch]] = []
  /// By pool.
  private var held: [HeldTrack] = []
  /// Gets and misses of all pools that count them, over the last seconds. nil before there is a
  /// reading.
  private(set) var traffic: (gets: Double, misses: Double)?
  /// Whether gets are answered as those of a healthy pool are.
  private(set) var isAnswered = false
  /// Whether that is called healthy: not while a rule is about to find something or cannot tell
  /// yet; and once it is, until a finding stands.
  private(set) var isHealthy = false
  /// Findings that ended, oldest first, the last hundred.
  package private(set) var past: [FindingSpan] = []
  /// Of all that ended: how many, and the worst. nil where none did.
  package private(set) var endedCount = 0
  package private(set) var worstEnded: Finding.Severity?

  package init(sizeClasses: [Int], rules: [any Rule] = RuleList.all) {
    self.sizeClasses = sizeClasses
    self.rules = rules
  }

  /// What stands now, the worst first; of equals, in the order of pools and rules.
  package var standing: [FindingSpan] {
    let all = watches.flatMap { $0.compactMap(\.standing) }
    return Finding.Severity.allCases.reversed().flatMap { severity in
      all.filter { $0.finding.severity == severity }
    }
  }

  /// What stood and stands of one pool, what is over first.
  package func spans(pool: Int) -> [FindingSpan] {
    past.filter { $0.pool == pool } + standing.filter { $0.pool == pool }
  }

  /// Takes the next sample in. One that is not later than the last begins anew.
  package mutating func add(_ snapshot: Snapshot) {
    if let last = snapshots.last {
      let isRepeated = snapshot.timeNanoseconds == last.timeNanoseconds
      if isRepeated { return }
      if isBreak(from: last, to: snapshot) {
        endAll(at: last.time)
        let isSwitch = snapshot.workload?.name != last.workload?.name
        snapshots = []
        // Another policy does not change what is written; what is before a jump back is of no use.
        base = isSwitch ? snapshot : snapshot.time < last.time ? nil : base
      } else if snapshot.time - last.time < Self.spacing {
        return
      }
    }
    snapshots.append(snapshot)
    // One that is older than the longest time stays as its begin.
    while snapshots.count > Self.fewest, snapshot.time - snapshots[1].time >= Self.long {
      snapshots.removeFirst()
    }
    judge(snapshot)
  }

  /// What came before says nothing about what comes now.
  private func isBreak(from last: Snapshot, to next: Snapshot) -> Bool {
    // A sample that comes late loses nothing, since counters are cumulative; but what lies further
    // back than the longest time that is looked at is of another time.
    next.time < last.time
      || next.time - last.time > Self.long && next.isAfterGap(since: last)
      || next.workload?.name != last.workload?.name
      // Pools that come later are behind the others.
      || next.pools.count < last.pools.count
      || zip(last.pools, next.pools).contains { !$0.isSame(as: $1) }
      || zip(last.pools, next.pools).contains { before, after in
        isOther(before.policy, after.policy) || fell(before.puts, after.puts)
          || fell(before.gets, after.gets)
      }
  }

  /// One that is not known is no other: it becomes known, or could not be read once.
  private func isOther(_ before: String?, _ after: String?) -> Bool {
    guard let before, let after else { return false }
    return before != after
  }

  /// A counter fell: the program was started anew. What is unknown did not.
  private func fell(_ before: Int?, _ after: Int?) -> Bool {
    guard let before, let after else { return false }
    return after < before
  }

  private mutating func judge(_ now: Snapshot) {
    while watches.count < now.pools.count { watches.append(rules.map { _ in Watch() }) }
    while held.count < now.pools.count { held.append(HeldTrack()) }
    let earlier = snapshots.last { now.time - $0.time >= Self.short }
    traffic = earlier.map { _ in (0, 0) }
    for pool in now.pools.indices {
      held[pool].add(now.pools[pool], now)
      let view = PoolView(
        of: pool, in: snapshots, latest: now, earlier: earlier, base: base, held: held[pool],
        sizeClasses: sizeClasses)
      if let reading = view.reading, let gets = reading.gets, let misses = reading.misses {
        traffic?.gets += gets * reading.seconds
        traffic?.misses += misses * reading.seconds
      }
      for (index, rule) in rules.enumerated() where pool == 0 || !rule.isOfProcess {
        let ended = watches[pool][index].take(
          rule.judge(view), at: now.time, pool: pool, named: now.pools[pool].name,
          isOfProcess: rule.isOfProcess)
        if let ended { log(ended) }
      }
    }
    isAnswered = (hits ?? 0) >= (isAnswered ? Self.stillHealthyHits : Self.healthyHits)
    isHealthy = isAnswered && !isAwaited && (isHealthy || !isAboutToFind)
  }

  /// Share of gets that the pools answered. nil where it is not known, or there were too few.
  var hits: Double? {
    traffic.flatMap { $0.gets >= PoolView.fewest ? max(1 - $0.misses / $0.gets, 0) : nil }
  }

  /// Whether a rule has found something that is not told yet.
  var isAboutToFind: Bool { watches.contains { $0.contains(where: \.isAboutToStand) } }

  /// Whether a rule cannot tell yet before which nothing is called healthy.
  var isAwaited: Bool {
    watches.contains { watches in
      zip(rules, watches).contains { $0.isAwaited && $1.missing != nil }
    }
  }

  private mutating func endAll(at time: Duration) {
    for pool in watches.indices {
      for index in watches[pool].indices {
        if let span = watches[pool][index].end() { log(span) }
      }
    }
    watches = []
    held = []
    (traffic, isAnswered, isHealthy) = (nil, false, false)
  }

  private mutating func log(_ span: FindingSpan) {
    endedCount += 1
    worstEnded = max(worstEnded ?? span.finding.severity, span.finding.severity)
    past.append(span)
    if past.count > Self.logLimit { past.removeFirst() }
  }

  /// What the rules still miss, in the order of their list, for one pool.
  package func missing(pool: Int) -> [(rule: String, what: String)] {
    guard watches.indices.contains(pool) else { return [] }
    return zip(rules, watches[pool]).compactMap { rule, watch in
      watch.missing.map { (rule.name, $0) }
    }
  }

  /// The rules that the source cannot tell of one pool, in the order of their list.
  package func silent(pool: Int) -> [String] {
    guard watches.indices.contains(pool) else { return [] }
    return zip(rules, watches[pool]).compactMap { $1.isSilent ? $0.name : nil }
  }

  /// The latest sample that was judged, and the last seconds of a pool. nil without samples.
  func view(pool: Int) -> PoolView? {
    guard let now = snapshots.last, now.pools.indices.contains(pool) else { return nil }
    let earlier = snapshots.last { now.time - $0.time >= Self.short }
    return PoolView(
      of: pool, in: snapshots, latest: now, earlier: earlier, base: base, held: held[pool],
      sizeClasses: sizeClasses)
  }
}

/// One rule on one pool: what stands, and what is about to.
private struct Watch: Sendable {
  private(set) var standing: FindingSpan?
  private(set) var missing: String?
  private(set) var isSilent = false
  var isAboutToStand: Bool { standing == nil && changing != nil }
  /// Since when judgements are other than what stands.
  private var changing: Duration?
  /// What was found over the time of a reading, oldest first: what ends with the last one was no
  /// longer whole in it.
  private var recent: [(time: Duration, finding: Finding)] = []
  private var lastTold: Duration?

  /// Takes a judgement in. Returns what ends with it.
  mutating func take(
    _ judgement: Judgement, at time: Duration, pool: Int, named name: String, isOfProcess: Bool
  ) -> FindingSpan? {
    missing = nil
    isSilent = judgement == .silent
    switch judgement {
    case .learning(let what):
      missing = what
      guard let told = lastTold, standing != nil, time - told >= Diagnostician.patience else {
        if standing == nil { (changing, recent) = (nil, []) }
        return nil
      }
      return end()
    case .undecided:
      changing = nil
      if let standing { return time - standing.end >= Diagnostician.patience ? end() : nil }
      recent = []
      return nil
    case .finding(let finding):
      lastTold = time
      keep(finding, at: time)
      if standing != nil {
        standing?.finding = finding
        standing?.poolName = name
        standing?.end = time
        changing = nil
      } else if let since = changing {
        guard time - since >= Diagnostician.holding else { return nil }
        standing = FindingSpan(
          pool: pool, poolName: name, isOfProcess: isOfProcess, finding: finding, start: since,
          end: time)
        changing = nil
      } else {
        changing = time
      }
      return nil
    case .ok, .silent:
      lastTold = time
      guard standing != nil else {
        (changing, recent) = (nil, [])
        return nil
      }
      let since = changing ?? time
      changing = since
      return time - since >= Diagnostician.holding ? end() : nil
    }
  }

  private mutating func keep(_ finding: Finding, at time: Duration) {
    recent.append((time, finding))
    // One that is older stays.
    while recent.count > 1, time - recent[1].time >= Diagnostician.short { recent.removeFirst() }
  }

  /// What stood until now, as it was while it was whole. nil if nothing did.
  mutating func end() -> FindingSpan? {
    defer { (standing, changing, recent) = (nil, nil, []) }
    if let whole = recent.first { standing?.finding = whole.finding }
    return standing
  }
}

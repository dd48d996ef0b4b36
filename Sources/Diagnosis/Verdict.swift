import Telemetry

/// What is going on, in one line.
package enum Verdict: Equatable, Sendable {
  /// It cannot be told yet: what is missing.
  case learning(String)
  /// Nothing is wrong, and how that is known.
  case healthy(String)
  /// Nothing is found, and nothing proves that all is well: what is seen.
  case open(String)
  /// The worst that stands, and how many more stand beside it.
  case finding(Finding, pool: String?, more: Int)

  /// The sentence, without a word that ranks it.
  package var sentence: String {
    switch self {
    case .learning(let what), .healthy(let what), .open(let what): what
    case .finding(let finding, let pool, let more):
      (pool.map { "\($0): " } ?? "") + finding.sentence + (more > 0 ? " · \(more) more" : "")
    }
  }

  /// A word for what it is: colour alone tells nobody anything.
  package var word: String {
    switch self {
    case .learning: "learning"
    case .healthy: "healthy"
    case .open: "no finding"
    case .finding(let finding, _, _): finding.name
    }
  }
}

extension Diagnostician {
  /// Share of gets that a healthy pool answers, and of which one that was healthy is so no longer.
  static let healthyHits = 0.9
  static let stillHealthyHits = 0.85

  /// What stood at an instant that is past, the worst of it. nil if nothing did.
  package func verdict(at time: Duration) -> Verdict? {
    let stood = (past + standing).filter { ($0.start...max($0.start, $0.end)).contains(time) }
    guard let worst = stood.max(by: { $0.finding.severity < $1.finding.severity }) else {
      return nil
    }
    return .finding(
      worst.finding, pool: isOfManyPools ? worst.subject : nil, more: stood.count - 1)
  }

  /// How it stands at the end of a run, in one line: after findings that are over it says so.
  package var conclusion: String {
    let words = "\(verdict.word): \(verdict.sentence)"
    return endedCount > 0 && standing.isEmpty ? "at the end \(words)" : words
  }

  private var isOfManyPools: Bool { (snapshots.last?.pools.count ?? 0) > 1 }

  /// What is going on with all pools.
  package var verdict: Verdict {
    let all = standing
    if let worst = all.first {
      return .finding(
        worst.finding, pool: isOfManyPools ? worst.subject : nil, more: all.count - 1)
    }
    guard let latest = snapshots.last, !latest.pools.isEmpty else {
      return .learning("a pool is to be seen")
    }
    if isAboutToFind, !isHealthy {
      return .learning("something shows, and half a second more tells")
    }
    guard latest.pools.contains(where: { $0.gets != nil }) else {
      let views = latest.pools.indices.compactMap { view(pool: $0) }
      return verdictFromOutside(views.filter(\.isSeenFromOutside))
    }
    guard let traffic else { return .learning("two seconds of samples are needed") }
    guard let hits else {
      return .open(
        traffic.gets > 0 ? "too little is got to tell" : "nothing is got from the pool")
    }
    let words = "\(Quantity.percent(hits)) of gets are answered from the pool"
    guard isAnswered else { return .open(words) }
    return isHealthy ? .healthy(words) : .learning("so far \(words)")
  }

  /// Where nobody counts gets: there are as many as puts at least, and no more misses than new
  /// buffers.
  private func verdictFromOutside(_ views: [PoolView]) -> Verdict {
    guard !views.isEmpty else {
      return .open("gets are not counted here, so that most rules cannot tell")
    }
    let seen = views.compactMap(\.outside)
    guard !seen.isEmpty else { return .learning("five seconds without a calibration are needed") }
    let puts = seen.reduce(0) { $0 + $1.puts / $1.span.inSeconds }
    guard puts * OutsideView.shortest.inSeconds >= PoolView.fewest else {
      return .open("nearly nothing is put into the pools")
    }
    let words = "\(Quantity.perSecond(puts)) puts"
    let unknown = Verdict.open("\(words); what is allocated does not tell how many gets miss")
    var misses = 0.0
    for view in seen {
      guard let count = view.misses else { return unknown }
      misses += count / view.span.inSeconds
    }
    let hits = 1 - min(misses / puts, 1)
    guard hits >= Self.healthyHits else { return unknown }
    if let rise = HeapFloor(snapshots)?.rise {
      return .open(
        "\(words); in-use space grows by \(Quantity.bytesPerSecond(rise)): who holds it is not seen"
      )
    }
    let share = "at least \(Quantity.percent(hits)) of gets are answered from the pool"
    return .healthy("\(words); \(hits > 0.99 ? "next to no get needs a new buffer" : share)")
  }
}

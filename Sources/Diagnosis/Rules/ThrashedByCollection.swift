import Telemetry

/// Idle buffers do not live until their next get: two collections come before it, and each get has
/// to allocate.
struct ThrashedByCollection: Rule {
  /// Of gets.
  static let share = 0.25

  let name = "thrashed by collection"

  func judge(_ view: PoolView) -> Judgement {
    let sample = view.sample
    guard sample.evictions != nil, sample.misses != nil, sample.gets != nil, sample.puts != nil
    else { return .silent }
    guard let gets = view.gets, let puts = view.puts, let reading = view.reading,
      let evictions = reading.evictions, let misses = reading.misses
    else { return .learning("100 gets and puts") }
    guard evictions >= Self.share * gets, misses >= Self.share * gets else { return .ok }
    // One burst into a cold pool misses, and nobody wants what dies after it.
    guard view.goesOn else { return .ok }
    let share = Quantity.percent(min(evictions / puts, 1))
    var evidence = [
      Finding.Evidence(
        "died idle", "\(share) of \(Quantity.perSecond(puts)) puts", over: view.span),
      Finding.Evidence(
        "new buffers", "\(Quantity.percent(min(misses / gets, 1))) of gets", over: view.span),
      // An idle buffer is taken by a get, and there are so many of them a second.
      Finding.Evidence("between two gets", Quantity.nanoseconds(1e9 / gets), over: view.span),
    ]
    if let collections = view.heap?.collections, collections > 0 {
      evidence.append(
        .init("between two collections", Quantity.nanoseconds(1e9 / collections), over: view.span))
    }
    return .finding(
      Finding(
        name: name, severity: .warning,
        sentence: "\(share) of puts do not live to the next get",
        evidence: evidence,
        advice: "Collect less often, by a higher GOGC, or hold buffers where no collection looks."))
  }
}

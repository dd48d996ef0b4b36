import Telemetry

/// Buffers are put by one worker and got by another: each crosses from one processor to the other,
/// with the cache lines it is kept in.
struct Contention: Rule {
  /// Of gets. Workers that put what they got steal a few now and then.
  static let share = 0.25

  let name = "contention"

  func judge(_ view: PoolView) -> Judgement {
    guard view.sample.steals != nil, view.sample.gets != nil else { return .silent }
    guard let gets = view.gets, let steals = view.reading?.steals else {
      return .learning("100 gets")
    }
    let share = min(steals / gets, 1)
    guard share >= Self.share else { return .ok }
    var evidence = [
      Finding.Evidence(
        "stolen", "\(Quantity.percent(share)) of \(Quantity.perSecond(gets)) gets", over: view.span)
    ]
    if let hits = view.reading?.hits {
      evidence.append(
        .init("from the own cache", Quantity.percent(min(hits / gets, 1)), over: view.span))
    }
    return .finding(
      Finding(
        name: name, severity: .notice,
        sentence: "\(Quantity.percent(share)) of gets take what another worker has put",
        evidence: evidence,
        advice: "Put where you got: hand over the bytes, or a batch of buffers, not each buffer."))
  }
}

import Telemetry

/// A fixed cap below what is usual: what is put is dropped.
struct CapTooLow: Rule {
  static let share = 0.5

  let name = "cap too low"

  func judge(_ view: PoolView) -> Judgement {
    // A calibrated pool moves its cap itself.
    guard !view.isCalibrated else { return .ok }
    guard view.sample.drops != nil, view.sample.puts != nil else { return .silent }
    guard let dropped = view.dropRatio else { return .learning("100 puts") }
    guard dropped >= Self.share else { return .ok }
    var evidence = [
      Finding.Evidence("dropped", "\(Quantity.percent(dropped)) of puts", over: view.span)
    ]
    if let capacity = view.meanCapacity {
      evidence.append(.init("mean capacity put", Quantity.bytes(capacity), over: view.span))
    }
    if let hits = view.reading?.hitRatio {
      evidence.append(.init("hits", Quantity.percent(hits), over: view.span))
    }
    return .finding(
      Finding(
        name: name, severity: .warning,
        sentence: "\(Quantity.percent(dropped)) of puts are above the cap and dropped",
        evidence: evidence,
        advice: "Raise the cap above what is usual, or do without the pool: it only costs."))
  }
}

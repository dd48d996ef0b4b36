import Telemetry

/// Buffers are got and never put back, and nobody holds them: each is a new allocation, and soon
/// garbage.
struct NotPutBack: Rule {
  /// A request in two hundred that ends without its Put: below, it costs next to nothing.
  static let share = 0.005

  let name = "not put back"

  func judge(_ view: PoolView) -> Judgement {
    guard let reading = view.reading, let gets = reading.gets, let abandoned = reading.abandoned
    else { return view.sample.abandoned == nil ? .ok : .learning("two seconds of samples") }
    guard gets * reading.seconds >= PoolView.fewest else { return .learning("100 gets") }
    let share = min(abandoned / gets, 1)
    guard share >= Self.share else { return .ok }
    var evidence = [
      Finding.Evidence(
        "not put back", "\(Quantity.percent(share)) of \(Quantity.perSecond(gets)) gets",
        over: view.span)
    ]
    evidence += view.cost
    if let misses = reading.misses {
      evidence.append(.init("new buffers", Quantity.perSecond(misses), over: view.span))
    }
    if let outstanding = view.sample.outstanding {
      evidence.append(.init("in callers' hands", Quantity.count(outstanding)))
    }
    return .finding(
      Finding(
        name: name, severity: .warning,
        sentence: "\(Quantity.percent(share)) of buffers never come back: a cost, not a leak",
        evidence: evidence,
        advice: "Put on every path, with defer right after Get; look at paths that return early."))
  }
}

import Telemetry

/// Buffers are made larger than anything that was ever written to them.
struct Misfit: Rule {
  let name = "misfit"

  func judge(_ view: PoolView) -> Judgement {
    guard let puts = view.classPuts else { return .ok }
    guard let capacity = view.meanCapacity else { return .learning("100 puts") }
    // Puts of length 0 do not tell what was written.
    guard let length = view.meanLength, length > 0,
      let largest = puts.lastIndex(where: { $0 > 0 }), view.sizeClasses.indices.contains(largest)
    else { return .ok }
    let size = view.sizeClasses[largest]
    // The largest of all lengths fills its class at most: twice of it is a class too many.
    guard capacity >= 2 * Double(size), largest < view.sizeClasses.count - 1 else { return .ok }
    var evidence = [
      Finding.Evidence(
        "used", "\(Quantity.percent(length / capacity)) of \(Quantity.bytes(capacity))",
        over: view.span),
      Finding.Evidence("largest class of lengths", Quantity.size(size)),
    ]
    if let dropped = view.dropRatio, dropped > 0 {
      evidence.append(.init("dropped", Quantity.percent(dropped), over: view.span))
    }
    return .finding(
      Finding(
        name: name, severity: .warning,
        sentence: "buffers of \(Quantity.bytes(capacity)) for lengths up to "
          + "\(Quantity.size(size)): \(Quantity.percent(length / capacity)) is used",
        evidence: evidence,
        advice: "Ask for what is written, \(Quantity.size(size)), instead of more to be safe."))
  }
}

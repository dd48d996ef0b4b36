import Telemetry

/// Buffers are made larger than anything that was ever written to them.
struct Misfit: Rule {
  let name = "misfit"

  func judge(_ view: PoolView) -> Judgement {
    guard !view.isSeenFromOutside else { return judgeFromOutside(view) }
    guard let puts = view.classPuts, view.tellsLengths else { return .silent }
    guard let capacity = view.meanCapacity else { return .learning("100 puts") }
    guard let length = view.meanLength, length > 0, !view.areMostEmptied,
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
      finding(
        "buffers of \(Quantity.bytes(capacity)) for lengths up to "
          + "\(Quantity.size(size)): \(Quantity.percent(length / capacity)) is used",
        size, evidence))
  }

  /// By what is seen of a Go program. Buffers that are emptied before they are put look the same,
  /// and are of another rule.
  private func judgeFromOutside(_ view: PoolView) -> Judgement {
    guard let outside = view.outside else { return .learning("five seconds of samples") }
    guard view.tellsDrops else { return .silent }
    guard let oversize = view.oversize, !oversize.areEmptied else { return .ok }
    let (size, space) = (oversize.lengths, Quantity.bytes(oversize.meanSpace))
    var evidence = [Finding.Evidence("largest class of lengths", Quantity.size(size))]
    if let dropped = oversize.dropped {
      evidence += [
        .init("allocated beside puts", "\(space) each", over: outside.span),
        .init("new buffers", "about \(Quantity.percent(dropped)) of puts", over: outside.span),
      ]
    } else {
      evidence.append(.init("idle in the pool", "\(space) each", over: outside.span))
    }
    let end = oversize.dropped == nil ? "" : ", and dropped"
    return .finding(
      finding(
        "buffers of about \(space) for lengths up to \(Quantity.size(size))\(end)", size, evidence
      ))
  }

  private func finding(
    _ sentence: String, _ size: Int, _ evidence: [Finding.Evidence]
  ) -> Finding {
    Finding(
      name: name, severity: .warning, sentence: sentence, evidence: evidence,
      advice: "Ask for what is written, \(Quantity.size(size)), instead of more to be safe.")
  }
}

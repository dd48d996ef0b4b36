import Telemetry

/// Buffers are got and never put back, and nobody holds them: each is a new allocation, and soon
/// garbage.
struct NotPutBack: Rule {
  /// A request in two hundred that ends without its Put: below, it costs next to nothing.
  static let share = 0.005
  /// Over the last seconds: fewer are a request that was cancelled.
  static let fewest = 2.0

  let name = "not put back"

  func judge(_ view: PoolView) -> Judgement {
    guard !view.isSeenFromOutside else { return judgeFromOutside(view) }
    guard view.sample.gets != nil, view.sample.abandoned != nil else { return .silent }
    guard let reading = view.reading, let gets = reading.gets, let abandoned = reading.abandoned
    else { return .learning("two seconds of samples") }
    guard gets * reading.seconds >= PoolView.fewest else { return .learning("100 gets") }
    let share = min(abandoned / gets, 1)
    // Counts are of whole buffers.
    guard share >= Self.share, (abandoned * reading.seconds).rounded() >= Self.fewest else {
      return .ok
    }
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
      finding(
        "a cost, not a leak: \(Quantity.percent(share)) of buffers never come back", evidence))
  }

  private func finding(_ sentence: String, _ evidence: [Finding.Evidence]) -> Finding {
    Finding(
      name: name, severity: .warning, sentence: sentence, evidence: evidence,
      advice: "Put on every path, with defer right after Get; look at paths that return early.")
  }
}

// MARK: - From outside

/// Of a Go program nobody counts gets. That there are some without a put is seen where the pool is
/// in use and its calls stand still, since Go forgets a pool that is not used for two collections;
/// a share of them by the new buffers that neither drops nor collections explain.
extension NotPutBack {
  /// Of puts. Less cannot be told from what the program allocates for other reasons.
  private static let shareFromOutside = 0.1
  /// New buffers, where their size is not known: Go counts them by hundreds.
  private static let fewestOfAnySize = 1000.0

  private func judgeFromOutside(_ view: PoolView) -> Judgement {
    guard let outside = view.outside else { return .learning("five seconds of samples") }
    guard let misses = outside.misses else { return .silent }
    guard isGarbage(outside) else { return .ok }
    let defaultSize = view.sample.defaultSize ?? 0
    if outside.puts == 0 {
      guard let sweeps = outside.sweeps, sweeps >= OutsideView.collections,
        misses >= (defaultSize == 0 ? Self.fewestOfAnySize : PoolView.fewest)
      else { return .ok }
      return .finding(
        finding(
          sentence("no buffer comes back, though the pool is in use", view),
          [
            .init("puts", "none", over: outside.span),
            .init("collections with the pool in use", Quantity.count(sweeps), over: outside.span),
            newBuffers(misses, outside),
          ]))
    }
    // A share of them shows in new buffers of the default size alone.
    guard defaultSize > 0 else { return .learning("a calibration") }
    guard outside.putsAreExact else { return .undecided }
    let lost = misses - (outside.larger?.objects ?? 0) - outside.evicted
    let share = lost / (outside.puts + lost)
    // Who misses found nothing, unless another processor had the last one.
    guard lost >= PoolView.fewest, share >= Self.shareFromOutside, outside.emptyShare > 0,
      misses * Double(defaultSize) * 2 >= outside.allocated
    else { return .ok }
    return .finding(
      finding(
        sentence("about \(Quantity.percent(share)) of buffers never come back", view),
        [
          .init(
            "puts", Quantity.perSecond(outside.puts / outside.span.inSeconds), over: outside.span),
          newBuffers(misses, outside),
          .init(
            "the pool was empty", "in \(Quantity.percent(outside.emptyShare)) of samples",
            over: outside.emptySpan),
        ]))
  }

  /// Whether somebody holds them is told by what the heap comes down to, if it is known.
  private func sentence(_ words: String, _ view: PoolView) -> String {
    guard let floor = HeapFloor(view.snapshots) else { return words }
    guard let rise = floor.rise else { return "a cost, not a leak: " + words }
    return "\(words), and in-use space grows by \(Quantity.bytesPerSecond(rise)): who holds it?"
  }

  private func newBuffers(_ misses: Double, _ outside: OutsideView) -> Finding.Evidence {
    Finding.Evidence(
      "new buffers", "about \(Quantity.perSecond(misses / outside.span.inSeconds))",
      over: outside.span)
  }

  /// What is allocated goes again: nobody holds it.
  private func isGarbage(_ outside: OutsideView) -> Bool {
    outside.freed * 2 >= outside.allocated && outside.allocated > 0
  }
}

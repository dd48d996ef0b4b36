import Telemetry

/// Buffers are held and more are got: outstanding and memory in use grow together.
struct TrueLeak: Rule {
  /// Shorter, a busy start looks the same.
  static let shortest = Duration.seconds(10)
  /// Buffers, over the time that is seen: fewer are a few more requests at once.
  static let fewest = 8

  let name = "true leak"

  func judge(_ view: PoolView) -> Judgement {
    guard view.sample.outstanding != nil, view.latest.heap != nil else { return .ok }
    guard let held = view.trend({ $0.pool(at: view.index)?.outstanding }),
      let memory = view.trend({ $0.heap.map { $0.liveSpace ?? $0.inUseSpace } }),
      held.span >= Self.shortest
    else { return .learning("ten seconds of samples") }
    guard held.growth >= Self.fewest, grows(held.trend), grows(memory.trend), isSteady(view)
    else { return .ok }
    return .finding(
      Finding(
        name: name, severity: .critical,
        sentence: "buffers are held and more are got: "
          + "+\(Quantity.bytesPerSecond(memory.trend.slope)) in use, a leak",
        evidence: [
          .init(
            "outstanding",
            "+\(Quantity.perSecond(held.trend.slope)) "
              + "± \(Quantity.perSecond(2 * held.trend.error))", over: held.span),
          .init(
            "in-use space",
            "+\(Quantity.bytesPerSecond(memory.trend.slope)) "
              + "± \(Quantity.bytesPerSecond(2 * memory.trend.error))", over: memory.span),
        ],
        advice: "Find who keeps the buffers: a map, a queue or a goroutine that never ends."))
  }

  /// Three standard errors above nothing.
  private func grows(_ trend: Trend) -> Bool { trend.slope > 3 * trend.error && trend.slope > 0 }

  /// Each third of the time holds more than all before it: not one step, and not a wave's rise
  /// that has ended.
  private func isSteady(_ view: PoolView) -> Bool {
    let values = view.snapshots.compactMap { $0.pool(at: view.index)?.outstanding }
    let third = values.count / 3
    guard third > 0 else { return false }
    let parts = [values[..<third], values[third..<2 * third], values[(2 * third)...]]
    return zip(parts, parts.dropFirst()).allSatisfy { before, after in
      (before.max() ?? 0) <= (after.min() ?? 0)
        && before.reduce(0, +) / before.count < after.reduce(0, +) / after.count
    }
  }
}

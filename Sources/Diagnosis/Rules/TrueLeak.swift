import Telemetry

/// Buffers are held and more are got: outstanding and memory in use grow together.
struct TrueLeak: Rule {
  /// Shorter, a busy start looks the same.
  static let shortest = Duration.seconds(10)
  /// The same of ten minutes.
  static let shortestCoarse = Duration.seconds(60)
  /// Buffers, over the time that is seen: fewer are a few more requests at once.
  static let fewest = 8
  /// Samples: each third of the time has three.
  static let fewestSamples = 9
  /// From one third of the time to the next, what is held has to grow so many times faster than
  /// gets: a busier service has more in hand, and no leak.
  static let timesGets = 2.0
  /// A limit that is further away is not told: nothing goes on as it is for so long.
  static let furthest = Duration.seconds(365 * 86_400)

  let name = "true leak"
  let isAwaited = true

  func judge(_ view: PoolView) -> Judgement {
    guard view.sample.outstanding != nil, view.latest.heap != nil else { return .silent }
    guard let first = view.held.recent.first,
      view.latest.time - first.time >= Self.shortest
    else { return .learning("ten seconds of samples") }
    guard view.held.recent.count >= Self.fewestSamples else {
      return .learning("\(Self.fewestSamples) samples")
    }
    // A slow one is seen over minutes only.
    let lasting = leak(in: view.held.distant, of: Self.shortestCoarse)
    guard let leak = leak(in: view.held.recent, of: Self.shortest) ?? lasting else { return .ok }
    // A queue fills in seconds, too, and so do connections that stay.
    let words = lasting == nil ? "a leak, or a queue that fills" : "a leak"
    return .finding(
      Finding(
        name: name, severity: lasting == nil ? .warning : .critical,
        sentence: "buffers in use grow by \(Quantity.bytesPerSecond(leak.memory.slope)): \(words)",
        evidence: [
          .init(
            "outstanding",
            "+\(Quantity.perSecond(leak.held.slope)) "
              + "± \(Quantity.perSecond(2 * leak.held.error))", over: leak.span),
          .init(
            "in-use space",
            "+\(Quantity.bytesPerSecond(leak.memory.slope)) "
              + "± \(Quantity.bytesPerSecond(2 * leak.memory.error))", over: leak.span),
        ] + [timeToLimit(leak.memory, view.latest.process)].compactMap { $0 },
        advice: "Find who keeps the buffers: a map, a queue or a goroutine that never ends."))
  }

  /// When RSS reaches what the process may have, if it grows as memory in use does: earliest and
  /// latest within two errors of the slope. nil if limit or RSS is unknown, where RSS is there
  /// already, or later than `furthest`.
  private func timeToLimit(_ memory: Trend, _ process: ProcessSample?) -> Finding.Evidence? {
    guard let process, let limit = process.memoryLimit, limit > process.residentSpace else {
      return nil
    }
    let slowest = memory.slope - 2 * memory.error
    let room = Double(limit - process.residentSpace)
    guard slowest > 0, room / slowest <= Self.furthest.inSeconds else { return nil }
    let ends = [memory.slope + 2 * memory.error, slowest].map {
      Quantity.roughTime(.seconds(room / $0))
    }
    let times = ends[0] == ends[1] ? ends[0] : ends.joined(separator: " to ")
    return .init("memory limit", "\(Quantity.bytes(limit)), reached in \(times)")
  }

  private typealias Leak = (held: Trend, memory: Trend, span: Duration)

  private func leak(in points: [HeldTrack.Point], of shortest: Duration) -> Leak? {
    guard let first = points.first, let last = points.last, last.time - first.time >= shortest,
      last.outstanding - first.outstanding >= Self.fewest, isSteady(points),
      let held = Trend(points.lazy.map { ($0.time, Double($0.outstanding)) }), grows(held),
      let memory = Trend(points.lazy.map { ($0.time, Double($0.live)) }), grows(memory)
    else { return nil }
    return (held, memory, last.time - first.time)
  }

  /// Three standard errors above nothing.
  private func grows(_ trend: Trend) -> Bool { trend.slope > 3 * trend.error && trend.slope > 0 }

  /// Each third of the time holds more than all before it and grows itself: not one step, and not a
  /// wave's rise that has ended.
  private func isSteady(_ points: [HeldTrack.Point]) -> Bool {
    let third = points.count / 3
    guard third > 2 else { return false }
    let parts = [points[..<third], points[third..<2 * third], points[(2 * third)...]]
    let grow = parts.allSatisfy { ($0.last?.outstanding ?? 0) > ($0.first?.outstanding ?? 0) }
    guard grow else { return false }
    return zip(parts, parts.dropFirst()).allSatisfy { before, after in
      let (low, high) = (mean(before), mean(after))
      let highest = before.lazy.map(\.outstanding).max() ?? 0
      let lowest = after.lazy.map(\.outstanding).min() ?? 0
      guard highest <= lowest, low < high else { return false }
      let rates = (rate(before), rate(after))
      return (high - low) * rates.0 > low * Self.timesGets * max(rates.1 - rates.0, 0)
    }
  }

  private func mean(_ points: ArraySlice<HeldTrack.Point>) -> Double {
    points.reduce(0) { $0 + Double($1.outstanding) } / Double(points.count)
  }

  /// Gets a second.
  private func rate(_ points: ArraySlice<HeldTrack.Point>) -> Double {
    Trend(points.lazy.map { ($0.time, Double($0.gets)) })?.slope ?? 0
  }
}

import Telemetry

/// No size class gets to the calls that start a calibration: everything is kept.
struct NeverCalibrates: Rule {
  /// Calls: with so many, no class has had a seventh of them.
  static let calls = 300_000

  let name = "never calibrates"

  func judge(_ view: PoolView) -> Judgement {
    guard view.isCalibrated else { return view.ofUncalibrated }
    guard let calibrations = view.sample.calibrations, let calls = view.sample.calls
    else { return .silent }
    // One that was before anybody looked has left its sizes.
    guard calibrations == 0, view.sample.maxSize ?? 0 == 0, let leader = view.sample.leadingClass,
      view.sizeClasses.indices.contains(leader.index)
    else { return .ok }
    let total = calls.reduce(0, +)
    guard total >= Self.calls else {
      return .learning(puts: total, needed: Self.calls)
    }
    let share = Double(leader.calls) / Double(total)
    let needed = Quantity.count(PoolSample.callsThreshold)
    // The others come as often as they did.
    let left = Double(PoolSample.callsThreshold - leader.calls)
    let time = view.puts.map { Duration.seconds((left / (share * $0)).rounded(.up)) }
    return .finding(
      Finding(
        name: name, severity: .notice,
        sentence: "\(Quantity.roundCount(Double(total))) puts and not calibrated: no class leads, "
          + "all is kept",
        evidence: [
          .init("puts", Quantity.count(total)),
          .init(
            "leading class",
            "\(Quantity.size(view.sizeClasses[leader.index])), \(Quantity.percent(share)) of puts"),
          .init("calls of it", "\(Quantity.count(leader.calls)) of \(needed)"),
        ] + (time.map { [.init("calibrates in", Quantity.clock($0))] } ?? []),
        advice: "Give the pool fewer kinds of message, or a cap: \(needed) of one class are needed."
      ))
  }
}

import Telemetry

/// Lengths have moved beyond the thresholds, which are of the lengths before: most puts are dropped
/// until the next calibration.
struct CalibrationBehind: Rule {
  static let share = 0.5

  let name = "calibration behind"

  func judge(_ view: PoolView) -> Judgement {
    guard view.isCalibrated else { return view.ofUncalibrated }
    guard let maxSize = view.sample.maxSize, view.sample.drops != nil, view.tellsLengths
    else { return .silent }
    guard maxSize > 0 else { return .ok }
    guard let dropped = view.dropRatio else { return .learning("100 puts") }
    // What is shorter than the maximum size and dropped all the same is of another rule.
    guard dropped >= Self.share, let length = view.meanLength, length > Double(maxSize)
    else { return .ok }
    var evidence = [
      Finding.Evidence("dropped", "\(Quantity.percent(dropped)) of puts", over: view.span),
      Finding.Evidence("mean length put", Quantity.bytes(length), over: view.span),
      Finding.Evidence("max size", Quantity.size(maxSize)),
    ]
    if let leader = view.sample.leadingClass {
      let needed = Quantity.count(PoolSample.callsThreshold)
      evidence.append(.init("calls", "\(Quantity.count(leader.calls)) of \(needed)"))
    }
    return .finding(
      Finding(
        name: name, severity: .notice,
        sentence: "lengths have outgrown max size \(Quantity.size(maxSize)): "
          + "\(Quantity.percent(dropped)) of puts are dropped",
        evidence: evidence,
        advice: "Wait for the next calibration; if lengths keep moving, use one pool a size."))
  }
}

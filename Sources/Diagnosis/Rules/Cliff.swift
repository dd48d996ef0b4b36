import Telemetry

/// The share of large lengths is within a point of the 5 % at which calibration decides otherwise,
/// and the sizes on both sides are far apart.
struct Cliff: Rule {
  /// A share of calls.
  static let distance = 0.01
  /// Classes between the two sides, each twice the one before: 8 times as large.
  static let classes = 3
  /// Calls since the last calibration: one of 4,000 moves the share by a fortieth of a point, and
  /// chance by a third of one.
  static let fewest = 4000

  let name = "cliff"

  func judge(_ view: PoolView) -> Judgement {
    guard view.isCalibrated else { return view.ofUncalibrated }
    guard let calls = view.sample.calls else { return .silent }
    let total = calls.reduce(0, +)
    guard total >= Self.fewest, let edge = CalibrationEdge(view.sample) else {
      return .learning(puts: total, needed: Self.fewest)
    }
    let sides = [(edge.widening, edge.widerClass), (edge.narrowing, edge.narrowerClass)]
    for (distance, other) in sides {
      guard let distance, let other, distance <= Self.distance,
        abs(other - edge.maxClass) >= Self.classes,
        view.sizeClasses.indices.contains(max(other, edge.maxClass))
      else { continue }
      let (this, that) = (view.sizeClasses[edge.maxClass], view.sizeClasses[other])
      let verb = view.sample.maxSize == this ? "is" : "will be"
      return .finding(
        Finding(
          name: name, severity: .notice,
          sentence:
            "max size \(verb) \(Quantity.size(this)) by \(Quantity.percent(distance)) of puts, "
            + "else \(Quantity.size(that))",
          evidence: [
            .init("from the edge", "\(Quantity.percent(distance)) of calls"),
            .init("calls", Quantity.count(total)),
            .init("max size on this side", Quantity.size(this)),
            .init("max size on the other", Quantity.size(that)),
          ],
          advice: "Send large messages through a pool of their own: then neither side matters."))
    }
    return .ok
  }
}

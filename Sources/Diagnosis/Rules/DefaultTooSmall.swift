import Telemetry

/// New buffers are made of the default size, and what is written is longer: each grows after its
/// get. The default is the most popular class, be it by a hair.
struct DefaultTooSmall: Rule {
  /// Growths a get: an allocation more for every fourth.
  static let share = 0.25
  /// From here on another rule tells why buffers are new.
  static let mostDropped = 0.5

  let name = "default too small"

  func judge(_ view: PoolView) -> Judgement {
    guard view.isCalibrated else { return view.ofUncalibrated }
    let sample = view.sample
    guard let size = sample.defaultSize, sample.growths != nil, sample.gets != nil,
      sample.drops != nil, sample.classPuts != nil
    else { return .silent }
    guard size > 0 else { return .ok }
    guard let gets = view.gets, let growths = view.reading?.growths, let dropped = view.dropRatio,
      let puts = view.reading?.classPuts
    else { return .learning("100 gets and puts") }
    guard growths >= Self.share * gets, dropped < Self.mostDropped,
      let fitting = fittingClass(puts), view.sizeClasses.indices.contains(fitting),
      view.sizeClasses[fitting] > size
    else { return .ok }
    let all = puts.reduce(0, +)
    let longer = zip(view.sizeClasses, puts).reduce(0) { $1.0 > size ? $0 + $1.1 : $0 }
    // How many growths what is longer than that has, nobody tells.
    let held = Quantity.percent(puts[...fitting].reduce(0, +) / all)
    let better = Quantity.size(view.sizeClasses[fitting])
    return .finding(
      Finding(
        name: name, severity: .notice,
        sentence: "default is \(Quantity.size(size)): \(Quantity.perSecond(growths)) growths; "
          + "\(better) would hold \(held) of puts",
        evidence: evidence(view, growths: growths / gets, longer: longer / all) + [
          .init("default size", Quantity.size(size)),
          .init("covers 95 % of puts", better, over: view.span),
        ],
        advice: "Reserve what you will write, at least \(better), or use one pool a size."))
  }

  private func evidence(_ view: PoolView, growths: Double, longer: Double) -> [Finding.Evidence] {
    var evidence = [
      Finding.Evidence(
        "growths a get", Quantity.fixed(growths, decimals: 2), over: view.span),
      Finding.Evidence("longer than the default", Quantity.percent(longer), over: view.span),
    ]
    if let copied = view.reading?.growthBytes, copied > 0 {
      evidence.append(
        .init("copied by growing", Quantity.bytesPerSecond(copied), over: view.span))
    }
    return evidence
  }

  /// The smallest class such that 95 % of puts are in it or below.
  private func fittingClass(_ puts: [Double]) -> Int? {
    let enough = CalibrationEdge.percentile * puts.reduce(0, +)
    var sum = 0.0
    return puts.firstIndex { count in
      sum += count
      return sum >= enough
    }
  }
}

import Telemetry

/// The pool retains far larger buffers than what is written to them now: golang/go#23199.
struct Hoarding: Rule {
  /// Bytes: less is no harm.
  static let least = 8 << 20
  /// Times what the same number of buffers would take, were they of the mean length.
  static let times = 8.0

  let name = "hoarding"

  func judge(_ view: PoolView) -> Judgement {
    guard let space = view.sample.retainedSpace, let count = view.sample.retainedObjects,
      view.sample.classPuts != nil, space >= Self.least
    else { return .ok }
    guard let length = view.meanLength else { return .learning("100 puts") }
    guard length > 0, Double(space) >= Self.times * length * Double(count) else { return .ok }
    // Rare large messages need large buffers, be the mean small: they are not of a burst that is
    // over.
    guard let largest = view.largestClass else { return .learning("1,000 puts") }
    guard view.sizeClasses.indices.contains(largest),
      Double(space) >= Self.times * Double(view.sizeClasses[largest]) * Double(count)
    else { return .ok }
    return .finding(
      Finding(
        name: name, severity: .warning,
        sentence: "\(Quantity.bytes(space)) retained in \(Quantity.count(count)) buffers, for "
          + "lengths of \(Quantity.bytes(length))",
        evidence: [
          .init("retained", "\(Quantity.bytes(space)) in \(Quantity.count(count)) buffers"),
          .init("mean length put", Quantity.bytes(length), over: view.span),
          .init("longest class put", Quantity.size(view.sizeClasses[largest])),
        ],
        advice: "Do not put what is much larger than usual: a cap, or one pool a size."))
  }
}

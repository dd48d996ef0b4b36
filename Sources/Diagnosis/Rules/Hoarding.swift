import Telemetry

/// The pool retains far larger buffers than what is written to them now: golang/go#23199.
struct Hoarding: Rule {
  /// Bytes: less is no harm.
  static let least = 8 << 20
  /// Times what the same number of buffers would take, were they of the mean length.
  static let times = 8.0

  let name = "hoarding"

  func judge(_ view: PoolView) -> Judgement {
    guard let space = view.retainedSpaceThatStays, let count = view.retainedObjectsThatStay,
      view.tellsLengths || view.isSeenFromOutside
    else { return .silent }
    guard space >= Self.least else { return .ok }
    // Of a Go program lengths are known by their classes only: what is at most so long.
    guard let length = view.meanLength ?? view.longestMeanLength else {
      return .learning("100 puts")
    }
    guard length > 0 else { return .ok }
    // Large lengths of late are another burst, or there to stay.
    guard Double(space) >= Self.times * length * Double(count) else { return .undecided }
    // Buffers that were never of use are of another rule.
    guard view.oversize == nil else { return .ok }
    // Rare large messages need large buffers, be the mean small: they are not of a burst that is
    // over.
    guard let largest = view.largestClass else { return .learning("1,000 puts") }
    guard view.sizeClasses.indices.contains(largest),
      Double(space) >= Self.times * Double(view.sizeClasses[largest]) * Double(count)
    else { return .undecided }
    let limit = view.isSeenFromOutside ? "at most " : ""
    let retained =
      (space: Quantity.bytes(space), count: Quantity.count(count, "buffer", "buffers"))
    return .finding(
      Finding(
        name: name, severity: .warning,
        sentence: "\(retained.space) retained in \(retained.count), for lengths of "
          + Quantity.bytes(length),
        evidence: [
          .init("retained", "\(retained.space) in \(retained.count)"),
          .init(
            "mean length put", limit + Quantity.bytes(length),
            over: view.outside?.span ?? view.span),
          .init("longest class put", Quantity.size(view.sizeClasses[largest])),
        ],
        advice: "Do not put what is much larger than usual: a cap, or one pool a size."))
  }
}

/// Every request the same: a service that writes one kind of message. The first experiment is one:
/// 30,000 bytes, "log" ten thousand times, and put back or not.
struct Repeated: Workload {
  let request: Request

  func next(at moment: Moment) -> Request { request }
}

/// Lengths in turn, each as often as the others.
struct InTurn: Workload {
  let lengths: [Int]
  private var index = 0

  /// - Precondition: `lengths` is not empty.
  init(lengths: [Int]) { self.lengths = lengths }

  mutating func next(at moment: Moment) -> Request {
    defer { index = (index + 1) % lengths.count }
    return Request(length: lengths[index])
  }
}

/// Puts most buffers back and forgets some, an exact share: what a missing `defer` on one path of
/// many does.
struct Forgetful: Workload {
  let length: Int
  private var forgotten = Proportion()

  init(length: Int) { self.length = length }

  mutating func next(at moment: Moment) -> Request {
    let isForgotten = forgotten.next(moment.forgottenShare)
    return Request(length: length, end: isForgotten ? .forget : .put)
  }
}

/// Holds on to one buffer in a thousand, for ever.
struct Leak: Workload {
  static let share = 0.001

  let length: Int
  private var kept = Proportion()

  init(length: Int) { self.length = length }

  mutating func next(at moment: Moment) -> Request {
    Request(length: length, end: kept.next(Self.share) ? .keep : .put)
  }
}

/// Small messages, and an exact share of large ones.
struct Mixed: Workload {
  let small: Int
  let large: Int
  let largeShare: Double
  private var isLarge = Proportion()

  init(small: Int, large: Int, largeShare: Double) {
    self.small = small
    self.large = large
    self.largeShare = largeShare
  }

  mutating func next(at moment: Moment) -> Request {
    Request(length: isLarge.next(largeShare) ? large : small)
  }
}

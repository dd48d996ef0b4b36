import Glibc
import Telemetry

/// A burst of large messages at once, then small ones for ever: golang/go#23199. Another burst
/// whenever one is asked for. Workers share it, so that more of them do not need more memory.
struct Burst: Workload {
  static let together = 64
  static let small = Request(length: 1000)

  private let large: Request
  private var fired = -1

  /// - Precondition: `workers > 0`.
  init(workers: Int) {
    large = Request(length: 1 << 20, together: max(Self.together / workers, 1))
  }

  mutating func next(at moment: Moment) -> Request {
    guard fired < moment.bursts else { return Self.small }
    fired += 1
    return large
  }
}

/// Sizes that double and halve again: 1 KiB to 64 KiB and back in two minutes.
struct Drift: Workload {
  static let period = Duration.seconds(120)
  static let smallest = 1 << 10
  static let doublings = 6.0

  func next(at moment: Moment) -> Request {
    let turn = (moment.time.inSeconds / Self.period.inSeconds).truncatingRemainder(dividingBy: 1)
    let height = turn < 0.5 ? 2 * turn : 2 - 2 * turn
    return Request(length: Int(Double(Self.smallest) * exp2(height * Self.doublings)))
  }
}

/// Bodies of web answers: log-normal, half of them below 4 KiB, one in a hundred above 130 KiB. The
/// shape is that of Downey, "The structural cause of file size distributions", 2001.
struct Web: Workload {
  static let median = 4096.0
  static let sigma = 1.5
  static let largest = 4 << 20

  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Normal by Box and Muller, 1958. 1 minus a share is never 0, whose logarithm there is not.
  mutating func next(at moment: Moment) -> Request {
    let radius = (-2 * log(1 - random.share())).squareRoot()
    let normal = radius * cos(2 * .pi * random.share())
    let length = min(Self.median * exp(normal * Self.sigma), Double(Self.largest))
    return Request(length: max(Int(length), 1))
  }
}

import Glibc
import Telemetry

/// A burst of large messages at once, then small ones for ever: golang/go#23199. Another burst
/// whenever one is asked for. Workers share it, so that more of them do not need more memory.
struct Burst: Workload {
  /// Buffers of all workers together, and their length.
  static let together = 64
  static let large = 1 << 20
  static let small = Request(length: 1000)

  private let share: Int
  /// Bursts that were asked for and are done; nil before the first, which nobody asks for.
  private var done: Int?

  init(worker: Int = 0, of workers: Int = 1) {
    share = Self.together / workers + (worker < Self.together % workers ? 1 : 0)
  }

  mutating func next(at moment: Moment) -> Request {
    if let done, done >= moment.bursts { return Self.small }
    // What was asked for while something else ran is none of this.
    done = done.map { $0 + 1 } ?? moment.bursts
    return share > 0 ? Request(length: Self.large, together: share) : Self.small
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

import Sessions
import Telemetry

/// What of a session is replayed, and where it begins.
struct ReplayBounds {
  var from: SessionTime?
  var to: SessionTime?
  /// Where the replay begins, instead of at `from`.
  var at: SessionTime?
  /// Seconds since midnight at which the session began, where the person is.
  var startOfDay: Int?

  /// What has to be known to begin.
  var start: SessionTime? { at ?? from }

  /// What can be gone to.
  func span(in all: ClosedRange<Duration>) -> ClosedRange<Duration> {
    let begin = clamped(from, in: all) ?? all.lowerBound
    let end = clamped(to, in: all) ?? all.upperBound
    return begin...max(begin, end)
  }

  func resolvedStart(in all: ClosedRange<Duration>) -> Duration {
    clamped(at, in: all) ?? span(in: all).lowerBound
  }

  /// Whether what is replayed ends there, whatever the session does.
  func hasEnd(at instant: Duration) -> Bool {
    if case .offset(let end)? = to { instant >= end } else { false }
  }

  /// Which of the times that were asked for are not in the session, in words. What is off by less
  /// than a second is as near as a screen shows it.
  ///
  /// - Parameter mayGrow: whether the end is not the last one.
  func words(in all: ClosedRange<Duration>, mayGrow: Bool) -> [String] {
    [("--at", at), ("--from", from), ("--to", to)].compactMap { name, time in
      guard let instant = time?.resolved(in: all, startOfDay: startOfDay), time != .offset(.zero)
      else { return nil }
      let second = Duration.seconds(1)
      if instant <= all.lowerBound - second {
        return "\(name) is before the begin, \(Quantity.preciseClock(all.lowerBound))"
      }
      guard instant >= all.upperBound + second, !mayGrow else { return nil }
      return "\(name) is behind the end, \(Quantity.preciseClock(all.upperBound))"
    }
  }

  private func clamped(_ time: SessionTime?, in all: ClosedRange<Duration>) -> Duration? {
    time.map {
      min(max($0.resolved(in: all, startOfDay: startOfDay), all.lowerBound), all.upperBound)
    }
  }
}

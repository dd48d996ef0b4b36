import Sessions

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

  private func clamped(_ time: SessionTime?, in all: ClosedRange<Duration>) -> Duration? {
    time.map {
      min(max($0.resolved(in: all, startOfDay: startOfDay), all.lowerBound), all.upperBound)
    }
  }
}

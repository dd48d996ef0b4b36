import Dashboard

/// Where a replay is: session time that passes with the run's clock, at a speed, or stands still.
struct Playback {
  private(set) var speed: Int
  private(set) var isPlaying = true
  /// Where it was when something changed last.
  private var anchor: (run: Duration, session: Duration)

  init(at session: Duration, run: Duration, speed: Int) {
    anchor = (run, session)
    self.speed = speed
  }

  func position(at run: Duration) -> Duration {
    isPlaying ? anchor.session + scaled(max(run - anchor.run, .zero)) : anchor.session
  }

  /// When it comes to an instant of the session; nil while it stands still.
  func run(at session: Duration) -> Duration? {
    guard isPlaying else { return nil }
    let rest = max(session - anchor.session, .zero)
    return anchor.run + (speed >= 0 ? rest / (1 << speed) : rest * (1 << -speed))
  }

  private func scaled(_ time: Duration) -> Duration {
    speed >= 0 ? time * (1 << speed) : time / (1 << -speed)
  }

  mutating func go(to session: Duration, run: Duration) { anchor = (run, session) }

  mutating func setPlaying(_ isPlaying: Bool, run: Duration) {
    go(to: position(at: run), run: run)
    self.isPlaying = isPlaying
  }

  mutating func changeSpeed(by steps: Int, run: Duration) {
    go(to: position(at: run), run: run)
    let speeds = ReplayStatus.speeds
    speed = min(max(speed + steps, speeds.lowerBound), speeds.upperBound)
  }
}

import Drawing
import Telemetry

/// How a replay stands, as the screen tells it.
package struct ReplayStatus: Equatable, Sendable {
  /// What is replayed: a file's name.
  package var name: String
  /// The time that can be gone to, from the first sample to the last as far as is known.
  package var begin: Duration
  package var end: Duration
  /// Whether more may come: the session is still being read, or written.
  package var isGrowing: Bool
  package var isPlaying: Bool
  /// Session time that passes in a unit of time: 2 to this power.
  package var speed: Int

  /// An eighth to 1024 times.
  package static let speeds = -3...10

  package init(
    name: String, begin: Duration = .zero, end: Duration, isGrowing: Bool, isPlaying: Bool,
    speed: Int
  ) {
    self.name = name
    self.begin = begin
    self.end = end
    self.isGrowing = isGrowing
    self.isPlaying = isPlaying
    self.speed = speed
  }

  /// "×2", "×1/8".
  package var speedText: String {
    speed >= 0 ? "×\(1 << speed)" : "×1/\(1 << -speed)"
  }
}

/// What a person wants of a replay.
package enum ReplayRequest: Equatable, Sendable {
  case togglePlaying
  /// By samples, forth or back.
  case step(Int)
  /// By powers of two.
  case changeSpeed(by: Int)
  /// By session time, from where it is.
  case move(by: Duration)
  /// To the next mark, or back to the one before.
  case nextMark, previousMark
  /// All marks, and those that are found later, until something else is wanted.
  case listMarks
  /// To what was chosen from a list, and stands still there.
  case goTo(Duration)
  case begin, end
  /// To a time as a person writes it.
  case seek(String)
}

extension DashboardModel {
  /// What a key or a command means to a replay; nil where it means what it does elsewhere.
  func replayRequest(for action: Action) -> ReplayRequest? {
    guard replay != nil else { return nil }
    let span = view.axisSpan(interval: interval)
    switch action {
    case .play: return .togglePlaying
    case .stepForth: return .step(1)
    case .stepBack: return .step(-1)
    case .playFaster: return .changeSpeed(by: 1)
    case .playSlower: return .changeSpeed(by: -1)
    case .nextMark: return .nextMark
    case .previousMark: return .previousMark
    case .begin: return .begin
    case .end: return .end
    // What comes is there already: where nothing later has been seen, the replay goes on to it.
    case .cursorRight: return view.cursor == nil ? .move(by: span / 120) : nil
    case .pageRight: return view.cursor == nil ? .move(by: span / 10) : nil
    default: return nil
    }
  }

  /// What there is to say of a key that means something in a lab, and nothing here.
  func refusal(of key: Key) -> String? {
    guard let action = KeyTable().action(for: key), keyTable.name(of: action).isEmpty else {
      return nil
    }
    guard replay != nil else { return "not the lab: the program that is watched decides that" }
    switch action {
    case .note: return "a replay takes no notes; 'poolmon note' adds them to the file"
    case .record: return "this is a recording already; 'poolmon cut' copies a part of it"
    case .faster, .slower:
      let keys = [Action.playFaster, .playSlower].map(keyTable.name(of:)).joined(separator: " ")
      return "recorded: the interval stays; \(keys) change the speed"
    default: return "recorded: it cannot be switched any more"
    }
  }
}

import Drawing

extension KeyBinding {
  /// Every key of a replay, in the order of the help screen.
  package static let replay: [KeyBinding] =
    replaying + time.filter { isOfReplay($0.action) } + panels + screen

  /// What a replay has instead of a run.
  package static let replaying: [KeyBinding] = [
    KeyBinding([" "], .play, "pause", "pause the replay, or go on"),
    KeyBinding(["."], .stepForth, "step", "go on to the next sample"),
    KeyBinding([","], .stepBack, "back", "go back to the sample before"),
    KeyBinding([">"], .playFaster, "fast", "replay twice as fast, up to 1024 times"),
    KeyBinding(["<"], .playSlower, "slow", "replay half as fast, down to an eighth"),
    KeyBinding(["]"], .nextMark, "mark", "go to the next mark"),
    KeyBinding(["["], .previousMark, "mark", "go to the mark before"),
    KeyBinding(["g"], .begin, "begin", "go to the begin"),
    KeyBinding(["G"], .end, "end", "go to the end"),
    KeyBinding(["/"], .seek, "seek", "go to a time: 1:30, 90s, -5m (before the end), 14:05:12"),
  ]

  /// What of the keys for time stays as it is: looking back at what has been replayed.
  private static func isOfReplay(_ action: Action) -> Bool {
    switch action {
    case .cursorLeft, .cursorRight, .pageLeft, .pageRight, .oldest, .now, .marks, .zoomIn,
      .zoomOut:
      true
    default: false
    }
  }
}

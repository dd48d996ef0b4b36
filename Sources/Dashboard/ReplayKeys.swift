import Drawing

extension KeyBinding {
  /// Every key of a replay, in the order of the help screen.
  package static let replay: [KeyBinding] =
    replaying + time.compactMap(ofReplay) + panels + screen

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
  private static func ofReplay(_ binding: KeyBinding) -> KeyBinding? {
    switch binding.action {
    case .cursorLeft:
      KeyBinding(binding.keys, .cursorLeft, binding.hint, "look back in time; the replay goes on")
    case .now: KeyBinding(binding.keys, .now, binding.hint, "look at where the replay is")
    case .cursorRight, .pageLeft, .pageRight, .oldest, .marks, .zoomIn, .zoomOut: binding
    default: nil
    }
  }
}

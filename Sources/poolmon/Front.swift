import Dashboard

/// What a run looks like from outside: a dashboard or rows of text.
protocol Front: AnyObject {
  /// The descriptor on which input arrives, nil if there is none to wait for.
  var input: Int32? { get }

  /// Takes in what happened; says what is to be done about it.
  func receive(_ event: Event) throws -> Command?

  /// The command of the next key that was pressed and has one, nil if there is none. To be carried
  /// out before the next is asked for, since a key means what it means on the screen of its moment.
  func nextCommand() -> Command?

  /// Shows what there is to show. Returns whether that took a frame.
  func draw() -> Bool

  /// Whether there is more to show as soon as may be, without anything that happens.
  var isAtWork: Bool { get }

  /// What is found of what was watched, in one line. nil where nobody judged, or nothing could be.
  var conclusion: String? { get }

  /// Whether the terminal is gone, so that nobody looks on. False without one.
  var isGone: Bool { get }

  /// Does what a command asks of the screen. Returns what there is to tell of it.
  func carryOut(_ command: Command) -> String?

  /// Gives the terminal back for a while, and takes it again.
  func suspend()
  func resume()

  /// Gives the terminal back for good.
  func close()
}

extension Front {
  var isGone: Bool { false }
  var conclusion: String? { nil }
  var isAtWork: Bool { false }
}

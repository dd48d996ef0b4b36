import ArgumentParser
import Sessions

/// Which part of a session is meant.
struct TimeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out what is before this time.", valueName: "time"),
    transform: SessionTime.parse)
  var from: SessionTime?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out what is behind this time.", valueName: "time"),
    transform: SessionTime.parse)
  var to: SessionTime?

  var time: AskedTime { AskedTime(from: from, to: to) }
}

/// Which part of a session is asked for: what is nil is not left out.
struct AskedTime: Equatable {
  var from: SessionTime?
  var to: SessionTime?

  /// Longer than any session.
  private static let always = Duration.zero ... .seconds(1 << 32)

  var isPart: Bool { from != nil || to != nil }

  /// In time since the session began. Times from its end on and times of day need the session to be
  /// read once for its span.
  func resolved(in reader: SessionReader) throws -> ClosedRange<Duration> {
    let isRelative = [from, to].contains { time in
      if case .offset? = time { false } else { time != nil }
    }
    let whole = isRelative ? try reader.readSpan() ?? (.zero ... .zero) : Self.always
    let startOfDay = UTCTime.seconds(reader.header.started).map(SessionClock.secondsOfDay)
    let begin = from?.resolved(in: whole, startOfDay: startOfDay) ?? whole.lowerBound
    let end = to?.resolved(in: whole, startOfDay: startOfDay) ?? whole.upperBound
    guard begin <= end else {
      throw UsageError(
        description: "the time asked for of '\(reader.path)' ends before it begins")
    }
    return begin...end
  }
}

extension SessionTime {
  static func parse(_ text: String) throws -> SessionTime {
    guard let time = SessionTime(text) else {
      throw ValidationError("a time is written as \(forms)")
    }
    return time
  }
}

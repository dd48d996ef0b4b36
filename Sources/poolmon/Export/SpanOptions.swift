import ArgumentParser
import Sessions

/// What part of a session a command is about.
struct SpanOptions: ParsableArguments {
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

  /// Longer than any session.
  private static let always = Duration.zero ... .seconds(1 << 31)

  /// In time since the session began. Times from its end on and times of day need the session to be
  /// read once for its span.
  func resolved(in reader: SessionReader) throws -> ClosedRange<Duration> {
    let begin = from ?? .offset(Self.always.lowerBound)
    let end = to ?? .offset(Self.always.upperBound)
    var span = Self.always
    if case (.offset(let from), .offset(let to)) = (begin, end) {
      try require(from, to)
      return from...to
    }
    span = try reader.readSpan() ?? (.zero ... .zero)
    let startOfDay = UTCTime.seconds(reader.header.started).map(SessionClock.secondsOfDay)
    let bounds = [begin, end].map { $0.resolved(in: span, startOfDay: startOfDay) }
    try require(bounds[0], bounds[1])
    return bounds[0]...bounds[1]
  }

  private func require(_ begin: Duration, _ end: Duration) throws {
    guard begin <= end else { throw UsageError(description: "--to is before --from") }
  }
}

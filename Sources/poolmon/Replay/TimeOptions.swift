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
}

extension SessionTime {
  static func parse(_ text: String) throws -> SessionTime {
    guard let time = SessionTime(text) else {
      throw ValidationError("a time is written as \(forms)")
    }
    return time
  }
}

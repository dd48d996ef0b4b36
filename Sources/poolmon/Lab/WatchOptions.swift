import ArgumentParser
import Dashboard

/// How a run is watched: the options of every command that shows one.
struct WatchOptions: ParsableArguments {
  private static let defaultInterval = DurationArgument(.milliseconds(100))

  @Option(
    help: ArgumentHelp(
      "Time between samples, 10ms to 60s; + and - change it. (default: \(defaultInterval.text))",
      valueName: "t"),
    transform: DurationArgument.parse)
  var interval = defaultInterval

  @Option(
    help: ArgumentHelp("End after this time: 5s, 2m, 1h. (default: never)", valueName: "t"),
    transform: DurationArgument.parse)
  var duration: DurationArgument?

  @Option(
    help: ArgumentHelp(
      "Record the session to a new file (NDJSON), or to stdout instead of all else if it is '-'.",
      valueName: "file"))
  var record: String?

  @Flag(help: "Let --record overwrite a file that exists.")
  var force = false

  @Flag(help: "Print rows of text instead of the dashboard, as without a terminal.")
  var plain = false

  @OptionGroup(title: "How the dashboard looks") var appearance: AppearanceOptions

  func validate() throws {
    try require(
      Interval.allowed.contains(interval.duration),
      "--interval is \(interval.text); it has to be from 10ms to 60s")
    if let duration {
      try require(duration.duration > .zero, "--duration is 0; it has to be longer, such as 5s")
    }
    if let record { try require(!record.isEmpty, "--record needs a file name") }
    try require(!force || record != nil, "--force is of use only with --record")
  }

  var recordsToStandardOutput: Bool { record == RecordingPlan.standardOutput }
}

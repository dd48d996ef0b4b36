import ArgumentParser
import ByteBufferPool
import Dashboard
import Sessions
import Telemetry

/// How a run is watched: the options of every command that has one.
struct WatchOptions: ParsableArguments {
  private static let defaultInterval = DurationArgument(.milliseconds(100))

  @Option(
    name: .customLong("interval"),
    help: ArgumentHelp(
      "Time between samples, 10ms to 60s. (default: \(defaultInterval.text))",
      valueName: "t"),
    transform: DurationArgument.parse)
  var askedInterval: DurationArgument?

  @Option(
    help: ArgumentHelp("End after this time: 5s, 2m, 1h. (default: never)", valueName: "t"),
    transform: DurationArgument.parse)
  var duration: DurationArgument?

  @Option(
    help: ArgumentHelp(
      """
      Record the session to a new file (NDJSON; compressed if it ends in .gz), or, but for \
      'check', to stdout instead of all else if it is '-'.
      """,
      valueName: "file"))
  var record: String?

  @Option(
    help: ArgumentHelp(
      """
      Go on in another file after so many bytes or so much time: 64MiB, 1h. The files of \
      run.ndjson are run.0001.ndjson and so on.
      """, valueName: "size|t"),
    transform: RotationArgument.parse)
  var rotate: RotationArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep the last so many files of --rotate, and remove older ones. (default: all)",
      valueName: "n"))
  var keep: Int?

  @Flag(help: "Overwrite what exists: a file, or all files of a series.")
  var force = false

  func validate() throws {
    try require(
      Interval.allowed.contains(interval.duration),
      "--interval is \(interval.text); it has to be from 10ms to 60s")
    if let duration {
      try require(duration.duration > .zero, "--duration is 0; it has to be longer, such as 5s")
    }
    if let record { try validate(record: record) }
    try validateRotation()
  }

  /// For a command that writes nothing but its recording.
  func requireUseOfForce() throws {
    try require(!force || record != nil, "--force is of use only with --record")
  }

  /// Endings of what others read: a file of JSON lines with one of them opens nowhere.
  private static let otherFormats = [
    "csv", "tsv", "html", "htm", "json", "md", "txt", "prom", "parquet",
  ]

  private func validate(record: String) throws {
    try require(!record.isEmpty, "--record needs a file name")
    var parts = (record.split(separator: "/").last ?? "").split(separator: ".")
    if parts.last == "gz" { parts.removeLast() }
    guard parts.count > 1, let ending = parts.last?.lowercased() else { return }
    try require(
      !Self.otherFormats.contains(ending),
      "--record writes JSON lines, and '\(record)' would not be .\(ending); record to a name that "
        + "ends in .ndjson, and 'poolmon export' or 'report' makes other forms of it")
  }

  private func validateRotation() throws {
    if let rotate {
      try require(record != nil, "--rotate is of use only with --record")
      try require(!recordsToStandardOutput, "stdout cannot rotate; give --record a file's name")
      try rotate.validate()
    }
    if let keep {
      try require(rotate != nil, "--keep is of use only with --rotate")
      try require(keep >= 1, "--keep is \(keep); it has to be 1 or more")
    }
  }

  var interval: DurationArgument { askedInterval ?? Self.defaultInterval }

  var rotation: Rotation? { rotate.map { Rotation(limit: $0.limit, keep: keep) } }

  func header(of source: SessionHeader.Source, started: String) -> SessionHeader {
    SessionHeader(
      tool: "poolmon \(Poolmon.version)", started: started,
      intervalNanoseconds: interval.duration.wholeNanoseconds, source: source,
      sizeClasses: SizeClass.sizes, host: Machine.host())
  }

  var recordsToStandardOutput: Bool { record == RecordingPlan.standardOutput }
}

/// How a run is shown to a person.
struct LookOptions: ParsableArguments {
  @Flag(help: "Print rows of text instead of the dashboard, as without a terminal.")
  var plain = false

  @OptionGroup(title: "How the dashboard looks") var appearance: AppearanceOptions
}

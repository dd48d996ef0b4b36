import ArgumentParser
import Glibc
import Sessions

/// `poolmon info`: what a recorded session holds.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a recorded session holds: its length, samples, marks, pools and damage.",
    discussion: """
      A folder, a series that --rotate made (by the name that --record had) or several files are \
      read as one session.
      """)

  @Argument(help: "The session's file or files, or a folder.")
  var files: [String]

  @Flag(help: "Print it as JSON, for programs.")
  var json = false

  func validate() throws { try requireFiles(files) }

  func run() throws {
    let reader = try SessionReader(paths: files)
    let stop = try StopRequest()
    var info = SessionInfo()
    while let snapshot = try reader.next() {
      try stop.check()
      info.add(snapshot)
    }
    let lines =
      json
      ? [try info.json(of: reader)]
      : InfoText(name: files.joined(separator: " "), reader: reader, info: info).lines
    let output = TextOutput(
      isUnicode: json || Terminal.current.isUnicode, isEndAsked: { stop.isAsked })
    try output.write(lines: lines)
  }
}

/// Names of files that a command reads.
func requireFiles(_ files: [String]) throws {
  try require(!files.contains(""), "a file has a name")
  try require(!files.contains("-"), "'-' cannot be read here, since files are read twice; name one")
}

/// The wish of a person or the system that a command ends, or stops for a while.
struct StopRequest {
  private let signals: SignalPipe

  /// From now on signals are looked at here, and a reader that goes is an error of a write.
  init() throws { signals = try SignalPipe() }

  /// The same where signals are looked at already.
  init(_ signals: SignalPipe) { self.signals = signals }

  var isAsked: Bool { signals.isEndAsked }

  /// - Throws: an exit code once the end is asked for. Whoever writes a file removes it then.
  func check() throws {
    for number in signals.take() {
      switch number {
      case SIGTSTP: signals.stop()
      case SIGINT, SIGTERM, SIGHUP: throw ExitCode(128 + number)
      default: break
      }
    }
  }
}

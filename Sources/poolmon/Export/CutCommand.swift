import ArgumentParser
import Sessions

/// `poolmon cut`: a part of a session as a session.
struct CutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cut",
    abstract: "Cut a part out of a recorded session, as a session of its own.",
    discussion: """
      The lines of that time are copied byte for byte, below their header. Times stay as they \
      are. A TIME is written as 1:30, 90s, -5m (before the end) or 14:05:12.
      """)

  @Argument(help: "The session's file or files, or a folder.")
  var files: [String]

  @OptionGroup var part: TimeOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, or - for stdout; one that ends in .gz is compressed.", valueName: "file"))
  var output: String

  @Flag(help: "Overwrite a file that exists.")
  var force = false

  func validate() throws {
    try requireFiles(files)
    try require(!output.isEmpty, "--output needs the name of a file")
    try require(part.time.isPart, "--from or --to says what to cut out")
  }

  func run() throws {
    let span = try part.time.resolved(in: SessionReader(paths: files))
    let cut = try SessionCut(paths: files, span: span)
    let stop = try StopRequest()
    let file = try OutputFile(output, overwriting: force, stop: stop)
    do {
      while let lines = try cut.next() {
        try stop.check()
        try file.write(lines)
      }
      guard cut.samples > 0 else {
        throw Failure(description: "no sample of '\(files.joined(separator: " "))' is of that time")
      }
      try file.finish()
    } catch is OutputFile.Closed {}
    if let words = cut.damage.words { complain(words) }
  }
}

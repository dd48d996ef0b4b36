import ArgumentParser
import Glibc
import Sessions
import Telemetry

/// `poolmon note`: adds a person's words to a recording.
struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Add a note to a recording; replay shows it as a mark.",
    discussion: """
      The note is put at the end of the file, and nothing else is changed. The file may still be \
      being written, unless it is compressed. A TIME is written as 1:30, 90s, -5m (before the end) \
      or 14:05:12.
      """)

  /// Longer than a line of any screen.
  private static let longestText = 1000

  @Argument(help: "The session's file; of a series, the name that --record had.")
  var file: String

  @Argument(help: "The words, in quotes.")
  var text: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the note is on. (default: the end)", valueName: "time"),
    transform: SessionTime.parse)
  var at: SessionTime = .beforeEnd(.zero)

  func validate() throws {
    try require(!file.isEmpty, "a file has a name")
    try require(text.contains { !$0.isWhitespace }, "the note has no words")
    try require(
      text.count <= Self.longestText,
      "the note has \(text.count) characters; it may have \(Self.longestText)")
    try require(
      !text.unicodeScalars.contains(where: Self.isControl),
      "the note has control characters or ends of lines; it is one line of words")
  }

  func run() throws {
    // A limit on the size of files is an error then, and no end without a word.
    signal(SIGXFSZ, SIG_IGN)
    let notes = try SessionNotes(path: file)
    let startOfDay = UTCTime.seconds(notes.header.started).map(SessionClock.secondsOfDay)
    let time = at.resolved(in: notes.span, startOfDay: startOfDay)
    do {
      let instant = try notes.append(text, at: time)
      print("noted in '\(notes.path)', at \(Quantity.preciseLength(instant))")
    } catch let refused as SessionNotes.Refused {
      throw UsageError(description: refused.description)
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

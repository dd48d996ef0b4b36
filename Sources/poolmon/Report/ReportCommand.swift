import ArgumentParser
import Reports
import Sessions
import Telemetry
import WhatIf

/// `poolmon report`: a session as a page that can be sent and printed.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a recorded session as one HTML page or as Markdown.",
    discussion: """
      The page stands alone: findings, figures, graphs over time, size classes, other policies \
      and marks, without scripts and without anything that is loaded. FILE may be a folder or a \
      series that --rotate made. A TIME is written as 1:30, 90s, -5m (before the end) or 14:05:12.
      """)

  @Argument(help: "The session's file or folder.")
  var file: String

  @OptionGroup var part: TimeOptions

  @Option(
    help: ArgumentHelp("The pool to tell in detail. (default: the fullest bytebufferpool)"))
  var pool: String?

  @OptionGroup var output: ReportOutput

  @Option(help: "html or markdown.")
  var format = ReportFormat.html

  func validate() throws { try require(!file.isEmpty, "a file has a name") }

  func run() throws {
    let session = SessionPart(path: file, time: part.time)
    let reader = try SessionReader(path: file)
    let stop = try StopRequest()
    let path = output.path ?? session.stem + format.ending
    // Before a long session is read: whether its report has a place.
    let page = try OutputFile(
      path, overwriting: output.force, apartFrom: reader.files, stop: stop)
    let digest = try session.digest(reader, pool: pool, judges: true, stop)
    let policies = try policies(digest, session, reader, stop)
    let text =
      switch format {
      case .html: ReportPage(digest, policies: policies).text
      case .markdown: ReportMarkdown(digest, policies: policies).text
      }
    try page.finish(with: text)
  }

  /// nil where it is not known what was put, or nothing was.
  private func policies(
    _ digest: SessionDigest, _ session: SessionPart, _ reader: SessionReader, _ stop: StopRequest
  ) throws -> PolicySection? {
    guard let pool = digest.run.poolSample,
      ClassStream.knows(pool, sizeClasses: digest.header.sizeClasses)
    else { return nil }
    let stream = try session.stream(of: pool, reader, stop)
    guard stream.puts > 0 else { return nil }
    let comparison = PolicyComparison(
      stream, Contender.all(), isEndAsked: { stop.isAsked })
    try stop.check()
    return comparison.map { PolicySection($0, of: stream) }
  }
}

enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
  case html, markdown

  var ending: String { self == .html ? ".html" : ".md" }
}

/// Where a report goes to.
struct ReportOutput: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Write to this file; - is stdout. (default: the session's name in this folder)",
      valueName: "file"))
  var path: String?

  @Flag(help: "Overwrite the file if it exists.")
  var force = false

  func validate() throws { try require(path != "", "-o needs a file's name") }
}

extension OutputFile {
  /// Writes all that it is to hold, and says so of a file.
  func finish(with text: String) throws {
    do {
      try write(text)
      try finish()
    } catch is Closed { return }
    guard isFile else { return }
    let isUnicode = Terminal.current.isUnicode
    try TextOutput(isUnicode: isUnicode, isEndAsked: { false }).write(lines: ["wrote \(path)"])
  }
}

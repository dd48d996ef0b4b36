import FoundationEssentials
import Glibc
import Telemetry

/// A recording, to which a person's words are added afterwards, or while it is being written.
///
/// Only appends: what is recorded stays as it is, byte for byte.
package final class SessionNotes {
  /// No session, or nothing can be put behind it: one line that says what, where and what to do.
  package struct Refused: Error, Equatable, CustomStringConvertible {
    package let description: String
  }

  /// The file that notes go to: of a series the last.
  package let path: String
  package let header: SessionHeader
  /// From the first sample to the last.
  package let span: ClosedRange<Duration>

  private let file: SessionFile
  private let isGzip: Bool
  /// What counts as 0 at the end of the file: what follows a further header counts from it.
  private let base: Int
  private let hasTornEnd: Bool

  /// Opens a recording, or a series by the name that it was recorded under. O(bytes).
  package init(path name: String) throws {
    path = Self.file(name)
    var status = stat()
    guard stat(path, &status) == 0 else { throw SessionReadError(path: name, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Refused(description: "'\(path)' is no file; a note is put at the end of one")
    }
    // Before it is read, so that no other note comes between.
    file = try SessionFile(appendingTo: path)
    let log = try SessionLog(paths: [name])
    isGzip = log.parts.last is GzipLog
    let isFree = !isGzip || !file.isBeingWritten
    if isFree { try log.readThrough() }
    (header, span, base) = (log.header, log.index.span, log.place.base)
    guard !log.place.isNewer else {
      throw Refused(description: "'\(path)' ends in a newer version of the format; use it there")
    }
    let last = log.parts.last
    guard last?.isDamaged != true else {
      throw Refused(
        description: "'\(path)' is damaged, and what is behind the damage cannot be read; "
          + "note it in what 'gzip -dc' makes of it")
    }
    // Without its end, whether the lock tells or not.
    guard isFree, last?.isUnfinished != true else {
      throw Refused(
        description: "'\(path)' has no end: it is still being written, or what wrote it was "
          + "killed; note it once that has ended, or in what 'gzip -dc' makes of it")
    }
    // Whoever writes it writes whole lines: one that is not there yet is on its way.
    hasTornEnd = log.damage.hasTornEnd && !file.isBeingWritten
  }

  /// Adds a note, with one write(2). An instant that is not in the last session of the file is an
  /// error; up to a second off is as near as a screen shows it.
  ///
  /// - Returns: the instant that it is on.
  @discardableResult
  package func append(_ words: String, at time: Duration) throws -> Duration {
    let second = Duration.seconds(1)
    let begin = max(span.lowerBound, .nanoseconds(base))
    guard time >= begin - second || time == .zero, time <= span.upperBound + second else {
      let (first, last) = (Quantity.preciseLength(begin), Quantity.preciseLength(span.upperBound))
      let what =
        time < .zero
        ? "\(Quantity.preciseLength(.zero - time)) before the session began"
        : Quantity.preciseLength(time)
      throw Refused(
        description: "\(what) is not in '\(path)', which goes from \(first) to \(last)")
    }
    let instant = min(max(time, begin), span.upperBound)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(note: words, timeNanoseconds: max(instant.wholeNanoseconds - base, 0))
    let bytes = (hasTornEnd ? "\n" : "").utf8 + Array(try encoder.encode(line)) + "\n".utf8
    if isGzip {
      guard let deflater = Deflater() else { throw SessionWriteError(path: path, code: ENOMEM) }
      try file.write(deflater.deflate(bytes, .finish))
    } else {
      try file.write(bytes)
    }
    return instant
  }

  private struct Line: Encodable {
    let note: String
    let timeNanoseconds: Int

    private enum CodingKeys: String, CodingKey {
      case note
      case timeNanoseconds = "t_ns"
    }
  }

  private static func file(_ name: String) -> String {
    guard access(name, F_OK) != 0 else { return name }
    return SessionSeries(path: name).existing().last ?? name
  }
}

import FoundationEssentials
import Glibc
package import Telemetry

/// Appends to a session file, or to a series of them, each line whole or not at all.
///
/// A path that ends in ".gz" is compressed. What is compressed is put out a second of session time
/// after it was last, at notes and at the end: whoever reads the file has all up to there.
package final class SessionWriter: SnapshotWriter {
  /// The file's path; of a series a pattern that fits all of its files.
  package let path: String

  private let overwriting: Bool
  private let rotation: Rotation?
  private let series: SessionSeries
  private let encoder = JSONEncoder()
  private let header: [UInt8]

  /// nil before a pipe is opened, and once all is written.
  private var file: SessionFile?
  private var hasEnded = false
  private var deflater: Deflater?
  /// What is compressed and not written yet.
  private var pending: [UInt8] = []
  /// When bytes were last put out, in session time.
  private var lastFlush: Duration?

  /// The first sample of the file; nil before it.
  private var fileBegin: Duration?
  /// Files of the series that are whole and stay, oldest first, and their sizes.
  private var wholeFiles: [(path: String, bytes: Int)] = []
  private var number = 0

  /// What is not a second old may be held back.
  private static let flushTime = Duration.seconds(1)

  /// Creates the file and writes its header. A pipe that exists is opened with the first sample,
  /// since that waits for its reader.
  ///
  /// A file that exists is an error unless `overwriting`, as is one of the series of a recording
  /// that rotates.
  package init(
    path: String, overwriting: Bool = false, rotation: Rotation? = nil, header: SessionHeader
  ) throws(SessionWriteError) {
    series = SessionSeries(path: path)
    self.path = rotation == nil ? path : series.pattern
    self.overwriting = overwriting
    self.rotation = rotation
    self.header = try Self.line(header, encoder, path)
    if rotation != nil { try makeRoom() }
    if rotation != nil || !SessionFile.isPipe(path) {
      try begin(rotation == nil ? path : series.path(1))
    }
  }

  /// Writes the session to stdout. With `isGivenUp` a line is not written, which is an error with
  /// the code EINTR.
  package init(
    toStandardOutput header: SessionHeader, isGivenUp: @escaping () -> Bool
  ) throws(SessionWriteError) {
    path = "stdout"
    series = SessionSeries(path: path)
    overwriting = false
    rotation = nil
    self.header = try Self.line(header, encoder, path)
    file = try SessionFile(standardOutputAs: path, isGivenUp: isGivenUp)
    try file?.write(self.header)
  }

  /// Size of all files together, in bytes.
  package var bytesWritten: Int {
    wholeFiles.reduce(file?.bytesWritten ?? 0) { $0 + $1.bytes }
  }

  /// Writes one sample. On an error the file ends with the last whole line, or what was put out
  /// last of it.
  package func append(_ snapshot: Snapshot) throws(SessionWriteError) {
    guard !hasEnded else { return }
    if file == nil { try begin(path) }
    let line = try Self.line(snapshot, encoder, path)
    if isFull(before: line, snapshot.time) { try goOn() }
    fileBegin = fileBegin ?? snapshot.time
    let isDue = lastFlush.map { snapshot.time - $0 >= Self.flushTime } ?? true
    if isDue {
      lastFlush = snapshot.time
      try requireName()
    }
    try write(line, isDue || snapshot.note != nil ? .sync : .none)
  }

  /// Writes what is held back, and closes the file.
  package func finish() throws(SessionWriteError) {
    guard !hasEnded else { return }
    // A pipe to which nothing was recorded gets a header, as a file does.
    if file == nil { try begin(path) }
    hasEnded = true
    try end()
  }

  private static func line(
    _ value: some Encodable, _ encoder: JSONEncoder, _ path: String
  ) throws(SessionWriteError) -> [UInt8] {
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      // Only a number that JSON lacks (NaN) could fail, and no sample has a floating-point field.
      throw SessionWriteError(path: path, code: EINVAL)
    }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  /// Begins a file with the header.
  private func begin(_ path: String) throws(SessionWriteError) {
    let isOverwriting = overwriting && rotation == nil
    let file = try SessionFile(path: path, overwriting: isOverwriting)
    self.file = file
    number += 1
    (fileBegin, lastFlush) = (nil, nil)
    do throws(SessionWriteError) {
      if path.hasSuffix(".gz") {
        guard let deflater = Deflater() else { throw SessionWriteError(path: path, code: ENOMEM) }
        self.deflater = deflater
      }
      try write(header, .sync)
    } catch {
      // A file without a header is no session: leave none behind. Only O_EXCL proves that the file
      // is ours to remove.
      if !isOverwriting && !SessionFile.isPipe(path) { unlink(path) }
      throw error
    }
  }

  private func write(_ line: [UInt8], _ flush: Deflater.Flush) throws(SessionWriteError) {
    guard let deflater else {
      try file?.write(line)
      return
    }
    pending += deflater.deflate(line, flush)
    guard flush != .none else { return }
    let piece = pending
    pending = []
    try file?.write(piece)
  }

  /// Ends the file with all that belongs to it, and closes it.
  private func end() throws(SessionWriteError) {
    try requireName()
    if deflater != nil { try write([], .finish) }
    if let file { wholeFiles.append((file.path, file.bytesWritten)) }
    (file, deflater) = (nil, nil)
  }

  /// What is written to a file that somebody removed is gone.
  private func requireName() throws(SessionWriteError) {
    guard let file, file.isRemoved else { return }
    throw SessionWriteError(path: file.path, cause: .removed)
  }
}

/// Rotation.
extension SessionWriter {
  private func isFull(before line: [UInt8], _ time: Duration) -> Bool {
    guard let rotation, let file, let fileBegin else { return false }
    switch rotation.limit {
    // What a line takes when compressed is not known before it is put out.
    case .size(let size):
      return file.bytesWritten + (deflater == nil ? line.count : 1) > size
    case .time(let length): return time - fileBegin >= length
    }
  }

  /// Goes on in the next file, and removes the oldest once there are too many.
  private func goOn() throws(SessionWriteError) {
    try end()
    try begin(series.path(number + 1))
    guard let keep = rotation?.keep else { return }
    while wholeFiles.count + 1 > keep {
      let oldest = wholeFiles.removeFirst()
      // One that somebody else removed is as well gone.
      guard unlink(oldest.path) == 0 || errno == ENOENT else {
        throw SessionWriteError(path: oldest.path, code: errno)
      }
    }
  }

  /// Removes files that the series has from before, if it may.
  private func makeRoom() throws(SessionWriteError) {
    for path in series.existing() {
      guard overwriting else { throw SessionWriteError(path: path, code: EEXIST) }
      guard unlink(path) == 0 || errno == ENOENT else {
        throw SessionWriteError(path: path, code: errno)
      }
    }
  }
}

import Telemetry

/// A session's files as one, with an index that is made while they are read through once: no second
/// copy of them, in memory or elsewhere.
package final class SessionLog {
  /// Bytes that are read through at a time, so that a screen can be drawn between.
  private static let slice = 4 << 20

  package let header: SessionHeader
  package private(set) var index: SessionIndex
  /// Whether all that is there has been read through.
  package private(set) var isIndexed = false
  let parts: [any ByteLog]
  private let foreign: [String]
  private var stream = SampleStream()

  /// Opens a session and reads its header.
  package convenience init(paths: [String]) throws(SessionReadError) {
    let files = try SessionFiles(paths)
    try self.init(parts: files.logs, foreign: files.foreign, index: SessionIndex())
  }

  package convenience init(parts: [any ByteLog]) throws(SessionReadError) {
    try self.init(parts: parts, index: SessionIndex())
  }

  init(
    parts: [any ByteLog], foreign: [String] = [], index: SessionIndex
  ) throws(SessionReadError) {
    (self.parts, self.foreign) = (parts, foreign)
    self.index = index
    header = try SampleStream.header(of: parts)
  }

  /// Lines that were passed over so far.
  package var damage: Damage { stream.damage.beside(foreign) }

  /// Bytes of the files.
  package var storedBytes: Int { parts.reduce(0) { $0 + $1.storedBytes } }

  /// How far it has been read.
  var place: SampleStream.Place { stream.next }

  /// Reads on for a while. Returns whether anything was read.
  ///
  /// - Parameter mayGrow: whether the end may be that of a line which is being written.
  package func readOn(mayGrow: Bool = false) throws(SessionReadError) -> Bool {
    let begin = stream.next
    while true {
      let place = stream.next
      guard let item = try stream.next(in: parts) else {
        isIndexed = true
        if !mayGrow { stream.finish(in: parts) }
        return stream.next != begin
      }
      isIndexed = false
      switch item {
      case .sample(let snapshot): index.add(snapshot, at: place)
      case .remark(let remark):
        index.add(remark, shownAt: try sampleTime(from: .nanoseconds(remark.timeNanoseconds)))
      }
      if stream.next.part != begin.part || stream.next.offset - begin.offset > Self.slice {
        return true
      }
    }
  }

  /// Reads to the end as it is now. O(bytes).
  ///
  /// - Parameter goesOn: asked every few megabytes; false ends it there.
  package func readThrough(while goesOn: () -> Bool = { true }) throws(SessionReadError) {
    for part in parts { part.holdEnd() }
    while goesOn(), try readOn() {}
  }

  /// The time of the first sample that is not earlier than an instant; nil if none has been read.
  private func sampleTime(from instant: Duration) throws(SessionReadError) -> Duration? {
    guard let last = index.last, instant <= last else { return nil }
    var stream = stream(fromBlock: index.block(at: instant))
    while let item = try stream.next(in: parts) {
      if case .sample(let snapshot) = item, snapshot.time >= instant { return snapshot.time }
    }
    return nil
  }

  /// A stream whose first sample is the first of a block.
  func stream(fromBlock block: Int) -> SampleStream {
    index.blocks.indices.contains(block)
      ? stream.resumed(at: index.blocks[block]) : stream.resumed(at: SampleStream.Place())
  }
}

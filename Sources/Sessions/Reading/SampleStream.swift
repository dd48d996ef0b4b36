import FoundationEssentials
import Telemetry

/// What a person noted on an instant without a sample.
struct Remark: Equatable, Sendable {
  /// Since the session began.
  let timeNanoseconds: Int
  let words: String
}

/// A line as it stands in the file, and the header it stands below.
struct KeptLine: Equatable {
  var header: [UInt8] = []
  var bytes: [UInt8] = []
}

/// The samples of a session's files from a place on, in the order of their times. Where there is no
/// further one it waits there.
///
/// A sample is given out once the next one is known, if there is one: whose time was damaged is
/// told from what follows it. A value: a copy goes on from the same place.
struct SampleStream {
  enum Item: Equatable {
    case sample(Snapshot)
    case remark(Remark)
  }

  /// Where to go on reading, and what is known there of what was before.
  struct Place: Equatable, Sendable {
    var part = 0
    var offset = 0
    /// Added to the times that stand in the file, in nanoseconds: what it began later than the
    /// first session.
    var base = 0
    /// The latest sample's time.
    var latest = -1
    /// Whether what comes is of a version that is not known.
    var isNewer = false
    /// When the session began whose lines come, as its header has it.
    var started: String?
  }

  /// Of times, in nanoseconds: 73 years.
  private static let latestBase = 2 * JSONCursor.largestNumber

  private(set) var damage = Damage()
  private var place: Place
  /// A sample that waits for the next one, and where its line begins.
  private var held: (snapshot: Snapshot, place: Place, line: KeptLine)?
  /// A remark that waits for the sample before it.
  private var waiting: (remark: Remark, line: KeptLine)?
  /// Whether the bytes of lines are kept, too.
  private let keepsLines: Bool
  /// The header of the lines that come.
  private var headerLine: [UInt8] = []
  /// The line of the item that was given out last, where lines are kept.
  private(set) var itemLine = KeptLine()
  private var lines: LineReader
  /// Whether lines of which the begin tells that they are no remarks are passed over unread.
  private var leavesSamples = false
  /// Whether a header was that of another session than the first.
  private var hasOtherSession = false
  /// When the first session began, in seconds since 1970, once its header has been read.
  private var origin: Int?

  /// From the begin on, or from a place at which an earlier pass was.
  init(
    at place: Place = Place(), origin: Int? = nil, keepsLines: Bool = false
  ) {
    self.place = place
    self.keepsLines = keepsLines
    self.origin = origin
    lines = LineReader(at: place.offset)
  }

  /// A stream from this place on.
  func resumed(at place: Place) -> SampleStream {
    SampleStream(at: place, origin: origin)
  }

  /// Goes on from there.
  mutating func move(to place: Place) {
    if place.part == self.place.part {
      lines.move(to: place.offset)
    } else {
      lines = LineReader(at: place.offset)
    }
    self.place = place
    (held, waiting) = (nil, nil)
  }

  /// Where the line of the next item begins, or one before it.
  var next: Place { held?.place ?? placeOfNextLine }

  private var placeOfNextLine: Place {
    var place = place
    place.offset = lines.offset
    return place
  }

  /// The next item. nil where there is none yet.
  mutating func next(in parts: [any ByteLog]) throws(SessionReadError) -> Item? {
    if waiting != nil { return letGo() }
    while place.part < parts.count {
      let start = placeOfNextLine
      let line = try lines.next(of: parts[place.part]) { line in
        if leavesSamples && SessionLine.isNoRemark(line) {
          return (content: SessionLine.unreadable, header: Preamble?.none, bytes: [UInt8]())
        }
        let content = SessionLine(line)
        let header = content == .unreadable ? Preamble(line) : nil
        return (content: content, header: header, bytes: keepsLines ? Array(line) : [])
      }
      guard let line else {
        // Only the last file may still grow.
        guard place.part + 1 < parts.count else { return letGo() }
        if lines.hasUnfinished || parts[place.part].isDamaged { damage.unreadable += 1 }
        place.part += 1
        lines = LineReader(at: 0)
        continue
      }
      if let header = line.header {
        begin(header)
        headerLine = line.bytes
      } else if place.isNewer {
        damage.newer += 1
      } else if let item = item(of: line.content, line.bytes, at: start) {
        return item
      }
    }
    return letGo()
  }

  /// Gives out what waits, in the order of the lines.
  private mutating func letGo() -> Item? {
    if let (snapshot, _, line) = held {
      held = nil
      itemLine = line
      return .sample(snapshot)
    }
    if let (remark, line) = waiting {
      waiting = nil
      itemLine = line
      return .remark(remark)
    }
    return nil
  }

  /// Nothing more will come: what is unfinished stays so.
  mutating func finish(in parts: [any ByteLog]) {
    damage.hasTornEnd = lines.hasUnfinished || parts.last?.isDamaged == true
  }

  private mutating func item(
    of content: SessionLine, _ bytes: [UInt8], at start: Place
  ) -> Item? {
    let line = KeptLine(header: headerLine, bytes: bytes)
    switch content {
    case .unreadable: damage.unreadable += 1
    // What is added up of many sessions, each of which ends late, has a limit.
    case _ where place.base > Self.latestBase: damage.disordered += 1
    case .remark(let time, let words):
      let remark = Remark(timeNanoseconds: place.base + time, words: words)
      waiting = (remark, line)
      return letGo()
    case .sample(var snapshot):
      snapshot.timeNanoseconds += place.base
      return item(of: snapshot, line, at: start)
    }
    return nil
  }

  private mutating func item(of snapshot: Snapshot, _ line: KeptLine, at start: Place) -> Item? {
    let time = snapshot.timeNanoseconds
    if time > place.latest {
      let item = letGo()
      place.latest = time
      held = (snapshot, start, line)
      return item
    }
    damage.disordered += 1
    // Of two that are in disorder the one that does not fit to those before is left out.
    if let place = held?.place, place.base == start.base, time > place.latest {
      self.place.latest = time
      var start = start
      start.latest = place.latest
      held = (snapshot, start, line)
    }
    return nil
  }

  // MARK: - Headers

  /// A further file of the same session goes on with its times; another session's times count from
  /// when it began, and are behind those of the one before.
  private mutating func begin(_ header: Preamble) {
    place.isNewer = header.version > SessionHeader.currentVersion
    guard let started = place.started, started != header.started else {
      place.started = header.started
      origin = origin ?? UTCTime.seconds(header.started)
      return
    }
    place.started = header.started
    hasOtherSession = true
    let later = UTCTime.seconds(header.started).flatMap { time in origin.map { time - $0 } } ?? 0
    let limit = JSONCursor.largestNumber / 1_000_000_000
    place.base = max(min(max(later, 0), limit) * 1_000_000_000, place.latest + 1)
  }

  /// What every version's header has.
  private struct Preamble {
    let version: Int
    let started: String

    private static let names = FieldNames("format", "started", "version")

    /// nil for any other line.
    init?(_ line: UnsafeRawBufferPointer) {
      guard var cursor = JSONCursor(line) else { return nil }
      var (format, started, version): (String?, String?, Int?)
      do throws(JSONCursor.Invalid) {
        try cursor.readObject(Self.names) { cursor, field throws(JSONCursor.Invalid) in
          switch field {
          case 0: format = try cursor.readString()
          case 1: started = try cursor.readString()
          default: version = try cursor.readCount()
          }
        }
        try cursor.finish()
      } catch {
        return nil
      }
      guard format == SessionHeader.formatName, let started, let version else { return nil }
      (self.version, self.started) = (version, started)
    }
  }

  /// The header that a session begins with.
  static func header(of parts: [any ByteLog]) throws(SessionReadError) -> SessionHeader {
    guard let first = parts.first else {
      throw SessionReadError(description: "no session is given")
    }
    var lines = LineReader(at: 0)
    let line = try lines.next(of: first) { (bytes: Data($0), preamble: Preamble($0)) }
    guard let line else {
      throw SessionReadError(
        description: "'\(first.path)' is no session: it has no whole line", isForeign: true)
    }
    do throws(SessionDecoder.NotASession) {
      return try SessionDecoder.decodeHeader(line.bytes)
    } catch {
      // A header that was damaged is one line like others, if samples follow.
      if line.preamble?.version ?? 0 <= SessionHeader.currentVersion,
        case .sample? = try lines.next(of: first, SessionLine.init)
      {
        return .lost
      }
      throw SessionReadError(
        description: "'\(first.path)' is no session: \(error)", isForeign: error.isForeign)
    }
  }

  /// What was noted without a sample, in the order of time. O(bytes); samples are read only where
  /// sessions follow each other.
  static func remarks(in parts: [any ByteLog]) throws(SessionReadError) -> [Remark] {
    var stream = SampleStream()
    stream.leavesSamples = true
    var remarks = try stream.remarks(in: parts)
    if stream.hasOtherSession {
      // What their times count from follows from the samples before.
      stream = SampleStream()
      remarks = try stream.remarks(in: parts)
    }
    return remarks.sorted { $0.timeNanoseconds < $1.timeNanoseconds }
  }

  private mutating func remarks(in parts: [any ByteLog]) throws(SessionReadError) -> [Remark] {
    var remarks: [Remark] = []
    while !(leavesSamples && hasOtherSession), remarks.count < SessionIndex.remarkLimit,
      let item = try next(in: parts)
    {
      if case .remark(let remark) = item { remarks.append(remark) }
    }
    return remarks
  }
}

extension Snapshot {
  /// Takes over what was noted up to its time.
  mutating func take(_ remarks: inout ArraySlice<Remark>) {
    while let remark = remarks.first, remark.timeNanoseconds <= timeNanoseconds {
      note = [note, remark.words].compactMap { $0 }.joined(separator: "; ")
      remarks.removeFirst()
    }
  }
}

import CZlib
import Glibc

/// What a gzip file was packed from, from any place on: zlib's state is kept every few megabytes,
/// so that nothing is unpacked from the begin again.
///
/// What is damaged in it ends it there.
final class GzipLog: ByteLog {
  /// Unpacked bytes from one kept state to the next: unpacked in some 10 ms. A state has 47 KiB.
  /// Doubles when there are too many states.
  var step = 4 << 20
  /// How many states are kept. None: it is unpacked from its begin on, then.
  var stateLimit = Unpacking.stateLimit
  var unpacking: Unpacking?

  let path: String
  private(set) var isDamaged = false
  private let packed: any ByteLog

  /// Where unpacking is: a state, and what it has read and yielded.
  fileprivate struct Point {
    let stream: InflateStream
    var input = 0
    var output = 0
  }

  /// nil while nothing is unpacked.
  private var now: Point?
  private var kept: [Point] = []
  var keptStates: Int { kept.count }
  /// What has been read, and what is unpacked on the way to a place; empty while nothing is.
  private var (chunk, scrap): ([UInt8], [UInt8]) = ([], [])
  private(set) var isUnfinished = false

  init(_ packed: any ByteLog) {
    path = packed.path
    self.packed = packed
  }

  var isResting: Bool { now == nil }

  /// Lets go of what is made again when it is read.
  func rest() {
    now = nil
    (chunk, scrap) = ([], [])
  }

  /// Whether a file begins as gzip does (RFC 1952), and no text.
  static func isGzip(_ log: any ByteLog) throws(SessionReadError) -> Bool {
    var start: [UInt8] = [0, 0]
    return try log.read(at: 0, into: &start) == 2 && start == [0x1f, 0x8b]
  }

  var storedBytes: Int { packed.storedBytes }

  func holdEnd() { packed.holdEnd() }

  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionReadError) -> Int {
    var point = try point(toReach: offset)
    defer { (now, isUnfinished) = (point, point.stream.isWithinStream) }
    while point.output < offset {
      // Of what is on the way nothing is kept.
      let length = min(offset - point.output, scrap.count)
      guard try scrapped(length, &point) > 0 else { return 0 }
    }
    return try unpack(&point, into: buffer)
  }

  /// The nearest point before a place from which it can be reached.
  private func point(toReach offset: Int) throws(SessionReadError) -> Point {
    unpacking?.use(self)
    if chunk.isEmpty {
      chunk = [UInt8](repeating: 0, count: 1 << 16)
      scrap = chunk
    }
    let last = kept.last { $0.output <= offset }
    if let now, now.output <= offset, now.output >= last?.output ?? 0 { return now }
    isDamaged = false
    guard let last else { return Point(stream: try InflateStream(path)) }
    return try last.copy(path)
  }

  private func scrapped(_ length: Int, _ point: inout Point) throws(SessionReadError) -> Int {
    // Arrays lend their bytes only to what throws nothing or anything.
    var room = scrap
    scrap = []
    defer { scrap = room }
    let outcome = room.withUnsafeMutableBytes { bytes -> Result<Int, SessionReadError> in
      let buffer = UnsafeMutableRawBufferPointer(rebasing: bytes[..<length])
      do throws(SessionReadError) {
        return .success(try unpack(&point, into: buffer))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Unpacks as much as fits; 0 at the end so far.
  private func unpack(
    _ point: inout Point, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionReadError) -> Int {
    var filled = 0
    while filled < buffer.count, !isDamaged {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try packed.read(at: point.input, into: &chunk)
      let (read, written, isSound) = chunk.withUnsafeMutableBufferPointer { input in
        point.stream.inflate(UnsafeMutableBufferPointer(rebasing: input[..<count]), into: rest)
      }
      point.input += read
      point.output += written
      filled += written
      isDamaged = !isSound
      if point.output - (kept.last?.output ?? 0) >= step { try keep(point) }
      // Without input, what was held back is out.
      if read == 0 && written == 0 { break }
    }
    return filled
  }

  /// Keeps a state; where there are too many, every second one goes.
  private func keep(_ point: Point) throws(SessionReadError) {
    guard stateLimit > 0 else { return }
    kept.append(try point.copy(path))
    while kept.count > stateLimit {
      step *= 2
      kept = kept.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }
  }
}

/// What unpacking takes, shared by the packed files of a session: however many they are, it is some
/// 25 MiB at most.
final class Unpacking {
  /// States that are kept, of all files together.
  static let stateLimit = 512
  /// Files that are being unpacked: one is read through, another is shown, a third is looked up.
  private static let activeLimit = 4

  private struct Active { weak var log: GzipLog? }
  private var active: [Active] = []

  static func share(among logs: [GzipLog]) {
    guard logs.count > 1 else { return }
    let unpacking = Unpacking()
    for log in logs {
      log.stateLimit = stateLimit / logs.count
      log.unpacking = unpacking
      log.rest()
    }
  }

  /// A file is read from now on; the one that was read longest ago rests.
  fileprivate func use(_ log: GzipLog) {
    guard active.last?.log !== log else { return }
    active.removeAll { $0.log === log || $0.log == nil }
    active.append(Active(log: log))
    if active.count > Self.activeLimit { active.removeFirst().log?.rest() }
  }
}

extension GzipLog.Point {
  fileprivate func copy(_ path: String) throws(SessionReadError) -> Self {
    GzipLog.Point(stream: try stream.copy(path), input: input, output: output)
  }
}

/// zlib's state while it unpacks gzip streams that follow each other.
///
/// Owns it; ends it when it goes.
private final class InflateStream {
  /// Has one address for its life: zlib points back to it.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  /// Whether a gzip stream has begun and not ended.
  private(set) var isWithinStream = false

  init(_ path: String) throws(SessionReadError) {
    stream.initialize(to: z_stream())
    // What has been begun is ended in `deinit`, which runs then, too.
    guard poolmon_inflate_init(stream) == Z_OK else {
      throw SessionReadError(path: path, code: ENOMEM)
    }
  }

  private init(copyOf other: InflateStream, _ path: String) throws(SessionReadError) {
    isWithinStream = other.isWithinStream
    stream.initialize(to: z_stream())
    guard inflateCopy(stream, other.stream) == Z_OK else {
      throw SessionReadError(path: path, code: ENOMEM)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func copy(_ path: String) throws(SessionReadError) -> InflateStream {
    try InflateStream(copyOf: self, path)
  }

  /// Unpacks some input. Returns how many bytes of each were used, and whether they were sound.
  func inflate(
    _ input: UnsafeMutableBufferPointer<UInt8>, into output: UnsafeMutableRawBufferPointer
  ) -> (read: Int, written: Int, isSound: Bool) {
    let room = min(output.count, 1 << 20)
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let code = CZlib.inflate(stream, Z_NO_FLUSH)
    let read = input.count - Int(stream.pointee.avail_in)
    let written = room - Int(stream.pointee.avail_out)
    if read > 0 { isWithinStream = code != Z_STREAM_END }
    if code == Z_STREAM_END { inflateReset(stream) }
    // Z_BUF_ERROR: nothing more can be unpacked until more comes.
    return (read, written, [Z_OK, Z_BUF_ERROR, Z_STREAM_END].contains(code))
  }
}

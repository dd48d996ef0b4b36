import CZlib
import Glibc

/// What a gzip file was packed from, from any place on: zlib's state is kept every few megabytes,
/// so that nothing is unpacked from the begin again.
///
/// What is damaged in it ends it there.
final class GzipLog: ByteLog {
  /// Unpacked bytes from one kept state to the next: unpacked in some 10 ms. A state has 47 KiB.
  private static let step = 4 << 20

  let path: String
  private(set) var isDamaged = false
  private let packed: any ByteLog

  /// Where unpacking is: a state, and what it has read and yielded.
  fileprivate struct Point {
    let stream: InflateStream
    var input = 0
    var output = 0
  }

  private var now: Point
  private var kept: [Point] = []
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)
  /// What is unpacked on the way to a place. Allocated once, freed when this goes.
  private let scrap = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)

  init(_ packed: any ByteLog) throws(SessionReadError) {
    path = packed.path
    self.packed = packed
    now = Point(stream: try InflateStream(path))
  }

  deinit { scrap.deallocate() }

  /// Whether a file begins as gzip does (RFC 1952), and no text.
  static func isGzip(_ log: any ByteLog) throws(SessionReadError) -> Bool {
    var start: [UInt8] = [0, 0]
    return try log.read(at: 0, into: &start) == 2 && start == [0x1f, 0x8b]
  }

  var storedBytes: Int { packed.storedBytes }

  func holdEnd() { packed.holdEnd() }

  var isUnfinished: Bool { now.stream.isWithinStream }

  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionReadError) -> Int {
    try go(to: offset)
    guard now.output == offset else { return 0 }
    return try unpack(into: buffer)
  }

  /// Unpacks up to a place, or to the end if that is before it.
  private func go(to offset: Int) throws(SessionReadError) {
    let last = kept.last { $0.output <= offset }
    if offset < now.output || (last?.output ?? 0) > now.output {
      if let last {
        now = try last.copy(path)
      } else {
        now = Point(stream: try InflateStream(path))
      }
      isDamaged = false
    }
    while now.output < offset {
      let length = min(offset - now.output, scrap.count)
      guard try unpack(into: UnsafeMutableRawBufferPointer(rebasing: scrap[..<length])) > 0 else {
        return
      }
    }
  }

  /// Unpacks as much as fits; 0 at the end so far.
  private func unpack(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SessionReadError) -> Int {
    var filled = 0
    while filled < buffer.count, !isDamaged {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try packed.read(at: now.input, into: &chunk)
      let (read, written, isSound) = chunk.withUnsafeMutableBufferPointer { input in
        now.stream.inflate(UnsafeMutableBufferPointer(rebasing: input[..<count]), into: rest)
      }
      now.input += read
      now.output += written
      filled += written
      isDamaged = !isSound
      if now.output - (kept.last?.output ?? 0) >= Self.step { kept.append(try now.copy(path)) }
      // Without input, what was held back is out.
      if read == 0 && written == 0 { break }
    }
    return filled
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

import CZlib

/// Reads gzip streams that follow each other in a file, in pieces of any size.
package final class Inflater {
  /// What comes is no gzip, or damaged.
  package struct Damage: Error {}

  /// Has one address for its life: zlib points back to it.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  /// Whether a stream has begun and its end has not come.
  package private(set) var isWithinStream = false
  /// What the stream that is not ended has come to: what its end will have to say.
  package private(set) var checksum: UInt = 0
  package private(set) var length = 0

  package init() throws(Damage) {
    stream.initialize(to: z_stream())
    guard poolmon_inflate_init(stream) == Z_OK else { throw Damage() }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Takes in bytes; returns all that can be read of them.
  package func inflate(_ bytes: ArraySlice<UInt8>) throws(Damage) -> [UInt8] {
    // zlib reads it only, though its pointer is not const.
    var input = Array(bytes)
    var output: [UInt8] = []
    let isWhole = input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      repeat {
        guard let piece = step() else { return false }
        output += piece
      } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
      return true
    }
    guard isWhole else { throw Damage() }
    return output
  }

  /// Fills the chunk once; nil if what comes is damaged.
  private func step() -> ArraySlice<UInt8>? {
    if !isWithinStream && stream.pointee.avail_in > 0 {
      isWithinStream = true
      (checksum, length) = (crc32(0, nil, 0), 0)
    }
    let (code, count) = chunk.withUnsafeMutableBufferPointer { chunk in
      stream.pointee.next_out = chunk.baseAddress
      stream.pointee.avail_out = UInt32(chunk.count)
      let code = CZlib.inflate(stream, Z_NO_FLUSH)
      let count = chunk.count - Int(stream.pointee.avail_out)
      checksum = crc32(checksum, chunk.baseAddress, UInt32(count))
      return (code, count)
    }
    length += count
    switch code {
    // Z_BUF_ERROR: nothing more can be read until more comes.
    case Z_OK, Z_BUF_ERROR: return chunk[..<count]
    case Z_STREAM_END:
      isWithinStream = false
      inflateReset(stream)
      return chunk[..<count]
    default: return nil
    }
  }
}

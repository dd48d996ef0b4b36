import CZlib

/// Makes a gzip stream of bytes as they come.
///
/// Takes 256 KiB while it lives.
package final class Deflater {
  package enum Flush {
    /// Keeps what is not worth a block yet.
    case none
    /// Puts out all that has come, so that a file which ends there can be read to there. Costs some
    /// bytes.
    case sync
    /// Ends the stream. Nothing may come after.
    case finish
  }

  /// Has one address for its life: zlib points back to it.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var chunk = [UInt8](repeating: 0, count: 1 << 14)

  /// nil if there is no memory for it.
  package init?() {
    stream.initialize(to: z_stream())
    guard poolmon_deflate_init(stream) == Z_OK else { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Takes in bytes; returns what they put out, which may be nothing without a flush.
  package func deflate(_ bytes: [UInt8], _ flush: Flush) -> [UInt8] {
    let mode =
      switch flush {
      case .none: Z_NO_FLUSH
      case .sync: Z_SYNC_FLUSH
      case .finish: Z_FINISH
      }
    // zlib reads it only, though its pointer is not const.
    var input = bytes
    var output: [UInt8] = []
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      repeat {
        let count = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.pointee.next_out = chunk.baseAddress
          stream.pointee.avail_out = UInt32(chunk.count)
          // Fails only where it is called wrongly, or has nothing more to do.
          _ = CZlib.deflate(stream, mode)
          return chunk.count - Int(stream.pointee.avail_out)
        }
        output += chunk[..<count]
      } while stream.pointee.avail_out == 0
    }
    return output
  }
}

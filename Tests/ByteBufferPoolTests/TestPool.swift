@testable import ByteBufferPool

extension BufferPool {
  /// A get, an append of so many bytes, and a put.
  func use(length: Int) {
    var buffer = get()
    buffer.append(contentsOf: [UInt8](repeating: 1, count: length))
    put(buffer)
  }

  /// A got buffer with a given length and capacity, whatever is in it: for tests of sizes.
  func buffer(unwrittenCount count: Int, capacity: Int) -> ByteBuffer {
    var buffer = get()
    buffer.replaceBlock(capacity: capacity)
    buffer.written = count
    return buffer
  }
}

extension Calibration {
  /// Whether a returned buffer of this capacity stays in the pool.
  func keeps(capacity: Int) -> Bool { maxSize == 0 || capacity <= maxSize }
}

/// Hands out blocks of 16 bytes, whatever is asked for: enough where only sizes matter, since a
/// pool itself touches the first eight only.
final class TokenAllocator: BufferAllocator {
  func allocate(capacity: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: 16, alignment: 64)
  }

  func deallocate(_ block: UnsafeMutableRawPointer, capacity: Int) { block.deallocate() }

  var counters: AllocationCounters { AllocationCounters() }
}

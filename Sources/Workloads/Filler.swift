package import ByteBufferPool

/// What workloads write: "loglog…", as the first experiment did. Written once and shared by all.
// @unchecked: the memory is written in init only.
package final class Filler: @unchecked Sendable {
  /// Bytes that are copied at a stretch: a multiple of three, so that the text goes on.
  private static let length = 3 << 15

  package static let shared = Filler()

  private let bytes: UnsafeMutableRawBufferPointer

  private init() {
    // Aligned as buffers are: see BufferAllocator.allocate.
    bytes = .allocate(byteCount: Self.length, alignment: 64)
    for (index, byte) in zip(bytes.indices, repeatElement("log".utf8, count: 1 << 15).joined()) {
      bytes[index] = byte
    }
  }

  /// Appends `count` bytes to a buffer, which grows once, as by one append.
  package func append(_ count: Int, to buffer: inout ByteBuffer) {
    if count > Self.length { buffer.reserveCapacity(buffer.count + count) }
    var left = count
    while left > 0 {
      let part = min(left, Self.length)
      buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<part]))
      left -= part
    }
  }
}

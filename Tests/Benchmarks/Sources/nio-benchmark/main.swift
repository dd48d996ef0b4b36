import Measure
import NIOCore

private let payload = Payload(count: 30_000)

/// SwiftNIO's two ways to a buffer, with the same payload.
measure([
  Case("NIO ByteBufferAllocator") { count, _ in
    let allocator = ByteBufferAllocator()
    for _ in 0..<count {
      var buffer = allocator.buffer(capacity: payload.bytes.count)
      buffer.writeBytes(payload.bytes)
      buffer.withUnsafeReadableBytes { use($0.baseAddress) }
    }
  },
  Case("NIO pooled receive allocator") { count, _ in
    let allocator = ByteBufferAllocator()
    var pool = NIOPooledRecvBufferAllocator(
      capacity: 8, recvAllocator: FixedSizeRecvByteBufferAllocator(capacity: payload.bytes.count))
    for _ in 0..<count {
      let (_, _) = pool.buffer(allocator: allocator) { buffer in
        buffer.writeBytes(payload.bytes)
        buffer.withUnsafeReadableBytes { use($0.baseAddress) }
      }
    }
  },
])

package import ByteBufferPool
package import Telemetry

/// The experiment that it all starts from: a service writes a log line of 30,000 bytes into a
/// pooled buffer, "log" 10,000 times, and puts the buffer back or forgets to.
package struct RequestLog: Workload {
  package static let name = "request-log"

  private let payload: Payload

  /// - Precondition: `payloadBytes > 0`.
  package init(payloadBytes: Int) { payload = Payload(count: payloadBytes) }

  package var payloadBytes: Int { payload.count }

  package func operate(on pool: BufferPool, mode: WorkloadMode) {
    var buffer = pool.get()
    buffer.append(contentsOf: payload.bytes)
    if mode == .put { pool.put(buffer) }
  }
}

/// The bytes "loglog…", written once and shared by all workers.
// @unchecked: the memory is written in init only.
private final class Payload: @unchecked Sendable {
  private let storage: UnsafeMutableRawBufferPointer

  init(count: Int) {
    // Aligned as buffers are: see BufferAllocator.allocate.
    storage = .allocate(byteCount: count, alignment: 64)
    storage.copyBytes(from: "log".utf8.prefix(count))
    // Each pass copies all that is there: 1 GiB takes 29 passes.
    var filled = min(3, count)
    while filled < count {
      let next = UnsafeMutableRawBufferPointer(rebasing: storage[filled...])
      next.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: storage[..<min(filled, count - filled)]))
      filled += min(filled, count - filled)
    }
  }

  deinit { storage.deallocate() }

  var count: Int { storage.count }
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(storage) }
}

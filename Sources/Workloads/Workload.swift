package import ByteBufferPool
package import Telemetry

/// What a service does with its buffers, one operation after the other.
///
/// A value that each worker has its own copy of; it reads no clock and ends only when told.
package protocol Workload: Sendable {
  /// The name on the command line and on the screen.
  static var name: String { get }

  /// Bytes that one operation writes.
  var payloadBytes: Int { get }

  /// Takes a buffer from the pool, uses it, and puts it back or lets it go as `mode` says.
  mutating func operate(on pool: BufferPool, mode: WorkloadMode)
}

/// What the workload was asked to do, and how much of it is done.
package struct WorkloadSample: Equatable, Sendable, Codable {
  /// The workload's name. nil in files that were written without it.
  package var name: String?
  package var mode: WorkloadMode
  /// Get, fill, and put or let go: cumulative.
  package var operations: Int
  /// Bytes that an operation writes, where they are always the same; nil where they vary.
  package var payloadBytes: Int?
  /// How long a get with its put takes, of the operations that were measured.
  package var latency: LatencySample?

  package init(
    name: String? = nil, mode: WorkloadMode, operations: Int, payloadBytes: Int?,
    latency: LatencySample? = nil
  ) {
    self.name = name
    self.mode = mode
    self.operations = operations
    self.payloadBytes = payloadBytes
    self.latency = latency
  }

  private enum CodingKeys: String, CodingKey {
    case name, mode, operations
    case payloadBytes = "payload_bytes"
    case latency = "get_put_ns"
  }
}

/// Whether a workload gives its buffers back.
package enum WorkloadMode: String, CaseIterable, Sendable, Codable {
  /// Each buffer is put back into the pool.
  case put
  /// Each buffer is let go: the mistake under study.
  case noput

  package var other: WorkloadMode { self == .put ? .noput : .put }
}

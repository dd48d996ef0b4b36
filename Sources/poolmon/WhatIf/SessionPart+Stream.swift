import Sessions
import Telemetry
import WhatIf

extension SessionPart {
  /// What that time of the session tells of the uses of a pool: a second reading, since it is only
  /// known at the end which pools there are.
  ///
  /// - Parameter reader: of this session.
  func stream(
    of pool: PoolSample, _ reader: SessionReader, _ stop: StopRequest
  ) throws -> ClassStream {
    let span = try time.resolved(in: reader)
    var stream = ClassStream(pool: pool)
    reader.rewind()
    while let snapshot = try reader.next() {
      try stop.check()
      guard snapshot.time <= span.upperBound else { break }
      if snapshot.time >= span.lowerBound { stream.add(snapshot) }
    }
    return stream
  }
}

import Telemetry

extension SessionReader {
  /// The time from the first sample to the last; nil without samples. O(bytes); goes back to the
  /// begin.
  package func readSpan() throws(SessionReadError) -> ClosedRange<Duration>? {
    rewind()
    var span: ClosedRange<Duration>?
    while let snapshot = try next() { span = (span?.lowerBound ?? snapshot.time)...snapshot.time }
    rewind()
    return span
  }

  /// Calls `body` with each sample of a span from the begin on, and with the one before it.
  ///
  /// - Parameter withReadings: whether what is told of two samples is wanted.
  package func forEachSample(
    in span: ClosedRange<Duration>, withReadings: Bool = true, _ body: (ExportSample) throws -> Void
  ) throws {
    rewind()
    var previous: Snapshot?
    while let snapshot = try next(), snapshot.time <= span.upperBound {
      if snapshot.time >= span.lowerBound {
        try body(ExportSample(from: previous, to: snapshot, startedAt: header.started))
      }
      previous = withReadings ? snapshot : nil
    }
  }
}

import Telemetry

/// A line over time in a graph.
package struct Line: Sendable {
  /// A value at a time in seconds; nil breaks the line.
  package struct Point: Equatable, Sendable {
    package var time: Double
    package var extent: Extent?
  }

  package var name: String
  package var points: [Point]
  /// Whether a value holds until the next, as a threshold does.
  package var isStepped = false
  package var isFilled = false

  /// The highest and the lowest value. nil where nothing is known.
  package var range: ClosedRange<Double>? {
    guard var whole = points.lazy.compactMap(\.extent).first else { return nil }
    for point in points { if let extent = point.extent { whole.merge(extent) } }
    return whole.low...whole.high
  }
}

extension SessionDigest {
  /// What single samples tell: of each bucket its extent.
  func line(_ name: String, isFilled: Bool = false, _ extent: (Timeline.Bucket) -> Extent?) -> Line
  {
    var points: [Line.Point] = []
    points.reserveCapacity(timeline.buckets.count)
    for bucket in timeline.buckets {
      if let first = bucket.first {
        points.append(Line.Point(time: first.time.inSeconds, extent: nil))
      }
      points.append(Line.Point(time: bucket.last.time.inSeconds, extent: extent(bucket)))
    }
    return Line(name: name, points: points, isFilled: isFilled)
  }

  /// What follows from two samples: the mean between them.
  func line(
    _ name: String, isFilled: Bool = false, reading: (Snapshot, Snapshot) -> Double?
  ) -> Line {
    var points: [Line.Point] = []
    for step in timeline.steps() {
      let extent = reading(step.earlier, step.later).map(Extent.init)
      let begin = step.earlier.time.inSeconds
      if step.isFirst {
        // The mean holds from the begin of its time on.
        points += [Line.Point(time: begin, extent: nil), Line.Point(time: begin, extent: extent)]
      }
      points.append(Line.Point(time: step.later.time.inSeconds, extent: extent))
    }
    return Line(name: name, points: points, isFilled: isFilled)
  }
}

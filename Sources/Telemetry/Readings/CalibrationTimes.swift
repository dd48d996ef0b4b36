package import DequeModule

extension PoolReading {
  /// When calibrations of a pool were seen between neighbours: the time of the later one.
  /// O(moments).
  package static func calibrationTimes(
    _ moments: Slice<Deque<Moment>>, pool index: Int = 0
  ) -> [Duration] {
    var (times, before): ([Duration], Int?) = ([], nil)
    for moment in moments {
      let count = moment.snapshot.calibrations(ofPool: index)
      if let count, let before, count > before { times.append(moment.time) }
      before = count
    }
    return times
  }
}

extension Snapshot {
  fileprivate func calibrations(ofPool index: Int) -> Int? {
    pools.indices.contains(index) ? pools[index].calibrations : nil
  }
}

extension PoolSample {
  /// Seconds until the leading class reaches the calls that start a calibration, at so many puts of
  /// that class a second. nil where nothing comes.
  package func secondsToCalibration(_ reading: PoolReading?) -> Double? {
    guard let leadingClass, let rates = reading?.classPuts,
      rates.indices.contains(leadingClass.index), rates[leadingClass.index] > 0
    else { return nil }
    return Double(max(Self.callsThreshold - leadingClass.calls, 0)) / rates[leadingClass.index]
  }
}

extension HeapReading {
  /// Collections between two snapshots. nil where nothing collects or the counter fell.
  package static func cycles(from earlier: Snapshot, to later: Snapshot) -> Int? {
    guard let span = Span(from: earlier, to: later),
      let count = try? span.growth(earlier.heap?.collections, later.heap?.collections)
    else { return nil }
    return count
  }
}

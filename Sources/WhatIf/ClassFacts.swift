import ByteBufferPool

/// What all times of a stream together tell of each size class.
struct ClassFacts: Equatable, Sendable {
  /// So many times have to have the same mean before a class is taken to have one length only.
  static let fewest = 3

  /// The length of everything in a class, where it is always the same.
  var lengths = [Int?](repeating: nil, count: SizeClass.count)
  /// The capacity that is asked for in a class, in bytes: at least and at most.
  var askedLow = [Int](repeating: 0, count: SizeClass.count)
  var askedHigh = [Int](repeating: 0, count: SizeClass.count)
  /// Puts of each class in all.
  var puts = [Int](repeating: 0, count: SizeClass.count)
  /// Whether some gets are not put back.
  var isForgetful: Bool
  /// What each use wrote, where it is always the same.
  var payloadBytes: Int?

  init(_ intervals: [ClassInterval]) {
    isForgetful = intervals.contains { $0.unreturned > 0 }
    for interval in intervals {
      for index in puts.indices { puts[index] &+= interval.puts[index] }
    }
    for index in puts.indices where puts[index] > 0 {
      lengths[index] = Self.length(ofClass: index, intervals)
      (askedLow[index], askedHigh[index]) = Self.asked(ofClass: index, intervals)
    }
    let payloads = intervals.map(\.payloadBytes)
    if let first = payloads.first, payloads.allSatisfy({ $0 == first }) { payloadBytes = first }
  }

  /// Means that agree to a byte in several times, whatever the number of puts, are of one length.
  private static func length(ofClass index: Int, _ intervals: [ClassInterval]) -> Int? {
    let seen = intervals.filter { $0.puts[index] > 0 }
    var length: Int?
    for interval in seen {
      guard let bytes = interval.lengthBytes?[index] else { return nil }
      let (mean, rest) = bytes.quotientAndRemainder(dividingBy: interval.puts[index])
      guard rest == 0, mean == length ?? mean else { return nil }
      length = mean
    }
    // A single length of 0, or of a class of one put, leaves no choice either.
    let isCertain =
      seen.count >= fewest || length == 0
      || seen.allSatisfy { $0.puts[index] == 1 }
    return isCertain ? length : nil
  }

  /// Nothing that was put can have asked for more than it had. Where nearly every buffer was new,
  /// and larger than a new one and than its content, it was asked for.
  private static func asked(
    ofClass index: Int, _ intervals: [ClassInterval]
  ) -> (low: Int, high: Int) {
    var (low, high): (Int?, Int?) = (nil, nil)
    for interval in intervals where interval.puts[index] > 0 {
      guard let bytes = interval.capacityBytes?[index] else { return (0, 0) }
      let mean = bytes / interval.puts[index]
      high = min(high ?? mean, mean)
      // Growing alone never makes a buffer twice as large as its class.
      let natural = 2 * SizeClass(index: index).size
      if let gets = interval.actual.gets, let misses = interval.actual.misses,
        Double(misses) >= 0.9 * Double(gets), mean > natural, mean > interval.defaultSize
      {
        low = min(low ?? mean, mean)
      }
    }
    return (min(low ?? 0, Growth.limit), min(high ?? 0, Growth.limit))
  }
}

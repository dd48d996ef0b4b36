import ByteBufferPool

/// What all times of a stream together tell of each size class.
struct ClassFacts: Equatable, Sendable {
  /// So many times have to have the same mean before a class is taken to have one length only.
  static let fewest = 3
  static let manyPuts = 1000

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
      for index in puts.indices {
        puts[index] = min(puts[index] + interval.puts[index], ClassInterval.most)
      }
    }
    let payloads = intervals.map(\.payloadBytes)
    if let first = payloads.first, payloads.allSatisfy({ $0 == first }) { payloadBytes = first }
    for index in puts.indices where puts[index] > 0 {
      lengths[index] = Self.length(ofClass: index, intervals)
      (askedLow[index], askedHigh[index]) = Self.asked(ofClass: index, intervals)
    }
    if let payloadBytes, payloadBytes > 0 {
      lengths[SizeClass(length: payloadBytes).index] = payloadBytes
    }
  }

  /// Means that agree in several times of many puts are of one length: counters are read while the
  /// pool is in use, so that each may be a put or two apart.
  private static func length(ofClass index: Int, _ intervals: [ClassInterval]) -> Int? {
    var (puts, bytes, telling) = (0, 0, 0)
    for interval in intervals where interval.puts[index] > 0 {
      guard let lengths = interval.lengthBytes else { return nil }
      puts = min(puts + interval.puts[index], ClassInterval.most)
      bytes = min(bytes + lengths[index], ClassInterval.most)
      if interval.puts[index] >= manyPuts { telling += 1 }
    }
    if bytes == 0 { return 0 }
    guard telling >= fewest || puts == 1, puts > 0 else { return nil }
    let mean = (Double(bytes) / Double(puts)).rounded()
    let isSame = intervals.allSatisfy { interval in
      let (count, bytes) = (Double(interval.puts[index]), Double(interval.lengthBytes?[index] ?? 0))
      return abs(bytes - count * mean) <= 2 * mean
    }
    return isSame ? Int(min(mean, Double(Growth.limit))) : nil
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
    // Some that was new elsewhere may have had less.
    low = min(low ?? 0, high ?? 0)
    return (min(low ?? 0, Growth.limit), min(high ?? 0, Growth.limit))
  }
}

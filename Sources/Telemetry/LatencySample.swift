/// How long those operations took that were measured: a count for each bucket of
/// `LatencyBuckets`, cumulative.
package struct LatencySample: Equatable, Sendable {
  /// A bucket and its count in one word, since a history holds a list of them for each snapshot.
  package struct Bucket: Equatable, Sendable {
    /// The index in the upper 8 bits, the count below them.
    private let bits: UInt64

    /// So that the counts of all buckets together are an Int as well; enough for 1,000 years at a
    /// million a second.
    package static let largestCount = 1 << 55 - 1

    /// - Precondition: neither is below 0, and `index` is one of `LatencyBuckets`.
    init(index: Int, count: Int) {
      bits = UInt64(index) << 56 | UInt64(min(count, Self.largestCount))
    }

    /// As in `LatencyBuckets`.
    package var index: Int { Int(bits >> 56) }
    /// Above 0.
    package var count: Int { Int(bits & UInt64(Self.largestCount)) }
  }

  /// Those that are not empty, shortest latency first.
  package let buckets: [Bucket]

  /// A sample of counts by bucket, none below 0. Without counts: nothing was measured.
  /// - Precondition: there are no more counts than buckets.
  package init(counts: [Int] = []) { self.init(counts: counts.span) }

  /// The same without a list.
  package init(counts: Swift.Span<Int>) {
    precondition(counts.count <= LatencyBuckets.count, "one count for each bucket")
    var used = 0
    for index in counts.indices where counts[index] > 0 { used += 1 }
    var buckets: [Bucket] = []
    buckets.reserveCapacity(used)
    for index in counts.indices where counts[index] > 0 {
      buckets.append(Bucket(index: index, count: counts[index]))
    }
    self.buckets = buckets
  }
}

// MARK: - In a session file

/// An object: from a bucket's lower bound in nanoseconds to its count, where that is not 0.
extension LatencySample: Codable {
  private struct LowerBound: CodingKey {
    let nanoseconds: Int

    init(_ nanoseconds: Int) { self.nanoseconds = nanoseconds }

    init?(stringValue: String) {
      guard let nanoseconds = Int(stringValue) else { return nil }
      self.nanoseconds = nanoseconds
    }

    init?(intValue: Int) { nanoseconds = intValue }

    var stringValue: String { String(nanoseconds) }
    var intValue: Int? { nanoseconds }
  }

  /// Takes finer buckets than ours as well: they are added up.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: LowerBound.self)
    var counts = [Int](repeating: 0, count: LatencyBuckets.count)
    for bound in container.allKeys {
      let count = try container.decode(Int.self, forKey: bound)
      let index = LatencyBuckets.index(ofNanoseconds: bound.nanoseconds)
      // Neither side is below 0 or above the limit, so that the sum cannot overflow.
      guard bound.nanoseconds >= 0, (0...Bucket.largestCount).contains(count),
        counts[index] + count <= Bucket.largestCount
      else {
        throw DecodingError.dataCorruptedError(
          forKey: bound, in: container, debugDescription: "neither a bucket nor a count")
      }
      counts[index] += count
    }
    self.init(counts: counts)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: LowerBound.self)
    for bucket in buckets {
      let bound = LatencyBuckets.bounds(index: bucket.index).lowerBound
      try container.encode(bucket.count, forKey: LowerBound(bound))
    }
  }
}

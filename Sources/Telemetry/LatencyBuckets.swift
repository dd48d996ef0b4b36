/// The buckets in which latencies are counted: octaves, each of four buckets of the same width, as
/// HdrHistogram has them. No bucket is wider than a quarter of its lower bound, from 0 ns to 17 s.
///
/// The first four hold one nanosecond each; then come 4, 5, 6, 7, 8–9, 10–11, 12–13, 14–15, 16–19 …
package enum LatencyBuckets {
  /// Four for 0 to 3 ns, and four for each octave from 2^2 ns up to 2^34 ns.
  package static let count = 132

  /// 2^34 ns, 17.2 s: what takes longer is counted in the last bucket.
  package static let limit = 1 << 34

  /// The bucket that a latency is counted in. Below 0 is taken as 0.
  package static func index(ofNanoseconds nanoseconds: Int) -> Int {
    let nanoseconds = min(max(nanoseconds, 0), limit - 1)
    guard nanoseconds >= 4 else { return nanoseconds }
    let octave = Int.bitWidth - 1 - nanoseconds.leadingZeroBitCount
    // The two bits below the highest say which quarter of the octave it is.
    return (octave - 1) * 4 + nanoseconds >> (octave - 2) & 3
  }

  /// The latencies that a bucket holds, in nanoseconds.
  /// - Precondition: `index` is in `0..<count`.
  package static func bounds(index: Int) -> Range<Int> {
    precondition((0..<count).contains(index), "a bucket's index is in 0..<132")
    guard index >= 4 else { return index..<index + 1 }
    let width = 1 << (index / 4 - 1)
    let lower = (4 + index % 4) * width
    return lower..<lower + width
  }
}

package import Telemetry

/// What is known of a session's samples without holding them: where they are, what happened, and a
/// few of them all over.
package struct SessionIndex {
  /// Samples from one place that is known to the next.
  static let blockLength = 16
  /// So many samples stand for all of them at most; about 1.3 KiB each. Of samples of many pools
  /// there are fewer: so many pools at most.
  static let overviewLimit = 8192
  private static let poolLimit = 4 * overviewLimit
  /// What a session that calibrates ten times a second has in three hours.
  private static let markLimit = 100_000
  /// More than people type.
  static let remarkLimit = 10_000

  /// Where each 16th sample's line begins; the place tells the time before it.
  private(set) var blocks: [SampleStream.Place] = []
  /// Samples `stride` apart, the first one among them.
  private(set) var overview: [Moment] = []
  private(set) var stride = 1
  /// In the order of time: derived from neighbours as a history derives them, and what people
  /// noted.
  package private(set) var marks: [Mark] = []
  /// Marks that are not listed, since there are too many.
  package private(set) var unlistedMarks = 0
  private(set) var remarks: [Remark] = []
  package private(set) var sampleCount = 0
  package private(set) var first: Duration?
  private var latest: Snapshot?
  private let overviewLimit: Int
  /// Pools of all samples of the overview together.
  private var overviewPools = 0

  init(overviewLimit: Int = SessionIndex.overviewLimit) { self.overviewLimit = overviewLimit }

  package var last: Duration? { latest?.time }

  /// From the first sample to the last so far; from 0 to 0 without any.
  package var span: ClosedRange<Duration> { (first ?? .zero)...(last ?? .zero) }

  /// Takes the next sample in, whose line begins at `place`.
  mutating func add(_ snapshot: Snapshot, at place: SampleStream.Place) {
    if sampleCount % Self.blockLength == 0 { blocks.append(place) }
    if sampleCount % stride == 0 {
      overview.append(Moment(snapshot))
      overviewPools += snapshot.pools.count
    }
    while overview.count > overviewLimit || overview.count > 1 && overviewPools > Self.poolLimit {
      thin()
    }
    for remark in remarks(after: latest?.timeNanoseconds ?? .min) {
      guard remark.timeNanoseconds <= snapshot.timeNanoseconds else { break }
      add(Mark(time: snapshot.time, event: .note(remark.words)))
    }
    if let latest {
      for mark in Mark.between(latest, snapshot) { add(mark) }
    } else {
      first = snapshot.time
    }
    latest = snapshot
    sampleCount += 1
  }

  private mutating func thin() {
    overview = overview.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    overviewPools = overview.reduce(0) { $0 + $1.snapshot.pools.count }
    stride *= 2
  }

  /// The remarks behind an instant, in nanoseconds. O(log of the remarks).
  func remarks(after time: Int) -> ArraySlice<Remark> {
    remarks[count(of: remarks) { $0.timeNanoseconds <= time }...]
  }

  /// Takes in what was noted.
  ///
  /// - Parameter time: that of the first sample at or behind it, which shows it; nil if that is
  ///   still to come.
  mutating func add(_ remark: Remark, shownAt time: Duration?) {
    guard remarks.count < Self.remarkLimit else {
      unlistedMarks += 1
      return
    }
    let place = count(of: remarks) { $0.timeNanoseconds <= remark.timeNanoseconds }
    remarks.insert(remark, at: place)
    if let time { add(Mark(time: time, event: .note(remark.words))) }
  }

  private mutating func add(_ mark: Mark) {
    guard marks.count < Self.markLimit else {
      unlistedMarks += 1
      return
    }
    // Only what was noted afterwards is not the latest.
    let place = marks.last.map { $0.time <= mark.time } ?? true ? marks.count : index(after: mark)
    marks.insert(mark, at: place)
  }

  private func index(after mark: Mark) -> Int { count(of: marks) { $0.time <= mark.time } }

  /// Those of a span. O(log of the marks).
  package func marks(in span: ClosedRange<Duration>) -> ArraySlice<Mark> {
    let begin = count(of: marks) { $0.time < span.lowerBound }
    return marks[begin..<max(count(of: marks) { $0.time <= span.upperBound }, begin)]
  }

  package enum Side { case before, after }

  /// The mark that is nearest to an instant on a side of it. O(log of the marks).
  package func mark(_ side: Side, _ time: Duration) -> Mark? {
    switch side {
    case .before:
      let count = count(of: marks) { $0.time < time }
      return count > 0 ? marks[count - 1] : nil
    case .after:
      let count = count(of: marks) { $0.time <= time }
      return count < marks.count ? marks[count] : nil
    }
  }

  /// The number of the block that has the last sample up to an instant; 0 before the first.
  /// O(log of the blocks).
  func block(at time: Duration) -> Int {
    let nanoseconds = time.wholeNanoseconds
    // A block's place tells of the sample before it.
    return max(count(of: blocks) { $0.latest < nanoseconds } - 1, 0)
  }

  /// How many elements satisfy `isBefore`; they come first.
  private func count<Element>(of elements: [Element], _ isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, elements.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(elements[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

package import DequeModule

/// The snapshots of a session, finely for the last minutes and ever more coarsely before, and the
/// marks derived from them. Bounded: a week takes no more than the limits say.
///
/// Each level behind the latest snapshots holds every second one of the level before it: the older,
/// the further apart.
package struct History: Sendable {
  /// 1,200 snapshots are all there: two minutes at ten a second.
  package static let recentLimit = 1200
  /// 17 levels of 40 more reach back twelve days at ten a second, at a fortieth of their age.
  package static let levelLimit = 40
  package static let levelCount = 17
  /// About 1.2 KiB each.
  package static let snapshotLimit = recentLimit + 1 + levelCount * (levelLimit + 1)
  /// More marks than any screen lists.
  package static let markLimit = 200

  /// Oldest first, by time.
  package private(set) var snapshots = Deque<Snapshot>()
  /// Oldest first. They outlive the snapshots that they were derived from.
  package private(set) var marks = Deque<Mark>()
  /// Times in which nothing was seen, oldest first; as many as marks.
  private var gaps = Deque<Range<Duration>>()
  /// How many snapshots each level holds, the latest first.
  private var counts = [Int](repeating: 0, count: levelCount + 1)

  package init() {}

  package var latest: Snapshot? { snapshots.last }

  /// Takes the next snapshot in, and lets older ones go. O(snapshots older than the recent ones).
  ///
  /// A snapshot that is not later than the latest is refused: there is one value an instant.
  package mutating func append(_ snapshot: Snapshot) {
    if let latest {
      guard snapshot.timeNanoseconds > latest.timeNanoseconds else { return }
      marks.append(contentsOf: Mark.between(latest, snapshot))
      if marks.count > Self.markLimit { marks.removeFirst(marks.count - Self.markLimit) }
      if snapshot.isAfterGap(since: latest) { gaps.append(latest.time..<snapshot.time) }
      if gaps.count > Self.markLimit { gaps.removeFirst() }
    }
    snapshots.append(snapshot)
    counts[0] += 1
    thin()
  }

  /// Passes one of two snapshots on to the next level, wherever a level has two too many.
  private mutating func thin() {
    var end = snapshots.count
    for level in 0..<Self.levelCount {
      let limit = level == 0 ? Self.recentLimit : Self.levelLimit
      guard counts[level] > limit + 1 else { return }
      let oldest = end - counts[level]
      // The one with the higher RSS stays, so that no peak is lost.
      let isFirstHigher = resident(snapshots[oldest]) > resident(snapshots[oldest + 1])
      snapshots.remove(at: isFirstHigher ? oldest + 1 : oldest)
      counts[level] -= 2
      counts[level + 1] += 1
      end = oldest + 1
    }
    guard counts[Self.levelCount] > Self.levelLimit else { return }
    snapshots.removeFirst()
    counts[Self.levelCount] -= 1
  }

  private func resident(_ snapshot: Snapshot) -> Int { snapshot.process?.residentSpace ?? 0 }

  /// Whether nothing was seen for some of the time between two snapshots. O(log of the gaps).
  package func hasGap(from earlier: Snapshot, to later: Snapshot) -> Bool {
    guard !gaps.isEmpty else { return false }
    // The first gap that ends behind `earlier`.
    let index = partition(gaps) { $0.upperBound <= earlier.time }
    return index < gaps.endIndex && gaps[index].lowerBound < later.time
  }

  /// The latest snapshot that is not later than `time`; nil before the first.
  /// O(log of the snapshots held).
  package func snapshot(at time: Duration) -> Snapshot? {
    let nanoseconds = time.wholeNanoseconds
    let index = partition(snapshots) { $0.timeNanoseconds <= nanoseconds }
    return index > snapshots.startIndex ? snapshots[index - 1] : nil
  }

  /// The snapshot that a reading over about `span` starts from: the oldest one inside the span that
  /// ends at `end` (nil is the latest snapshot), or, if that is the end itself, the one before it.
  /// No gap lies between.
  ///
  /// nil without two connected snapshots. O(snapshots inside the span).
  package func start(ofSpan span: Duration, endingAt end: Snapshot? = nil) -> Snapshot? {
    guard let end = end ?? latest else { return nil }
    let earliest = end.timeNanoseconds - span.wholeNanoseconds
    let last = partition(snapshots) { $0.timeNanoseconds < end.timeNanoseconds }
    var index = last
    while index > snapshots.startIndex {
      let previous = snapshots[index - 1]
      if previous.timeNanoseconds < earliest && index != last { break }
      if hasGap(from: previous, to: index == last ? end : snapshots[index]) { break }
      index -= 1
    }
    return index == last ? nil : snapshots[index]
  }

  /// The snapshots of a time, oldest first, the one before it and the one after, so that lines
  /// enter and leave at the edges. O(log of the snapshots held).
  package func snapshots(from start: Duration, to end: Duration) -> Slice<Deque<Snapshot>> {
    let (from, to) = (start.wholeNanoseconds, end.wholeNanoseconds)
    let low = partition(snapshots) { $0.timeNanoseconds < from }
    let high = partition(snapshots) { $0.timeNanoseconds <= to }
    let first = max(low - 1, snapshots.startIndex)
    return Slice(base: snapshots, bounds: first..<max(min(high + 1, snapshots.endIndex), first))
  }

  /// Derives a reading over about `span` up to `end`, or to the latest snapshot. nil where there is
  /// none.
  package func reading<R>(
    over span: Duration, endingAt end: Snapshot? = nil, _ derive: (Snapshot, Snapshot) -> R?
  ) -> R? {
    guard let end = end ?? latest, let start = start(ofSpan: span, endingAt: end) else {
      return nil
    }
    return derive(start, end)
  }

  /// Index of the first element that does not satisfy `isBefore`, which the ones before it do.
  private func partition<Element>(
    _ elements: Deque<Element>, _ isBefore: (Element) -> Bool
  ) -> Int {
    var (low, high) = (elements.startIndex, elements.endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(elements[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

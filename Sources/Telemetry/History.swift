package import DequeModule

/// A snapshot that is kept: a reference, since a history holds thousands of them and looks through
/// hundreds a frame.
package final class Moment: Sendable {
  package let snapshot: Snapshot
  package let nanoseconds: Int

  package init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    nanoseconds = snapshot.timeNanoseconds
  }

  package var time: Duration { .nanoseconds(nanoseconds) }
}

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
  /// About 1.3 KiB each where few classes are used.
  package static let snapshotLimit = recentLimit + 1 + levelCount * (levelLimit + 1)
  /// More marks than any screen lists.
  package static let markLimit = 200

  /// Oldest first, by time.
  package private(set) var moments = Deque<Moment>()
  /// Oldest first. They outlive the snapshots that they were derived from.
  package private(set) var marks = Deque<Mark>()
  /// Times in which nothing was seen, in nanoseconds, oldest first; as many as marks.
  private var gaps = Deque<Range<Int>>()
  /// How many snapshots each level holds, the latest first.
  private var counts = [Int](repeating: 0, count: levelCount + 1)

  package init() {}

  /// The snapshots of `moments`.
  package var snapshots: some BidirectionalCollection<Snapshot> { moments.lazy.map(\.snapshot) }

  package var latest: Snapshot? { moments.last?.snapshot }

  /// Takes the next snapshot in, and lets older ones go. O(snapshots older than the recent ones).
  ///
  /// A snapshot that is not later than the latest is refused: there is one value an instant.
  package mutating func append(_ snapshot: Snapshot) {
    if let latest {
      guard snapshot.timeNanoseconds > latest.timeNanoseconds else { return }
      marks.append(contentsOf: Mark.between(latest, snapshot))
      if marks.count > Self.markLimit { marks.removeFirst(marks.count - Self.markLimit) }
      let hasBegunAnew = latest.heap.map { snapshot.heap?.hasBegunAnew(since: $0) ?? false }
      // No rate is of two runs of a program.
      if snapshot.isAfterGap(since: latest) || hasBegunAnew ?? false {
        gaps.append(latest.timeNanoseconds..<snapshot.timeNanoseconds)
      }
      if gaps.count > Self.markLimit { gaps.removeFirst() }
    }
    keep(Moment(snapshot))
  }

  /// Takes a snapshot in, whatever happened since the one before.
  mutating func keep(_ moment: Moment) {
    moments.append(moment)
    counts[0] += 1
    thin()
  }

  /// Fills the levels that are empty with snapshots that are older than all that are held and
  /// `stride` samples apart, as far apart as each level has them.
  mutating func prepend(_ older: [Moment], stride: Int) {
    guard let oldest = moments.first?.nanoseconds else { return }
    var rest = older.prefix { $0.nanoseconds < oldest }
    let first = counts.dropFirst().firstIndex(of: 0) ?? counts.endIndex
    for level in first..<counts.endIndex {
      let step = max((1 << level) / max(stride, 1), 1)
      while counts[level] < Self.levelLimit, let moment = rest.last {
        moments.prepend(moment)
        counts[level] += 1
        rest.removeLast(min(step, rest.count))
      }
    }
  }

  /// Takes over marks that were derived elsewhere, the latest of them, and the gaps that they tell.
  mutating func restore(marks: some Collection<Mark>) {
    self.marks = Deque(marks.suffix(Self.markLimit))
    for mark in self.marks {
      guard case .gap(let length) = mark.event else { continue }
      let end = mark.time.wholeNanoseconds
      gaps.append(end - length.wholeNanoseconds..<end)
    }
  }

  /// Passes one of two snapshots on to the next level, wherever a level has two too many.
  private mutating func thin() {
    var end = moments.count
    for level in 0..<Self.levelCount {
      let limit = level == 0 ? Self.recentLimit : Self.levelLimit
      guard counts[level] > limit + 1 else { return }
      let oldest = end - counts[level]
      // The one with the higher RSS stays, so that no peak is lost.
      let isFirstHigher = resident(moments[oldest]) > resident(moments[oldest + 1])
      moments.remove(at: isFirstHigher ? oldest + 1 : oldest)
      counts[level] -= 2
      counts[level + 1] += 1
      end = oldest + 1
    }
    guard counts[Self.levelCount] > Self.levelLimit else { return }
    moments.removeFirst()
    counts[Self.levelCount] -= 1
  }

  private func resident(_ moment: Moment) -> Int { moment.snapshot.process?.residentSpace ?? 0 }

  /// Whether nothing was seen for some of the time between two instants, in nanoseconds.
  /// O(log of the gaps).
  package func hasGap(from start: Int, to end: Int) -> Bool {
    guard !gaps.isEmpty else { return false }
    // The first gap that ends behind the start.
    let index = partition(gaps) { $0.upperBound <= start }
    return index < gaps.endIndex && gaps[index].lowerBound < end
  }

  /// The latest snapshot that is not later than `time`; nil before the first.
  /// O(log of the snapshots held).
  package func snapshot(at time: Duration) -> Snapshot? {
    let nanoseconds = time.wholeNanoseconds
    let index = partition(moments) { $0.nanoseconds <= nanoseconds }
    return index > moments.startIndex ? moments[index - 1].snapshot : nil
  }

  /// The first snapshot that is not earlier than `time`; nil behind the latest.
  /// O(log of the snapshots held).
  package func moment(from time: Duration) -> Moment? {
    let nanoseconds = time.wholeNanoseconds
    let index = partition(moments) { $0.nanoseconds < nanoseconds }
    return index < moments.endIndex ? moments[index] : nil
  }

  /// The snapshot that a reading over about `span` starts from: the oldest one inside the span that
  /// ends at `end` (nil is the latest snapshot), or, if that is the end itself, the one before it.
  /// No gap lies between.
  ///
  /// nil without two connected snapshots. O(snapshots inside the span).
  package func start(ofSpan span: Duration, endingAt end: Snapshot? = nil) -> Snapshot? {
    guard let end = end ?? latest else { return nil }
    let earliest = end.timeNanoseconds - span.wholeNanoseconds
    let last = partition(moments) { $0.nanoseconds < end.timeNanoseconds }
    var index = last
    while index > moments.startIndex {
      let previous = moments[index - 1]
      if previous.nanoseconds < earliest && index != last { break }
      let next = index == last ? end.timeNanoseconds : moments[index].nanoseconds
      if hasGap(from: previous.nanoseconds, to: next) { break }
      index -= 1
    }
    return index == last ? nil : moments[index].snapshot
  }

  /// The snapshots of a time, oldest first, the one before it and the one after, so that lines
  /// enter and leave at the edges. O(log of the snapshots held).
  package func moments(from start: Duration, to end: Duration) -> Slice<Deque<Moment>> {
    let (from, to) = (start.wholeNanoseconds, end.wholeNanoseconds)
    let low = partition(moments) { $0.nanoseconds < from }
    let high = partition(moments) { $0.nanoseconds <= to }
    let first = max(low - 1, moments.startIndex)
    return Slice(base: moments, bounds: first..<max(min(high + 1, moments.endIndex), first))
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

extension History {
  /// How many of the latest snapshots fill the finest levels: 1,200, and 40 each at every 2nd, 4th
  /// and 8th.
  package static let fineLimit = recentLimit + levelLimit * 14
  /// How many before them fill the next two, of which every 16th will do: 40 each at every 16th and
  /// 32nd.
  package static let sparseLimit = levelLimit * 48

  /// A history as it would be if all of a session up to an instant had been seen, but for which of
  /// two neighbours older snapshots are.
  ///
  /// - Parameters:
  ///   - older: snapshots before the recent ones, so many samples of the session apart as their
  ///     stride says; the latest and finest part first.
  ///   - recent: the latest, without one left out.
  ///   - marks: of the whole time, in its order.
  /// Complexity: O(snapshots).
  package init(
    older: [(moments: [Moment], stride: Int)], recent: [Moment], marks: some Collection<Mark>
  ) {
    self.init()
    for moment in recent { keep(moment) }
    for part in older { prepend(part.moments, stride: part.stride) }
    restore(marks: marks)
  }
}

extension History {
  /// How many of the latest snapshots fill the levels that are finer than `older` may be: 1,200,
  /// and 40 each at every 2nd, 4th, 8th, 16th and 32nd.
  package static let fineLimit = recentLimit + levelLimit * 62

  /// A history as it would be if all of a session up to an instant had been seen, but for which of
  /// two neighbours older snapshots are.
  ///
  /// - Parameters:
  ///   - older: snapshots before the recent ones, `stride` samples of the session apart.
  ///   - recent: the latest, without one left out.
  ///   - marks: of the whole time, in its order.
  /// Complexity: O(snapshots).
  package init(older: [Moment], stride: Int, recent: [Moment], marks: some Collection<Mark>) {
    self.init()
    for moment in recent { keep(moment) }
    prepend(older, stride: stride)
    restore(marks: marks)
  }
}

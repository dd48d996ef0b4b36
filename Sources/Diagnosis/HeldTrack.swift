import Telemetry

/// What is out of one pool over time: half a minute closely, and ten minutes coarsely, since a slow
/// leak needs them. What is of no use for that is not kept.
struct HeldTrack: Sendable {
  struct Point: Sendable {
    let time: Duration
    /// Buffers in callers' hands.
    let outstanding: Int
    /// Bytes that the program can reach, or that are in use where nothing tells garbage apart.
    let live: Int
    let gets: Int
  }

  /// Between two points of the coarse part, and its length.
  static let coarse = Duration.seconds(5)
  static let longest = Duration.seconds(600)

  /// Oldest first, as all lists of points.
  private(set) var recent: [Point] = []
  private(set) var distant: [Point] = []

  /// Takes a sample in. One that lacks a figure begins anew.
  mutating func add(_ pool: PoolSample, _ snapshot: Snapshot) {
    guard let outstanding = pool.outstanding, let gets = pool.gets, let heap = snapshot.heap else {
      if !recent.isEmpty { self = HeldTrack() }
      return
    }
    let point = Point(
      time: snapshot.time, outstanding: outstanding, live: heap.liveSpace ?? heap.inUseSpace,
      gets: gets)
    recent.append(point)
    while recent.count > Diagnostician.fewest, point.time - recent[1].time >= Diagnostician.long {
      recent.removeFirst()
    }
    if let last = distant.last, point.time - last.time < Self.coarse { return }
    distant.append(point)
    while distant.count > 2, point.time - distant[1].time >= Self.longest { distant.removeFirst() }
  }
}

import Telemetry

/// What is done for the heap now and then, whether anyone allocates or not.
struct Housekeeping {
  /// A cycle comes after so long without one: Go's `forcegcperiod` in runtime/proc.go.
  static let longestPause = Duration.seconds(120)

  private let heap: CollectedHeap
  private var collections = 0
  private var lastCollection: Duration

  init(of heap: CollectedHeap, at start: Duration) {
    self.heap = heap
    lastCollection = start
  }

  /// Gives idle pages back to the system, and has the collector begin when it has not for long. To
  /// be called about ten times a second.
  mutating func tick(at now: Duration) {
    heap.scavenge()
    let collections = heap.sample.collections ?? 0
    if collections != self.collections || heap.model == .counted { lastCollection = now }
    self.collections = collections
    if now - lastCollection >= Self.longestPause {
      heap.askForCycle()
      lastCollection = now
    }
  }
}

/// When a collection is due: as Go paces them (runtime/mgcpacer.go, `gcControllerState`).
///
/// The goal follows what a collection marked: what was live when it began, and all that was
/// allocated while it ran, which Go allocates black. So a collector that gets its processor late
/// lets the heap of the next cycle grow: the peaks of Go's RSS. What a cycle has condemned and not
/// yet swept does not count, else a higher goal would let more garbage come, and the heap would run
/// away.
struct HeapPacing: Equatable, Sendable {
  /// Go's `defaultHeapMinimum`: the least goal with GOGC=100, in bytes.
  static let minimumGoal = 4 << 20

  /// The goal passes this, in bytes, only as far as what is live does: what GOMEMLIMIT is for, here
  /// always in force.
  let limit: Int

  /// GOGC: how much the heap may grow beyond what is live, in percent. nil is off: a collection
  /// comes only with the limit.
  var percent: Int?

  /// What the last collection marked, in bytes.
  private(set) var marked = 0

  /// Bytes allocated since it had marked them.
  private(set) var allocated = 0

  init(percent: Int? = 100, limit: Int) {
    self.percent = percent
    self.limit = limit
  }

  /// Heap size, in bytes, at which a collection is due.
  var goal: Int {
    let wanted = percent.map { percent in
      max(Self.minimumGoal.percent(percent), marked.addingSaturated(marked.percent(percent)))
    }
    if let wanted, wanted <= limit { return wanted }
    // At the limit, a sixteenth of headroom: else one collection would follow the other.
    return max(limit, marked + marked / 16)
  }

  /// Garbage, in bytes, from which on whoever allocates waits for the collector to mark.
  ///
  /// Go's assists begin with the cycle and are paid by the byte that has to be marked. Where as
  /// little is live as here they cost nothing, and Go's heap overshoots its goal as far: cycles
  /// "2->29->26 MB, 4 MB goal" in its gctrace.
  var assistLine: Int { min(goal.percent(800), limit) }

  /// What a collection would have to look at, in bytes: Go's `heapLive`.
  var live: Int { marked + allocated }

  var isDue: Bool { allocated > 0 && live >= goal }

  mutating func allocate(_ size: Int) { allocated += size }

  /// A collection has marked so many bytes.
  mutating func mark(_ size: Int) {
    marked = size
    allocated = 0
  }
}

extension Int {
  /// Not beyond `Int.max`.
  fileprivate func percent(_ percent: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: percent)
    return overflow ? .max : product / 100
  }

  fileprivate func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// Something that happened between two snapshots and is worth finding again on the time axis.
package struct Mark: Equatable, Sendable {
  package enum Event: Equatable, Sendable {
    case modeSwitched(to: WorkloadMode)
    case workloadSwitched(to: String)
    case heapSwitched(to: HeapModel)
    /// Another retention policy came into force; what it is called.
    case policySwitched(to: String)
    /// The pool's thresholds came out different, in bytes.
    case thresholdsChanged(pool: String, defaultSize: Int, maxSize: Int)
    /// A person's words.
    case note(String)
    /// The program was started anew: its counters begin again.
    case restarted
    /// Nothing was seen for this long: the monitor was stopped.
    case gap(Duration)
  }

  /// When it was seen: the time of the later snapshot.
  package var time: Duration
  package var event: Event

  package init(time: Duration, event: Event) {
    self.time = time
    self.event = event
  }

  /// What happened between two neighbours, in the order in which a reader would tell it.
  package static func between(_ earlier: Snapshot, _ later: Snapshot) -> [Mark] {
    var events: [Event] = []
    if later.isAfterGap(since: earlier) { events.append(.gap(later.time - earlier.time)) }
    if let heap = later.heap, let before = earlier.heap, heap.hasBegunAnew(since: before) {
      events.append(.restarted)
    }
    if let mode = later.workload?.mode, let before = earlier.workload?.mode, mode != before {
      events.append(.modeSwitched(to: mode))
    }
    if let name = later.workload?.name, let before = earlier.workload?.name, name != before {
      events.append(.workloadSwitched(to: name))
    }
    if let model = later.heap?.model, let before = earlier.heap?.model, model != before {
      events.append(.heapSwitched(to: model))
    }
    // What was unknown before has not changed.
    for (before, after) in zip(earlier.pools, later.pools) where before.isSame(as: after) {
      if let policy = after.policy, let policyBefore = before.policy, policy != policyBefore {
        events.append(.policySwitched(to: policy))
      }
      guard let defaultSize = after.defaultSize, let maxSize = after.maxSize,
        let defaultBefore = before.defaultSize, let maxBefore = before.maxSize,
        (defaultSize, maxSize) != (defaultBefore, maxBefore)
      else { continue }
      events.append(
        .thresholdsChanged(pool: after.name, defaultSize: defaultSize, maxSize: maxSize))
    }
    if let note = later.note { events.append(.note(note)) }
    return events.map { Mark(time: later.time, event: $0) }
  }
}

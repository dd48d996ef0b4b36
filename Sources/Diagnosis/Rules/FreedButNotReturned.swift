import Telemetry

/// The heap uses far less than it did, and RSS has not followed: the allocator or the system has
/// yet to take the pages back. It is no pool's doing.
struct FreedButNotReturned: Rule {
  /// Bytes: less is no harm.
  static let least = 16 << 20
  /// The heap has been small for so long: between two collections of a busy one it is so each time.
  static let calm = Duration.seconds(10)

  let name = "freed but not returned"
  let isOfProcess = true

  func judge(_ view: PoolView) -> Judgement {
    guard let process = view.latest.process, let heap = view.latest.heap else { return .silent }
    // With GOGC=off the heap grows to a limit that is not seen.
    guard heap.collections == nil || heap.goal != nil else { return .silent }
    guard let first = view.snapshots.first, view.latest.time - first.time >= Self.calm else {
      return .learning("ten seconds of samples")
    }
    let split = view.snapshots.lastIndex { view.latest.time - $0.time >= Self.calm } ?? 0
    // What the next collection lets the heap grow to is in use as well.
    var used = heap.goal ?? 0
    var (idle, resident) = (heap.idleSpace ?? 0, process.residentSpace)
    for snapshot in view.snapshots[split...] {
      guard let heap = snapshot.heap, let process = snapshot.process else { return .ok }
      used = max(used, heap.inUseSpace)
      idle = min(idle, heap.idleSpace ?? 0)
      resident = min(resident, process.residentSpace)
    }
    let held = min(max(idle, fallen(view.snapshots[..<split], to: used, resident)), resident - used)
    guard held >= Self.least, held >= used else { return .ok }
    return .finding(
      Finding(
        name: name, severity: .notice,
        sentence: "\(Quantity.bytes(held)) is free and still in RSS: no leak",
        evidence: [
          .init("RSS", Quantity.bytes(process.residentSpace)),
          .init("in use, or about to be, at most", Quantity.bytes(used), over: Self.calm),
          .init("freed and resident", Quantity.bytes(held)),
        ],
        advice:
          "Leave it: it is used again, or returned in time; debug.FreeOSMemory returns it now."
      ))
  }

  /// By how much less is used than at the highest of the samples before, as far as RSS has not
  /// fallen with it. 0 without samples before.
  private func fallen(_ before: ArraySlice<Snapshot>, to used: Int, _ resident: Int) -> Int {
    var most: (used: Int, resident: Int)?
    for snapshot in before {
      guard let heap = snapshot.heap, let process = snapshot.process else { continue }
      if heap.inUseSpace > most?.used ?? 0 { most = (heap.inUseSpace, process.residentSpace) }
    }
    guard let most else { return 0 }
    return most.used - used - max(most.resident - resident, 0)
  }
}

import Telemetry

/// What a program's heap comes down to at its collections, over the samples that are kept: what it
/// holds. Between collections freed bytes are not told yet, so that in-use space says nothing.
struct HeapFloor: Sendable {
  /// Fewer collections tell no trend.
  static let fewest = 6
  /// Bytes, and share of what is held: less is what a program does by itself.
  static let least = 1 << 20
  static let share = 0.05

  /// Bytes a second, where each third of the time holds more than the one before, and the last one
  /// notably more than the first. nil where it does not rise.
  let rise: Double?

  /// nil with too few collections. O(samples).
  init?(_ snapshots: [Snapshot]) {
    var floors: [(time: Duration, space: Int)] = []
    for (before, after) in zip(snapshots, snapshots.dropFirst()) {
      guard let earlier = before.heap?.collections, let heap = after.heap,
        let collections = heap.collections, collections > earlier
      else { continue }
      floors.append((after.time, heap.inUseSpace))
    }
    guard floors.count >= Self.fewest else { return nil }
    let third = floors.count / 3
    let parts = [floors[..<third], floors[third..<(2 * third)], floors[(2 * third)...]]
    let least = parts.compactMap { $0.min { $0.space < $1.space } }
    let growth = Double(least[2].space - least[0].space)
    let isRise =
      least[0].space < least[1].space && least[1].space < least[2].space
      && growth >= max(Double(Self.least), Self.share * Double(least[0].space))
    rise = isRise ? growth / (least[2].time - least[0].time).inSeconds : nil
  }
}

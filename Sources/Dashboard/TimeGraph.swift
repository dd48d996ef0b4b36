import DequeModule
import Drawing
import Telemetry

/// The graph over time that several panels draw: the same axis, marks and ticks under each, so that
/// one column is one instant all over the screen.
struct TimeGraph {
  typealias Point = (time: Duration, value: Double?)

  let axis: TimeAxis
  private let scene: Scene

  /// An axis for a canvas of this width.
  init(_ scene: Scene, width: Int) {
    self.scene = scene
    axis = TimeAxis(
      columns: width - LineGraph.gutter, span: scene.axisSpan, end: scene.axisEnd,
      glyphs: scene.view.glyphs)
  }

  /// Values of single snapshots, broken at gaps: of those in one dot column the lowest and the
  /// highest, so that no peak is lost.
  func values(_ value: (Snapshot) -> Int?) -> [Point] {
    var points: [Point] = []
    var low: (time: Int, value: Int)?
    var high: (time: Int, value: Int)?
    func flush() {
      guard let low, let high else { return }
      for (time, value) in low.time < high.time ? [low, high] : [high, low] {
        points.append((time: .nanoseconds(time), value: Double(value)))
      }
      if low.time == high.time { points.removeLast() }
    }
    var previous: Snapshot?
    for snapshot in scene.recent {
      let dot = axis.dot(nanoseconds: snapshot.timeNanoseconds)
      if let previous {
        let isGap = scene.history.hasGap(from: previous, to: snapshot)
        if isGap || axis.dot(nanoseconds: previous.timeNanoseconds) != dot {
          flush()
          (low, high) = (nil, nil)
        }
        if isGap { points.append((time: previous.time, value: nil)) }
      }
      previous = snapshot
      guard let value = value(snapshot) else {
        points.append((time: snapshot.time, value: nil))
        continue
      }
      let point = (time: snapshot.timeNanoseconds, value: value)
      if value < low?.value ?? .max { low = point }
      if value > high?.value ?? .min { high = point }
    }
    flush()
    return points
  }

  /// Values derived from snapshots a dot column apart; broken at gaps.
  func rates(_ derive: (Snapshot, Snapshot) -> Double?) -> [Point] {
    steps { axis.dot(nanoseconds: $0.timeNanoseconds) }.map { earlier, later, isGap in
      let (earlier, later) = (scene.recent[earlier], scene.recent[later])
      return (time: later.time, value: isGap ? nil : derive(earlier, later))
    }
  }

  /// Values derived for each cell column from the snapshots at its ends; nil where there are none.
  func columns<R>(_ derive: (Snapshot, Snapshot) -> R?) -> [R?] {
    var columns = [R?](repeating: nil, count: axis.columns)
    for (earlier, later, isGap) in steps({ axis.column($0.time) ?? -1 }) where !isGap {
      let (earlier, later) = (scene.recent[earlier], scene.recent[later])
      guard let last = axis.column(later.time), let value = derive(earlier, later) else { continue }
      // A snapshot that is old stands for all columns since the one before it.
      let first = axis.column(earlier.time).map { $0 + 1 } ?? 0
      for column in min(first, last)...last { columns[column] = value }
    }
    return columns
  }

  /// Indices of the last snapshots of neighbouring places on the axis, and whether a gap lies
  /// between.
  private func steps(
    _ place: (Snapshot) -> Int
  ) -> [(earlier: Int, later: Int, isGap: Bool)] {
    let recent = scene.recent
    guard var index = recent.indices.first else { return [] }
    var steps: [(earlier: Int, later: Int, isGap: Bool)] = []
    var (start, placeNow) = (index, place(recent[index]))
    for next in recent.indices.dropFirst() {
      let isGap = scene.history.hasGap(from: recent[index], to: recent[next])
      let nextPlace = place(recent[next])
      if (isGap || nextPlace != placeNow) && index != start {
        steps.append((earlier: start, later: index, isGap: false))
        start = index
      }
      if isGap {
        steps.append((earlier: start, later: next, isGap: true))
        start = next
      }
      (index, placeNow) = (next, nextPlace)
    }
    if index != start { steps.append((earlier: start, later: index, isGap: false)) }
    return steps
  }

  /// The axis under every graph: calibrations, cycles, the cursor.
  var ruler: TimeRuler {
    let now = scene.history.latest?.time ?? .zero
    let behind = now - axis.end
    let cycles = columns { HeapReading.cycles(from: $0, to: $1) }
    return TimeRuler(
      axis: axis, label: { [axis] in "−" + Quantity.axisTime($0 + behind, span: axis.span) },
      endLabel: behind > .zero ? "−" + Quantity.axisTime(behind, span: axis.span) : "now",
      ticks: scene.calibrations, density: cycles.map { $0 ?? 0 }, cursor: scene.view.cursor)
  }

  func lineGraph(
    _ series: [LineGraph.Series], scale: Scale, label: @escaping @Sendable (Double) -> String,
    peakLabel: (@Sendable (Double) -> String)? = nil
  ) -> LineGraph {
    LineGraph(
      ruler: ruler, scale: scale, valueLabel: label, peakLabel: peakLabel, series: series,
      marks: marks, glyphs: scene.view.glyphs)
  }

  /// What crosses every graph.
  var marks: [LineGraph.Mark] { scene.history.marks.compactMap(Self.mark) }

  private static func mark(_ mark: Mark) -> LineGraph.Mark? {
    guard mark.event.crossesGraphs else { return nil }
    return LineGraph.Mark(time: mark.time, label: mark.event.word, style: mark.event.style)
  }
}

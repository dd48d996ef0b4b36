import DequeModule
import Diagnosis
import Drawing
import Telemetry

/// The graph over time that several panels draw: the same axis, marks and ticks under each, so that
/// one column is one instant all over the screen.
struct TimeGraph {
  typealias Point = (time: Duration, value: Double?)

  let axis: TimeAxis
  private let scene: Scene
  private let places: TimePlaces

  /// An axis for a canvas of this width.
  init(_ scene: Scene, width: Int) {
    self.scene = scene
    places = scene.places(width: width)
    axis = places.axis
  }

  /// Values of single snapshots, broken at gaps: of those in one dot column the lowest and the
  /// highest, so that no peak is lost.
  func values(_ value: (Snapshot) -> Int?) -> [Point] {
    var points: [Point] = []
    points.reserveCapacity(2 * axis.dots)
    for (range, isAfterGap) in places.dots {
      if isAfterGap { points.append((time: scene.recent[range.lowerBound].time, value: nil)) }
      var low: (index: Int, value: Int)?
      var high: (index: Int, value: Int)?
      for index in range {
        guard let value = value(scene.recent[index].snapshot) else { continue }
        if value < low?.value ?? .max { low = (index, value) }
        if value > high?.value ?? .min { high = (index, value) }
      }
      guard let low, let high else {
        points.append((time: scene.recent[range.lowerBound].time, value: nil))
        continue
      }
      let ends =
        low.index < high.index ? [low, high] : low.index > high.index ? [high, low] : [low]
      for (index, value) in ends {
        points.append((time: scene.recent[index].time, value: Double(value)))
      }
    }
    return points
  }

  /// Values derived from snapshots a dot column apart; broken at gaps.
  func rates(_ derive: (Snapshot, Snapshot) -> Double?) -> [Point] {
    readings(derive).map { (time: $0.time, value: $0.reading) }
  }

  /// Readings from snapshots a dot column apart, for several lines; nil at gaps.
  func readings<R>(
    _ derive: (Snapshot, Snapshot) -> R?
  ) -> [(time: Duration, reading: R?)] {
    steps(places.dots).map { earlier, later, isGap in
      let (earlier, later) = (scene.recent[earlier], scene.recent[later])
      return (time: later.time, reading: isGap ? nil : derive(earlier.snapshot, later.snapshot))
    }
  }

  /// Values derived for each cell column from the snapshots at its ends; nil where there are none.
  /// A rate or a share holds for all columns since the snapshot before it; what is counted, which
  /// is not `lasting`, stands in the last one.
  func columns<R>(lasting: Bool = true, _ derive: (Snapshot, Snapshot) -> R?) -> [R?] {
    var columns = [R?](repeating: nil, count: axis.columns)
    for (earlier, later, isGap) in steps(places.columns) where !isGap {
      let (earlier, later) = (scene.recent[earlier], scene.recent[later])
      guard let last = axis.column(later.time), let value = derive(earlier.snapshot, later.snapshot)
      else { continue }
      let first = lasting ? axis.column(earlier.time).map { $0 + 1 } ?? 0 : last
      for column in min(first, last)...last { columns[column] = value }
    }
    return columns
  }

  /// From the last snapshot of a place on the axis to that of the next one with any. Within the
  /// first place, or behind a gap, from its first snapshot.
  private func steps(
    _ places: [TimePlaces.Place]
  ) -> [(earlier: Int, later: Int, isGap: Bool)] {
    var steps: [(earlier: Int, later: Int, isGap: Bool)] = []
    steps.reserveCapacity(places.count)
    var previous: Int?
    for (range, isAfterGap) in places {
      let (first, last) = (range.lowerBound, range.upperBound - 1)
      if isAfterGap, let previous { steps.append((earlier: previous, later: first, isGap: true)) }
      let start = isAfterGap ? first : previous ?? first
      if start != last { steps.append((earlier: start, later: last, isGap: false)) }
      previous = last
    }
    return steps
  }

  /// The axis under every graph: calibrations, cycles, the cursor.
  var ruler: TimeRuler {
    let now = scene.history.latest?.time ?? .zero
    let behind = now - axis.end
    if places.cycles == nil {
      places.cycles = columns(lasting: false) { HeapReading.cycles(from: $0, to: $1) }.map {
        $0 ?? 0
      }
    }
    return TimeRuler(
      axis: axis, label: { [axis] in "−" + Quantity.axisTime($0 + behind, span: axis.span) },
      endLabel: behind > .zero ? "−" + Quantity.axisTime(behind, span: axis.span) : "now",
      ticks: scene.calibrations, density: places.cycles ?? [],
      spans: scene.findings.map { span in
        (time: span.start...max(span.start, span.end), style: span.finding.severity.style)
      },
      cursor: scene.view.cursor)
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
  var marks: [LineGraph.Mark] {
    scene.history.marks.lazy.filter { [axis] in axis.column($0.time) != nil }
      .compactMap(Self.mark)
  }

  private static func mark(_ mark: Mark) -> LineGraph.Mark? {
    guard mark.event.crossesGraphs else { return nil }
    return LineGraph.Mark(time: mark.time, label: mark.event.word, style: mark.event.style)
  }
}

/// Which snapshots of a scene fall on which places of a time axis: found once a frame for all
/// graphs of one width.
final class TimePlaces {
  /// Indices of neighbouring snapshots in one place, and whether a gap lies before them.
  typealias Place = (range: Range<Int>, isAfterGap: Bool)

  let axis: TimeAxis
  /// By dot column and by cell column, in the order of time.
  let dots: [Place]
  let columns: [Place]
  /// Collections by cell column, once somebody has asked.
  var cycles: [Int]?

  init(_ recent: Slice<Deque<Moment>>, of history: History, on axis: TimeAxis) {
    self.axis = axis
    func places(_ width: Int) -> [Place] {
      var places: [Place] = []
      guard var start = recent.indices.first else { return [] }
      var (last, isAfterGap) = (recent[start].nanoseconds, false)
      var place = axis.dot(nanoseconds: last).floored(by: width)
      for index in recent.indices.dropFirst() {
        let time = recent[index].nanoseconds
        let isGap = history.hasGap(from: last, to: time)
        let next = axis.dot(nanoseconds: time).floored(by: width)
        if isGap || next != place {
          places.append((range: start..<index, isAfterGap: isAfterGap))
          (start, place, isAfterGap) = (index, next, isGap)
        }
        last = time
      }
      places.append((range: start..<recent.endIndex, isAfterGap: isAfterGap))
      return places
    }
    dots = places(1)
    columns = places(max(axis.dots / max(axis.columns, 1), 1))
  }
}

extension Int {
  /// Divided and rounded down, below zero as well.
  fileprivate func floored(by divisor: Int) -> Int {
    self >= 0 ? self / divisor : (self - divisor + 1) / divisor
  }
}

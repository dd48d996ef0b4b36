import Drawing
import Telemetry

/// The graph over time that several panels draw: the same axis, marks and ticks under each, so that
/// one column is one instant all over the screen.
struct TimeGraph {
  let axis: TimeAxis
  private let scene: Scene

  /// An axis for a canvas of this width, ending at the latest snapshot.
  init(_ scene: Scene, width: Int) {
    self.scene = scene
    axis = TimeAxis(
      columns: width - LineGraph.gutter, span: scene.axisSpan, end: scene.latest?.time ?? .zero)
  }

  /// Values of single snapshots; broken at gaps.
  func values(_ value: (Snapshot) -> Double?) -> [(time: Duration, value: Double?)] {
    var points: [(time: Duration, value: Double?)] = []
    var previous: Snapshot?
    for snapshot in scene.recent {
      if let previous, snapshot.isAfterGap(since: previous) {
        points.append((time: previous.time, value: nil))
      }
      points.append((time: snapshot.time, value: value(snapshot)))
      previous = snapshot
    }
    return points
  }

  /// Values derived from neighbouring snapshots; broken at gaps.
  func rates(
    _ derive: (Snapshot, Snapshot) -> Double?
  ) -> [(time: Duration, value: Double?)] {
    zip(scene.recent, scene.recent.dropFirst()).map { earlier, later in
      (time: later.time, value: later.isAfterGap(since: earlier) ? nil : derive(earlier, later))
    }
  }

  func lineGraph(
    _ series: [LineGraph.Series], scale: Scale, label: @escaping @Sendable (Double) -> String
  ) -> LineGraph {
    LineGraph(
      axis: axis, scale: scale, valueLabel: label,
      timeLabel: { [axis] in "−" + Quantity.axisTime($0, span: axis.span) },
      series: series, marks: scene.history.marks.compactMap(Self.mark), ticks: scene.calibrations)
  }

  private static func mark(_ mark: Mark) -> LineGraph.Mark? {
    switch mark.event {
    case .modeSwitched(let mode):
      LineGraph.Mark(time: mark.time, label: mode.rawValue, style: mode.style)
    case .workloadSwitched(let name):
      LineGraph.Mark(time: mark.time, label: name, style: Style(.key))
    case .heapSwitched(let model):
      LineGraph.Mark(time: mark.time, label: model.rawValue, style: Style(.memory))
    case .policySwitched(let name):
      LineGraph.Mark(time: mark.time, label: name, style: .threshold)
    // The event panel has the words.
    case .note: LineGraph.Mark(time: mark.time, label: "note", style: .text)
    // A tick on the axis tells of the calibration, a blank of the gap.
    case .thresholdsChanged, .gap: nil
    }
  }
}

extension WorkloadMode {
  /// One colour a mode, all over the screen.
  var style: Style { self == .put ? .good : .bad }
}

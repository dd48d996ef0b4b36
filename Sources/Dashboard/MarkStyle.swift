import Drawing
import Telemetry

/// The colours of marks.
extension Mark.Event {
  var style: Style {
    switch self {
    case .modeSwitched(let mode): mode.style
    case .workloadSwitched, .note: Style(.key)
    case .heapSwitched: Style(.memory)
    case .policySwitched, .thresholdsChanged: .threshold
    case .restarted, .gap: .warning
    }
  }
}

extension WorkloadMode {
  /// One colour a mode, all over the screen.
  var style: Style { self == .put ? .good : .bad }
}

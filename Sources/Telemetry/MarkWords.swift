/// How marks are told, on graphs and in lists.
extension Mark.Event {
  /// Whether it crosses the graphs: a tick on the axis tells of a calibration, a blank of a gap.
  package var crossesGraphs: Bool {
    switch self {
    case .modeSwitched, .workloadSwitched, .heapSwitched, .policySwitched, .note, .restarted: true
    case .thresholdsChanged, .gap: false
    }
  }

  /// A word or two for a graph. A note has more, which the list of marks tells.
  package var word: String {
    switch self {
    case .modeSwitched(let mode): mode.rawValue
    case .workloadSwitched(let name): name
    case .heapSwitched(let model): model.rawValue
    case .policySwitched(let name): name
    case .note(let text): text.count <= 16 ? text : text.prefix(15) + "…"
    case .thresholdsChanged: "calibrated"
    case .restarted: "restart"
    case .gap: "gap"
    }
  }

  /// For a list: parts that are shown whole or not at all.
  package var words: [String] {
    switch self {
    case .modeSwitched(let mode): [mode.rawValue]
    case .workloadSwitched(let name): [name]
    case .heapSwitched(let model): ["heap \(model.rawValue)"]
    case .policySwitched(let name): ["policy \(name)"]
    case .note(let text): text.split(separator: " ").map(String.init)
    case .thresholdsChanged(_, let defaultSize, let maxSize):
      defaultSize == 0 && maxSize == 0
        ? ["no thresholds,", "all is kept"]
        : ["default \(Quantity.size(defaultSize))", "max \(Quantity.size(maxSize))"]
    case .restarted: ["the program was started anew"]
    case .gap(let duration): ["nothing seen for \(Quantity.interval(duration))"]
    }
  }
}

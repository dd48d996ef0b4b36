import Drawing
import Telemetry

/// Looking back: the cursor and the length of the time axis.
extension DashboardModel {
  /// Moves the cursor or zooms, if that is what the action is.
  mutating func look(_ action: Action) -> Bool {
    let span = view.axisSpan(interval: interval)
    switch action {
    case .cursorLeft: moveCursor(by: .zero - span / 120)
    case .cursorRight: moveCursor(by: span / 120)
    case .pageLeft: moveCursor(by: .zero - span / 10)
    case .pageRight: moveCursor(by: span / 10)
    case .oldest: putCursor(at: history.moments.first?.time ?? .zero)
    case .now: view.cursor = nil
    case .previousMark: putCursor(onMark: history.marks.last { $0.time < moment }?.time)
    case .nextMark: putCursor(onMark: history.marks.first { $0.time > moment }?.time)
    case .zoomIn: view.zoom(by: -1)
    case .zoomOut: view.zoom(by: 1)
    default: return false
    }
    return true
  }

  /// The instant that is looked at.
  private var moment: Duration { view.cursor ?? history.latest?.time ?? .zero }

  private mutating func moveCursor(by step: Duration) { putCursor(at: moment + step) }

  /// Puts the cursor where a mark shows: on the first snapshot from it on, since its own may have
  /// been thinned out, and the one before it is of before.
  mutating func putCursor(onMark time: Duration?) {
    guard let time else { return }
    putCursor(at: history.moment(from: time)?.time)
  }

  /// Puts the cursor at an instant that is known; at the latest it is now again. nil leaves it.
  mutating func putCursor(at time: Duration?) {
    guard let time, let latest = history.latest?.time, let oldest = history.moments.first?.time
    else { return }
    view.cursor = time >= latest ? nil : max(time, oldest)
  }
}

import Diagnosis
import Drawing
import Telemetry

/// What is found of what is shown.
extension DashboardModel {
  /// What stands at the instant that is looked at. nil where nothing is known of it: in the past
  /// if nothing stood, and where there are no pools to judge.
  var verdict: Verdict? {
    guard history.latest?.pools.isEmpty == false else { return nil }
    return view.cursor.map { diagnosis.verdict(at: $0) } ?? diagnosis.verdict
  }

  /// While findings are open, keys are theirs.
  mutating func browse(with key: Key) -> Command? {
    guard var open = findings else { return nil }
    let entries = FindingEntry.all(of: diagnosis, pool: view.poolIndex)
    let outcome = open.press(key, entries)
    findings = open
    switch outcome {
    case .open: return nil
    case .left: findings = nil
    case .chosen(let time):
      findings = nil
      if replay != nil { return .replay(.goTo(time)) }
      putCursor(onMark: time)
    }
    return nil
  }
}

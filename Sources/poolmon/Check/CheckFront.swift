import Dashboard
import Diagnosis
import Sessions
import Telemetry

/// Looks on for a check, and shows nothing.
final class CheckFront: Front {
  let input: Int32? = nil
  /// nil until something is watched.
  private(set) var header: SessionHeader?
  private(set) var examination = Examination(sizeClasses: [])
  private var complaints = RecordingComplaints()

  /// What is watched from now on.
  func begin(_ header: SessionHeader) {
    self.header = header
    examination = Examination(sizeClasses: header.sizeClasses)
  }

  func receive(_ event: Event) -> Command? {
    switch event {
    case .snapshots(let snapshots): for snapshot in snapshots { examination.add(snapshot) }
    case .recording(let recording): complaints.tell(recording)
    default: break
    }
    return nil
  }

  func nextCommand() -> Command? { nil }
  func carryOut(_ command: Command) -> String? { nil }
  func draw() -> Bool { false }
  func suspend() {}
  func resume() {}
  func close() {}
}

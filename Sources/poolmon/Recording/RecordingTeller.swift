import Dashboard
import Sessions

/// Tells how a recording stands, whenever that has changed.
struct RecordingTeller {
  private var told = Recording.off

  mutating func events<Source>(_ status: Recorder<Source>.Status) -> [Event] {
    let recording = Recording(status)
    guard recording != told else { return [] }
    told = recording
    return [.recording(recording)]
  }
}

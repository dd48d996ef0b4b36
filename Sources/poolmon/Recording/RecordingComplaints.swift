import Dashboard

/// Says on stderr what goes wrong with a recording that nobody sees on a screen.
struct RecordingComplaints {
  private var hasToldLoss = false

  /// A failure; and the first loss at once, since the summary has all of them.
  mutating func tell(_ recording: Recording) {
    if case .failed(let message) = recording { return complain(message) }
    guard !hasToldLoss, let loss = recording.loss else { return }
    hasToldLoss = true
    complain(loss)
  }
}

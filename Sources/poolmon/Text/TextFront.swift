import Dashboard
import Diagnosis
import Telemetry

/// One row of text a sample, without escape codes, and a line where the verdict changes: for files,
/// pipes and people who ask for it.
final class TextFront: Front {
  private let output: TextOutput
  private var previous: Snapshot?
  private var complaints = RecordingComplaints()

  let input: Int32? = nil

  private var diagnosis: Diagnostician
  /// What was told last: the findings that stood, or the verdict's word.
  private var told: [String] = []

  init(output: TextOutput, sizeClasses: [Int]) {
    self.output = output
    diagnosis = Diagnostician(sizeClasses: sizeClasses)
  }

  func receive(_ event: Event) throws -> Command? {
    switch event {
    case .snapshots(let snapshots): for snapshot in snapshots { try take(snapshot) }
    case .recording(let recording): complaints.tell(recording)
    case .caption(let text) where !text.isEmpty: try output.write(line: "» \(text)")
    case .caption, .key, .interval, .time, .size, .notice, .history, .replay, .marks, .subject:
      break
    }
    return nil
  }

  /// The first snapshot has no rates: it makes the heading.
  private func take(_ snapshot: Snapshot) throws {
    if let previous {
      try output.write(line: TextRow.row(from: previous, to: snapshot))
    } else {
      try output.write(line: TextRow.heading(of: snapshot))
    }
    previous = snapshot
    try judge(snapshot)
  }

  /// Figures change all the time: a line is written when what is found does.
  private func judge(_ snapshot: Snapshot) throws {
    diagnosis.add(snapshot)
    let verdict = diagnosis.verdict
    if case .learning = verdict { return }
    let standing = diagnosis.standing.map { "\($0.pool) \($0.finding.name)" }.sorted()
    let now = standing.isEmpty ? [verdict.word] : standing
    guard now != told else { return }
    told = now
    try output.write(line: "! \(verdict.word): \(verdict.sentence)")
  }

  var conclusion: String? {
    previous?.pools.isEmpty == false ? diagnosis.conclusion : nil
  }

  func nextCommand() -> Command? { nil }
  func carryOut(_ command: Command) -> String? { nil }
  func draw() -> Bool { false }
  func suspend() {}
  func resume() {}
  func close() {}
}

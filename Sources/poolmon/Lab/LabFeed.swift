import Dashboard
import Sessions
import Telemetry
import Workloads

/// The lab at work, its recording, and the story of a demonstration.
final class LabFeed: Feed {
  private let engine: WorkloadEngine
  private var recorder: Recorder<LiveSource>
  private let recording: RecordingPlan
  private var story: StoryTeller?
  private let signals: SignalPipe
  /// Starts the workload's threads.
  private let startEngine: () throws -> Void
  private var teller = RecordingTeller()

  let input: Int32? = nil

  init(
    engine: WorkloadEngine, recorder: Recorder<LiveSource>, recording: RecordingPlan,
    story: StoryTeller?, signals: SignalPipe, start: @escaping () throws -> Void
  ) {
    self.engine = engine
    self.recorder = recorder
    self.recording = recording
    self.story = story
    self.signals = signals
    startEngine = start
  }

  /// After the first sample, so that this has zero counts.
  func start() throws { try startEngine() }

  var nextDue: Duration { recorder.source.nextDue }

  func clock(at time: Duration) -> Duration { time }

  func goOn(at time: Duration) { recorder.source.forgiveLateness() }

  func events(upTo time: Duration) throws -> [Event] {
    let snapshots = try recorder.snapshots(upTo: time)
    // A recording ends on a thread of its own, between samples too.
    return tell(snapshots, at: time) + tellRecording()
  }

  /// Takes a sample at once, so that what happens now is seen and recorded as of now.
  private func sampleNow(at time: Duration, note: String? = nil) -> [Event] {
    let snapshot = recorder.source.snapshotNow(at: time, note: note)
    recorder.record(snapshot)
    return tell([snapshot], at: time)
  }

  private func tell(_ snapshots: [Snapshot], at time: Duration) -> [Event] {
    guard let latest = snapshots.last else { return [] }
    return [.snapshots(snapshots)] + tellRecording() + tellStory(at: latest, time)
  }

  /// Goes on with the demonstration, if there is one and it is time.
  private func tellStory(at snapshot: Snapshot, _ time: Duration) -> [Event] {
    guard let turn = story?.turn(at: snapshot) else { return [] }
    for change in turn.changes { engine.carryOut(change) }
    return [.caption(turn.caption)] + (turn.changes.isEmpty ? [] : sampleNow(at: time))
  }

  private func tellRecording() -> [Event] { teller.events(recorder.status) }

  func carryOut(_ command: Command, at time: Duration) -> [Event] {
    switch command {
    case .setInterval(let interval):
      recorder.source.interval = interval
      return [.interval(interval)]
    case .note(let words): return sampleNow(at: time, note: words)
    case .startRecording:
      do throws(SessionWriteError) {
        recorder.start(try recording.output())
      } catch {
        recorder.fail(error)
      }
      return sampleNow(at: time)
    case .stopRecording:
      let events = sampleNow(at: time)
      recorder.stop()
      return events + tellRecording()
    default:
      let outcome = engine.carryOut(command)
      let notice = outcome.notice.map { [Event.notice($0)] } ?? []
      return notice + (outcome.isSwitch ? sampleNow(at: time) : [])
    }
  }

  func finish(at time: Duration) -> [Event] {
    engine.stop()
    let last = recorder.source.snapshot(at: time)
    recorder.record(last)
    RecordingEnd.wait(for: &recorder, signals)
    return [.snapshots([last])] + tellRecording()
  }
}

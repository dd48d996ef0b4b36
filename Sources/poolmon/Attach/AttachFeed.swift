import Dashboard
import GoProcess
import Sessions
import Telemetry

/// A Go program that is watched, and its recording.
final class AttachFeed<Source: AttachSource>: Feed {
  /// Once it has ended, nothing is due.
  private static var never: Duration { .seconds(1 << 32) }

  private var recorder: Recorder<Source>
  private let recording: RecordingPlan
  private let signals: SignalPipe
  private let child: AttachChild?
  /// Whether what was seen is looked at after the process's end; else the run ends with it.
  private let staysOpen: Bool
  private var teller = RecordingTeller()
  private var end: TargetEnded?

  init(
    recorder: Recorder<Source>, recording: RecordingPlan, signals: SignalPipe,
    child: AttachChild?, staysOpen: Bool
  ) {
    self.recorder = recorder
    self.recording = recording
    self.signals = signals
    self.child = child
    self.staysOpen = staysOpen
  }

  var input: Int32? { recorder.source.wakes }

  func start() {}

  var nextDue: Duration {
    end == nil ? recorder.source.nextDue : Self.never
  }

  func clock(at time: Duration) -> Duration { time }

  func goOn(at time: Duration) { recorder.source.forgiveLateness() }

  func events(upTo time: Duration) throws -> [Event] {
    guard end == nil else { return tellRecording() }
    do {
      return tell(try recorder.snapshots(upTo: time))
    } catch let ended as TargetEnded {
      return try tell(ended)
    }
  }

  private func tell(_ snapshots: [Snapshot]) -> [Event] {
    (snapshots.isEmpty ? [] : [.snapshots(snapshots)]) + tellNotices() + tellRecording()
  }

  /// On the dashboard, or else on stderr.
  private func tellNotices() -> [Event] {
    let notices = recorder.source.takeNotices()
    if staysOpen { return notices.map { .notice($0) } }
    for notice in notices { complain(notice) }
    return []
  }

  private func tell(_ ended: TargetEnded) throws -> [Event] {
    end = ended
    child?.waitForItsEnd()
    let failure = child?.ending?.failure
    let words = ended.description + (failure.map { " \($0)" } ?? "")
    guard staysOpen else {
      // One that was started for the run and ends as it should is no news.
      if failure != nil || child?.hasEnded != true { complain(words) }
      throw TextOutput.Closed()
    }
    recorder.stop()
    return [.notice(words)] + tellRecording()
  }

  /// Takes a sample at once, so that what happens now is seen and recorded as of now.
  private func sampleNow(at time: Duration, note: String? = nil) throws -> [Event] {
    guard end == nil else { return tellRecording() }
    do {
      let snapshots = try recorder.source.snapshotsNow(at: time, note: note)
      for snapshot in snapshots { recorder.record(snapshot) }
      return tell(snapshots)
    } catch let ended as TargetEnded {
      return try tell(ended)
    }
  }

  private func tellRecording() -> [Event] { teller.events(recorder.status) }

  func carryOut(_ command: Command, at time: Duration) throws -> [Event] {
    switch command {
    case .setInterval(let interval):
      recorder.source.interval = interval
      return [.interval(interval)]
    case .note(let words): return try sampleNow(at: time, note: words)
    case .startRecording:
      guard end == nil else { return [.notice("there is nothing to record any more")] }
      do throws(SessionWriteError) {
        recorder.start(try recording.output())
      } catch {
        recorder.fail(error)
      }
      return try sampleNow(at: time)
    case .stopRecording:
      let events = try sampleNow(at: time)
      recorder.stop()
      return events + tellRecording()
    default: return [.notice("a program that is attached to is only watched")]
    }
  }

  func finish(at time: Duration) -> [Event] {
    var events: [Event] = []
    if end == nil, let last = try? recorder.source.snapshotsNow(at: time, note: nil) {
      for snapshot in last { recorder.record(snapshot) }
      events.append(.snapshots(last))
    }
    RecordingEnd.wait(for: &recorder, signals)
    child?.end()
    return events + tellRecording()
  }
}

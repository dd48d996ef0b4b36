import Dashboard
import Glibc
import Sessions
import Telemetry
import Workloads

/// Waits for the next sample, key or signal, and does what it asks for. One thread, one wait, one
/// clock.
final class RunLoop {
  /// How a run came to its end.
  struct Ending {
    /// nil if it ended as it should.
    var exitCode: Int32?
  }

  /// No more than 60 frames a second, however often is sampled.
  private static let frameTime = Duration.milliseconds(16)
  /// The clock on the screen goes on between samples.
  private static let longestWait = Duration.seconds(1)

  let front: any Front
  private(set) var seen = Seen()

  private let engine: WorkloadEngine
  private let recording: RecordingPlan
  private let signals: SignalPipe
  private let clock: SessionClock
  private let meter: MonitorMeter
  private let duration: Duration?
  private var recorder: Recorder<LiveSource>
  private var story: StoryTeller?
  private var toldRecording = Recording.off
  private var lastFrame = Duration.zero
  private var isDirty = true
  /// Set once the run is to end.
  private var ending: Ending?

  init(
    engine: WorkloadEngine, recorder: Recorder<LiveSource>, recording: RecordingPlan,
    front: any Front, signals: SignalPipe, clock: SessionClock, meter: MonitorMeter,
    duration: Duration?, story: StoryTeller?
  ) {
    self.engine = engine
    self.recorder = recorder
    self.recording = recording
    self.front = front
    self.signals = signals
    self.clock = clock
    self.meter = meter
    self.duration = duration
    self.story = story
  }

  /// Runs until a key, a signal, the duration or a closed output ends it. Stops the workload, and
  /// takes and records a last sample.
  ///
  /// `start` starts the workload: after the first sample, so that this has zero counts.
  func run(start: () throws -> Void) throws -> Ending {
    do {
      try sample()
      drawIfDue()
      try start()
      while ending == nil {
        try handle(wait())
        // Before a sample that is due as well: the last one is taken when the workload has stopped.
        if let duration, clock.now >= duration { end() }
        guard ending == nil else { break }
        try sample()
        drawIfDue()
      }
    } catch is TextOutput.Closed {
      for signal in signals.take() { handle(signal: signal) }
      end()
    } catch {
      RecordingEnd.wait(for: &recorder, signals)
      throw error
    }
    return finish()
  }

  private func end(exitCode: Int32? = nil) {
    ending = ending ?? Ending(exitCode: exitCode)
  }

  private func finish() -> Ending {
    engine.stop()
    let last = recorder.source.snapshot(at: clock.now)
    recorder.record(last)
    RecordingEnd.wait(for: &recorder, signals)
    seen.add(last)
    seen.add(Recording(recorder.status))
    // Nobody may be left to tell; the end is told by the summary and the exit code.
    _ = try? front.receive(.snapshots([last]))
    return ending ?? Ending()
  }

  private func sample() throws {
    try show(recorder.snapshots(upTo: clock.now))
    // A recording ends on a thread of its own, between samples too.
    try tellRecording()
  }

  /// Takes a sample at once, so that what happens now is seen and recorded as of now.
  private func sampleNow(note: String? = nil) throws {
    let snapshot = recorder.source.snapshotNow(at: clock.now, note: note)
    recorder.record(snapshot)
    try show([snapshot])
  }

  private func show(_ snapshots: [Snapshot]) throws {
    guard !snapshots.isEmpty else { return }
    for snapshot in snapshots { seen.add(snapshot) }
    try tell(.snapshots(snapshots))
    try tellRecording()
    if let latest = snapshots.last { try tellStory(at: latest) }
  }

  /// Goes on with the demonstration, if there is one and it is time.
  private func tellStory(at snapshot: Snapshot) throws {
    guard let turn = story?.turn(at: snapshot) else { return }
    for change in turn.changes { engine.carryOut(change) }
    try tell(.caption(turn.caption))
    if !turn.changes.isEmpty { try sampleNow() }
  }

  /// Tells how the recording stands, if that has changed.
  private func tellRecording() throws {
    let recording = Recording(recorder.status)
    guard recording != toldRecording else { return }
    toldRecording = recording
    seen.add(recording)
    try tell(.recording(recording))
  }

  private func tell(_ event: Event) throws {
    isDirty = true
    if let command = try front.receive(event) { try carryOut(command) }
  }

  private func drawIfDue() {
    let now = clock.now
    guard now >= nextFrame else { return }
    _ = try? front.receive(.time(now))
    if front.draw() { meter.frames += 1 }
    lastFrame = now
    isDirty = false
    guard front.isGone else { return }
    // A signal may be why.
    for signal in signals.take() { handle(signal: signal) }
    end(exitCode: 128 + SIGHUP)
  }

  private var nextFrame: Duration {
    lastFrame == .zero ? .zero : lastFrame + (isDirty ? Self.frameTime : Self.longestWait)
  }

  private struct Arrival {
    var hasKeys = false
    var hasSignals = false
    var isHungUp = false
  }

  /// Waits until something is due or arrives.
  private func wait() -> Arrival {
    let due = min(recorder.source.nextDue, nextFrame, duration ?? nextFrame)
    let milliseconds = (due - clock.now).wholeNanoseconds / 1_000_000 + 1
    var descriptors = [pollfd(fd: signals.readEnd, events: Int16(POLLIN), revents: 0)]
    if let input = front.input {
      descriptors.append(pollfd(fd: input, events: Int16(POLLIN), revents: 0))
    }
    // A negative wait would be for ever. An interrupted one ends early.
    let timeout = due > clock.now ? Int32(clamping: milliseconds) : 0
    guard poll(&descriptors, nfds_t(descriptors.count), timeout) >= 0 else {
      return Arrival(hasKeys: true)
    }
    let keyEvents = Int32(descriptors.count > 1 ? descriptors[1].revents : 0)
    return Arrival(
      hasKeys: keyEvents & POLLIN != 0, hasSignals: descriptors[0].revents != 0,
      isHungUp: keyEvents & (POLLHUP | POLLERR | POLLNVAL) != 0)
  }

  private func handle(_ arrival: Arrival) throws {
    if arrival.hasSignals {
      for signal in signals.take() { handle(signal: signal) }
    }
    if arrival.hasKeys {
      isDirty = true
      while ending == nil, let command = front.nextCommand() { try carryOut(command) }
    }
    if arrival.isHungUp { end(exitCode: 128 + SIGHUP) }
  }

  private func handle(signal: Int32) {
    switch signal {
    case SIGINT: end()
    case SIGTSTP:
      front.suspend()
      signals.stop()
      recorder.source.forgiveLateness()
      front.resume()
    case SIGCONT: front.resume()
    // Asks for a frame of the new size, as all of them ask for a frame.
    case SIGWINCH: break
    default: end(exitCode: 128 + signal)
    }
    isDirty = true
  }

  private func carryOut(_ command: Command) throws {
    switch command {
    case .quit: end()
    case .setInterval(let interval):
      recorder.source.interval = interval
      try tell(.interval(interval))
    case .note(let words): try sampleNow(note: words)
    case .startRecording:
      do throws(SessionWriteError) {
        recorder.start(try recording.output())
      } catch {
        recorder.fail(error)
      }
      try sampleNow()
    case .stopRecording:
      try sampleNow()
      recorder.stop()
      try tellRecording()
    case .setTheme, .saveScreen, .repaint:
      if let words = front.carryOut(command) { try tell(.notice(words)) }
    case .setMode, .setWorkload, .setPolicy, .setHeapModel, .collect, .fireBurst, .changeForgotten:
      let outcome = engine.carryOut(command)
      if let words = outcome.notice { try tell(.notice(words)) }
      if outcome.isSwitch { try sampleNow() }
    }
  }
}

import Dashboard
import Glibc
import Telemetry

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

  private let feed: any Feed
  private let signals: SignalPipe
  private let clock: SessionClock
  private let meter: MonitorMeter
  private let duration: Duration?
  private var lastFrame = Duration.zero
  private var isDirty = true
  /// Set once the run is to end.
  private var ending: Ending?

  init(
    feed: any Feed, front: any Front, signals: SignalPipe, clock: SessionClock,
    meter: MonitorMeter, duration: Duration?
  ) {
    self.feed = feed
    self.front = front
    self.signals = signals
    self.clock = clock
    self.meter = meter
    self.duration = duration
  }

  /// Runs until a key, a signal, the duration or a closed output ends it. Whatever ends it, the
  /// feed is finished.
  func run() throws -> Ending {
    do {
      try update()
      drawIfDue()
      // The first frame took more of the program than those that follow.
      StartupMemory.release()
      try feed.start()
      while ending == nil {
        try handle(wait())
        // Before a sample that is due as well: the last one is taken when the workload has stopped.
        if let duration, clock.now >= duration { end() }
        guard ending == nil else { break }
        try update()
        drawIfDue()
      }
    } catch is TextOutput.Closed {
      for signal in signals.take() { handle(signal: signal) }
      end()
    } catch {
      finish()
      throw error
    }
    finish()
    return ending ?? Ending()
  }

  private func end(exitCode: Int32? = nil) {
    ending = ending ?? Ending(exitCode: exitCode)
  }

  private func finish() {
    // Nobody may be left to tell; the end is told by the summary and the exit code.
    for event in feed.finish(at: clock.now) {
      seen.add(event)
      _ = try? front.receive(event)
    }
  }

  private func update() throws { try tell(feed.events(upTo: clock.now)) }

  private func tell(_ events: [Event]) throws {
    for event in events {
      isDirty = true
      seen.add(event)
      if let command = try front.receive(event) { try carryOut(command) }
    }
  }

  private func drawIfDue() {
    let now = clock.now
    guard now >= nextFrame else { return }
    _ = try? front.receive(.time(feed.clock(at: now)))
    if front.draw() { meter.frames += 1 }
    lastFrame = now
    isDirty = front.isAtWork
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
    let due = min(feed.nextDue, nextFrame, duration ?? nextFrame)
    let milliseconds = (due - clock.now).wholeNanoseconds / 1_000_000 + 1
    var descriptors = [pollfd(fd: signals.readEnd, events: Int16(POLLIN), revents: 0)]
    // A negative one is passed over by poll(2).
    for input in [front.input, feed.input] {
      descriptors.append(pollfd(fd: input ?? -1, events: Int16(POLLIN), revents: 0))
    }
    // A negative wait would be for ever. An interrupted one ends early.
    let timeout = due > clock.now ? Int32(clamping: milliseconds) : 0
    guard poll(&descriptors, nfds_t(descriptors.count), timeout) >= 0 else {
      return Arrival(hasKeys: true)
    }
    let keyEvents = Int32(descriptors[1].revents)
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
      feed.goOn(at: clock.now)
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
    case .setTheme, .saveScreen, .repaint:
      if let words = front.carryOut(command) { try tell([.notice(words)]) }
    default: try tell(feed.carryOut(command, at: clock.now))
    }
  }
}

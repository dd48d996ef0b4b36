import ArgumentParser
import ByteBufferPool
import Dashboard
import Glibc
import GoProcess
import Sessions

/// A run of `poolmon attach` from its begin to its summary.
struct AttachRun {
  /// A program that was just started may have to find its libraries, or run another in its place.
  private static let longestStart = Duration.seconds(1)

  let target: AttachTarget
  let watch: WatchOptions

  func run() throws {
    let signals = try SignalPipe()
    let clock = SessionClock()
    let meter = MonitorMeter()
    let terminal = Terminal.current
    let settings = try watch.appearance.effective(whereShownOn: terminal)
    let bindings = KeyBinding.watching
    let keys =
      try settings?.keyTable(of: bindings, in: "'attach'") ?? KeyTable(of: bindings)
    let child = try start(keepsQuiet: watch.wantsDashboard(on: terminal))
    // Whatever happens, it does not outlive us.
    defer { child?.end() }
    let source = try attach(child, meter)
    let recording = RecordingPlan(
      header: header(source, started: clock.started), overwrites: watch.force,
      rotation: watch.rotation, isEndAsked: { signals.isEndAsked })
    let output = try watch.record.map { try recording.output(path: $0) }
    let text = TextOutput(isUnicode: terminal.isUnicode, isEndAsked: { signals.isEndAsked })
    let front = watch.front(terminal, settings, text, signals) { settings, theme in
      model(source, recording.header, settings, keys, theme: theme)
    }
    let feed = AttachFeed(
      recorder: Recorder(source, output: output), recording: recording, signals: signals,
      child: child, staysOpen: front is DashboardFront)
    let loop = RunLoop(
      feed: feed, front: front, signals: signals, clock: clock, meter: meter,
      duration: watch.duration?.duration)
    defer { front.close() }
    let ending = try loop.run()
    front.close()
    if !watch.recordsToStandardOutput {
      let subject = recording.header.subject(workload: nil)
      try text.write(lines: Summary(subject: subject, seen: loop.seen).lines)
    }
    if let code = ending.exitCode { throw ExitCode(code) }
  }

  private func start(keepsQuiet: Bool) throws -> AttachChild? {
    guard case .program(let words, let output) = target else { return nil }
    return try AttachChild(words, output: output, keepsQuiet: keepsQuiet)
  }

  /// Finds its way around in the process. One that was just started is given a moment.
  private func attach(_ child: AttachChild?, _ meter: MonitorMeter) throws -> GoProcessSource {
    let begin = ContinuousClock.now
    while true {
      do throws(AttachError) {
        return try attachOnce(child, meter)
      } catch {
        let isEarly = [.notGo, .noPools, .notBegun].contains(error.reason)
        guard let child, isEarly, ContinuousClock.now - begin < Self.longestStart, !child.hasEnded
        else { throw Failure(description: reason(error, child)) }
        child.waitAMoment()
      }
    }
  }

  private func reason(_ error: AttachError, _ child: AttachChild?) -> String {
    guard let child, child.hasEnded, case .program(let words, _) = target else {
      return error.description
    }
    return "\(words[0]) ended at once" + (child.ending.map { ", \($0)" } ?? "")
  }

  private func attachOnce(
    _ child: AttachChild?, _ meter: MonitorMeter
  ) throws(AttachError) -> GoProcessSource {
    do {
      let pid: Int32
      if case .running(let name) = target {
        pid = try AttachTarget.pid(of: name, own: getpid())
      } else {
        pid = child?.pid ?? 0
      }
      return try GoProcessSource(
        pid: pid, interval: watch.interval.duration,
        monitorCost: { (cpuNanoseconds: CPUClock.thread.nanoseconds, frames: meter.frames) })
    } catch let error as AttachError {
      throw error
    } catch {
      throw AttachError(.noSuchProcess, "\(error)")
    }
  }

  private func model(
    _ source: GoProcessSource, _ header: SessionHeader, _ settings: Settings, _ keys: KeyTable,
    theme: String
  ) -> DashboardModel {
    DashboardModel(
      subject: header.subject(workload: nil),
      choices: DashboardChoices(themes: DashboardChoices.allThemes),
      sizeClasses: SizeClass.sizes, interval: watch.interval.duration, view: settings.view,
      keyTable: keys, theme: theme)
  }

  private func header(_ source: GoProcessSource, started: String) -> SessionHeader {
    var origin = SessionHeader.Source(kind: "attach")
    origin.program = source.programName
    origin.pid = Int(source.pid)
    origin.goVersion = source.goVersion
    return watch.header(of: origin, started: started)
  }
}

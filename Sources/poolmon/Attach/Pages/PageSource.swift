import ArgumentParser
import Glibc
import GoProcess
import Telemetry

/// A Go program's own pages as a source of snapshots: its heap, from this machine or another. Its
/// pools, its RSS and its CPU are not on them, and stay unknown.
final class PageSource: AttachSource {
  /// Until its answer comes, nothing is due.
  private static let never = Duration.seconds(1 << 32)
  /// A server that does not answer is not asked more often.
  private static let patience = Duration.seconds(1)

  let address: PageAddress
  /// The name of its program's file, where a page tells.
  let programName: String?

  var interval: Duration {
    get { schedule.interval }
    set { schedule.interval = newValue }
  }

  private let fetcher: PageFetcher
  private let monitorCost: GoProcessSource.MonitorCost
  private var schedule: SampleSchedule
  /// What was answered before anybody asked for samples: the first one.
  private var first: MemoryStatistics?
  /// After a failure, when it is asked again.
  private var notBefore = Duration.zero
  private var isLost = false
  /// What a person said since the last sample.
  private var notes: [String] = []
  private var notices: [String] = []
  private var last: HeapSample?

  /// - Parameters:
  ///   - fetcher: of `address`; it has answered.
  ///   - first: what it answered.
  init(
    _ address: PageAddress, _ fetcher: PageFetcher, first: MemoryStatistics, interval: Duration,
    monitorCost: @escaping GoProcessSource.MonitorCost
  ) {
    self.address = address
    self.fetcher = fetcher
    self.first = first
    self.monitorCost = monitorCost
    programName = first.program
    schedule = SampleSchedule(interval: interval)
  }

  var nextDue: Duration { fetcher.isAsked ? Self.never : max(schedule.due, notBefore) }
  var wakes: Int32? { fetcher.wakes }

  func forgiveLateness() { schedule.forgiveLateness() }

  func takeNotices() -> [String] {
    defer { notices = [] }
    return notices
  }

  func snapshots(upTo time: Duration) -> [Snapshot] {
    var snapshots: [Snapshot] = []
    if let statistics = first {
      first = nil
      schedule.takeNow(at: time)
      snapshots.append(snapshot(statistics.heap, at: time))
    }
    if let answer = fetcher.take() {
      // However long that took, it is no lateness of ours.
      schedule.forgiveLateness()
      switch answer {
      case .success(let statistics): snapshots.append(found(statistics.heap, at: time))
      case .failure(let failure): lose(failure, at: time)
      }
    }
    if !fetcher.isAsked, time >= notBefore, schedule.take(at: time) { fetcher.ask() }
    return snapshots
  }

  /// The note goes with the next sample, which is asked for at once.
  func snapshotsNow(at time: Duration, note: String?) -> [Snapshot] {
    if let note { notes.append(note) }
    let snapshots = snapshots(upTo: time)
    if !fetcher.isAsked, time >= notBefore {
      schedule.takeNow(at: time)
      fetcher.ask()
    }
    return snapshots
  }

  private func found(_ heap: HeapSample, at time: Duration) -> Snapshot {
    if isLost { notices.append("\(address.text) answers again") }
    isLost = false
    notBefore = .zero
    if let last, heap.hasBegunAnew(since: last) {
      notices.append("the program of \(address.text) has begun anew")
    }
    return snapshot(heap, at: time)
  }

  private func lose(_ failure: PageFailure, at time: Duration) {
    if !isLost { notices.append("\(failure.words); poolmon goes on asking") }
    isLost = true
    notBefore = time + Self.patience
  }

  private func snapshot(_ heap: HeapSample, at time: Duration) -> Snapshot {
    last = heap
    let cost = monitorCost()
    let note = notes.isEmpty ? nil : notes.joined(separator: "; ")
    notes = []
    return Snapshot(
      time: time, heap: heap,
      monitor: MonitorSample(
        cpuNanoseconds: cost.cpuNanoseconds, frames: cost.frames,
        lateSamples: schedule.lateSamples,
        intervalNanoseconds: schedule.interval.wholeNanoseconds), note: note)
  }
}

extension PageSource {
  /// Waits for a program's first answer, or for the wish for an end.
  static func reaching(
    _ address: PageAddress, interval: Duration, _ signals: SignalPipe,
    monitorCost: @escaping GoProcessSource.MonitorCost
  ) throws -> PageSource {
    let fetcher = try PageFetcher(address)
    fetcher.ask()
    while true {
      var descriptors = [fetcher.wakes, signals.readEnd].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      // An interrupted wait goes on, with the signal that did it.
      poll(&descriptors, nfds_t(descriptors.count), -1)
      for signal in signals.take() where [SIGINT, SIGTERM, SIGHUP].contains(signal) {
        throw ExitCode(128 + signal)
      }
      switch fetcher.take() {
      case .success(let first)?:
        return PageSource(
          address, fetcher, first: first, interval: interval, monitorCost: monitorCost)
      case .failure(let failure)?: throw Failure(description: failure.words)
      case nil: continue
      }
    }
  }
}

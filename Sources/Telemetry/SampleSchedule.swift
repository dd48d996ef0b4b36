/// When samples are due: every interval. Who comes late takes one, not a burst, and the others
/// count as late.
package struct SampleSchedule: Sendable {
  /// Time between samples. A change counts from the last sample on.
  package var interval: Duration {
    didSet {
      due = last.map { $0 + interval } ?? .zero
      isOnSchedule = false
    }
  }

  /// When the next sample is due.
  package private(set) var due = Duration.zero
  /// Samples that were due and not taken.
  package private(set) var lateSamples = 0
  private var last: Duration?
  /// Whether the next sample was due at its time all along: not so for the first one, nor for the
  /// first at a new interval. Only then can samples have been missed.
  private var isOnSchedule = false

  /// - Precondition: `interval > .zero`.
  package init(interval: Duration) {
    precondition(interval > .zero, "samples need time between them")
    self.interval = interval
  }

  /// Whether a sample is due; if so it is taken now.
  package mutating func take(at time: Duration) -> Bool {
    guard time >= due else { return false }
    let missed = (time - due).wholeNanoseconds / interval.wholeNanoseconds
    if isOnSchedule { lateSamples += missed }
    isOnSchedule = true
    due += interval * (missed + 1)
    last = time
    return true
  }

  /// A sample is taken before it is due. The next is due an interval later.
  package mutating func takeNow(at time: Duration) {
    last = time
    due = time + interval
    isOnSchedule = true
  }

  /// The process was stopped: what was missed is nobody's lateness.
  package mutating func forgiveLateness() { isOnSchedule = false }
}

import Dashboard
import Telemetry

/// What a run loop watches: a lab at work, a session that is replayed.
///
/// Times are those of the run's clock, since the run began.
protocol Feed: AnyObject {
  /// When something is due next.
  var nextDue: Duration { get }

  /// A descriptor whose input means that something may be due; nil without one.
  var input: Int32? { get }

  /// Begins, once what was there before is seen.
  func start() throws

  /// What has happened up to now.
  func events(upTo time: Duration) throws -> [Event]

  /// Does what a command asks of what is watched. Returns what came of it.
  func carryOut(_ command: Command, at time: Duration) throws -> [Event]

  /// What the clock on the screen shows.
  func clock(at time: Duration) -> Duration

  /// The process was stopped until now: what was missed is nobody's lateness.
  func goOn(at time: Duration)

  /// Ends, and lets go of all that goes on. Returns what there is to tell at last.
  func finish(at time: Duration) -> [Event]
}

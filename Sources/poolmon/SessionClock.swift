import Glibc
import Workloads

/// The one clock of a run: time since it began, and when that was.
struct SessionClock {
  private let start = ContinuousClock.now
  private let startedAt = time(nil)

  /// Time since the run began.
  var now: Duration { ContinuousClock.now - start }

  /// When the run began: UTC, as RFC 3339 has it.
  var started: String { Self.format("%Y-%m-%dT%H:%M:%SZ", startedAt, gmtime_r) }

  /// Seconds since midnight where the person is, at an instant in seconds since 1970.
  static func secondsOfDay(_ instant: Int) -> Int {
    var (time, parts) = (time_t(instant), tm())
    guard localtime_r(&time, &parts) != nil else { return 0 }
    return Int(parts.tm_hour) * 3600 + Int(parts.tm_min) * 60 + Int(parts.tm_sec)
  }

  /// The local time now, for a file's name: "20260131-120000".
  static var fileStamp: String { format("%Y%m%d-%H%M%S", time(nil), localtime_r) }

  /// This clock, and sleeps that can be ended, for threads that keep a rate.
  func pacer() -> Pacer {
    let start = start
    let alarm = Alarm()
    return Pacer(
      now: { ContinuousClock.now - start }, sleep: { alarm.wait($0) }, wake: { alarm.ring() },
      cpuTime: { .nanoseconds(CPUClock.thread.nanoseconds) })
  }

  private static func format(
    _ pattern: String, _ time: time_t,
    _ split: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> String {
    var (time, parts) = (time, tm())
    guard split(&time, &parts) != nil else { return "" }
    var text = [CChar](repeating: 0, count: 64)
    let count = strftime(&text, text.count, pattern, &parts)
    return String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// Counts what the monitor does, for the monitor's own share of a snapshot.
final class MonitorMeter {
  var frames = 0
}

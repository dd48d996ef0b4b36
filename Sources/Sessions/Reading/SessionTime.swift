import Telemetry

/// An instant of a session as a person writes it: "1:30", "90s", "-5m", "14:05:12", "end".
package enum SessionTime: Equatable, Sendable {
  /// From the session's begin on.
  case offset(Duration)
  /// Before the session's end.
  case beforeEnd(Duration)
  /// A time of day, in seconds since midnight.
  case clock(Int)

  /// How it is written, for a message.
  package static let forms = "1:30, 90s, -5m, 14:05:12, begin or end"

  /// nil if it is none.
  package init?(_ text: String) {
    switch text {
    case "begin": self = .offset(.zero)
    case "end": self = .beforeEnd(.zero)
    default:
      if text.first == "-" {
        guard let length = Self.length(text.dropFirst()) else { return nil }
        self = .beforeEnd(length)
      } else if let length = Self.length(text[...]) {
        self = .offset(length)
      } else if let seconds = Self.timeOfDay(text) {
        self = .clock(seconds)
      } else {
        return nil
      }
    }
  }

  /// The instant, in time since the session's begin.
  ///
  /// A time of day that is not in the session, but would be as a time since its begin, is that: the
  /// screen shows such times.
  /// - Parameter startOfDay: seconds since midnight at which the session began, where the person
  ///   is. nil where that is not known.
  package func resolved(in span: ClosedRange<Duration>, startOfDay: Int?) -> Duration {
    switch self {
    case .offset(let offset): return offset
    case .beforeEnd(let length): return span.upperBound - length
    case .clock(let seconds):
      if let startOfDay {
        let day = 86_400
        // The first such time that is not before the begin.
        var time = Duration.seconds((seconds - startOfDay % day + day) % day)
        while time < span.lowerBound { time += .seconds(day) }
        if time <= span.upperBound { return time }
      }
      return .seconds(seconds)
    }
  }

  /// "1:30", "90s", "90", "1h30m", "500ms".
  private static func length(_ text: Substring) -> Duration? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let minutes = number(parts[0]), minutes == minutes.rounded(),
        let seconds = number(parts[1]), seconds < 60
      else { return nil }
      return duration(minutes * 60 + seconds)
    }
    guard parts.count == 1, !text.isEmpty else { return nil }
    if let seconds = number(text) { return duration(seconds) }
    var (rest, sum) = (text, 0.0)
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      let units = ["ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400]
      guard let value = number(digits), let seconds = units[String(unit)] else { return nil }
      sum += value * seconds
    }
    return duration(sum)
  }

  private static func timeOfDay(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let numbers = parts.compactMap { part in part.count <= 2 ? Int(part) : nil }
    guard numbers.count == 3, (0..<24).contains(numbers[0]), (0..<60).contains(numbers[1]),
      (0..<60).contains(numbers[2])
    else { return nil }
    return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
  }

  /// Digits and a point; nothing that else is a number to Swift.
  private static func number(_ text: Substring) -> Double? {
    guard let first = text.first, first.isNumber,
      text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") })
    else { return nil }
    return Double(text)
  }

  /// nil beyond ten years.
  private static func duration(_ seconds: Double) -> Duration? {
    seconds <= 315_360_000 ? .nanoseconds(Int((seconds * 1e9).rounded())) : nil
  }
}

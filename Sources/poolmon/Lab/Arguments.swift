import ArgumentParser
import Telemetry

extension WorkloadMode: ExpressibleByArgument {}

/// A length of time on the command line: "100ms", "5s", "1.5s", "2m", "1h".
struct DurationArgument {
  let duration: Duration
  /// As it was written.
  let text: String

  init(_ duration: Duration) {
    self.duration = duration
    text = Quantity.interval(duration).filter { $0 != " " }
  }

  static func parse(_ text: String) throws -> DurationArgument {
    guard let argument = DurationArgument(argument: text) else {
      throw ValidationError("a time is written as 100ms, 5s, 2m or 1h")
    }
    return argument
  }

  /// nil without a unit, for a negative number, and above 1,000 hours.
  init?(argument: String) {
    let units = [("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)]
    guard let (suffix, seconds) = units.first(where: { argument.hasSuffix($0.0) }),
      let number = Double(argument.dropLast(suffix.count)), number.isFinite, number >= 0,
      number * seconds <= 3_600_000
    else { return nil }
    duration = .nanoseconds(Int((number * seconds * 1e9).rounded()))
    text = argument
  }
}

/// A number of bytes on the command line: "30000", "64KiB", "1MiB".
struct ByteArgument {
  let count: Int

  init(_ count: Int) { self.count = count }

  static func parse(_ text: String) throws -> ByteArgument {
    guard let argument = ByteArgument(argument: text) else {
      throw ValidationError("a number of bytes is written as 30000, 64KiB, 1MiB or 1GiB")
    }
    return argument
  }

  /// nil if it is no whole number or does not fit.
  init?(argument: String) {
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
    let (suffix, unit) = units.first { argument.hasSuffix($0.0) } ?? ("", 1)
    guard let number = Int(argument.dropLast(suffix.count)) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    count = product
  }
}

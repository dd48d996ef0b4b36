import ArgumentParser
import Telemetry
import Testing

@testable import poolmon

@Suite struct ArgumentTests {
  @Test(arguments: [
    ("100ms", 100_000_000), ("5s", 5_000_000_000), ("1.5s", 1_500_000_000),
    ("2m", 120_000_000_000), ("1h", 3_600_000_000_000), ("0s", 0),
  ])
  func durations(text: String, nanoseconds: Int) {
    #expect(DurationArgument(argument: text)?.duration.wholeNanoseconds == nanoseconds)
  }

  @Test(arguments: ["", "5", "s", "-1s", "5 d", "nans", "infs", "1e99h", "ms", "1..5s", "5S"])
  func whatIsNoDuration(text: String) {
    #expect(DurationArgument(argument: text) == nil)
  }

  @Test(arguments: [("30000", 30_000), ("64KiB", 65_536), ("1MiB", 1 << 20), ("1GiB", 1 << 30)])
  func bytes(text: String, count: Int) {
    #expect(ByteArgument(argument: text)?.count == count)
  }

  @Test(arguments: ["", "KiB", "1.5MiB", "ten", "9223372036854775808", "99999999999GiB", "1 KiB"])
  func whatIsNoNumberOfBytes(text: String) {
    #expect(ByteArgument(argument: text) == nil)
  }

  @Test func theDefaultsAreTheExperiment() throws {
    let command = try #require(try Poolmon.parseAsRoot([]) as? LabCommand)
    #expect(command.lab.mode == .put)
    #expect(command.lab.payload.count == 30_000)
    #expect(command.lab.workers == 1)
    #expect(command.lab.rate == nil && command.duration == nil && command.record == nil)
    #expect(command.interval.duration == .milliseconds(100))
  }

  @Test(arguments: [
    ["--payload", "0"], ["--workers", "257"], ["--rate", "0"], ["--rate", "inf"],
    ["--interval", "9ms"], ["--duration", "0s"], ["--record", ""], ["--mode", "both"],
  ])
  func whatIsOutOfBoundsIsRefused(arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try Poolmon.parseAsRoot(arguments) }
    if let error { #expect(Poolmon.exitCode(for: error) == .validationFailure) }
  }
}

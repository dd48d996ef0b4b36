import Testing

@testable import Sessions

@Suite struct UTCTimeTests {
  /// The numbers are from GNU date.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z"),
    ("2026-01-31T12:00:00Z", 1_769_860_800_000, "2026-01-31T12:00:00.000Z"),
    ("2024-02-29T23:59:59.9994Z", 1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
    ("2000-03-01T00:00:00.5+01:00", 951_865_200_500, "2000-02-29T23:00:00.500Z"),
    ("1969-12-31T23:59:59.25Z", -750, "1969-12-31T23:59:59.250Z"),
    ("2100-12-31T00:00:00.123456789Z", 4_133_894_400_123, "2100-12-31T00:00:00.123Z"),
  ])
  func datesAreReadAndWritten(text: String, milliseconds: Int, written: String) {
    #expect(UTCTime.milliseconds(text, plusNanoseconds: 0) == milliseconds)
    #expect(UTCTime.text(milliseconds: milliseconds) == written)
  }

  @Test func timesAreRoundedDown() {
    let started = "2026-01-31T12:00:00.9999Z"
    #expect(
      UTCTime.milliseconds(started, plusNanoseconds: 99_999)
        .map(UTCTime.text(milliseconds:)) == "2026-01-31T12:00:00.999Z")
    #expect(
      UTCTime.milliseconds(started, plusNanoseconds: 100_000)
        .map(UTCTime.text(milliseconds:)) == "2026-01-31T12:00:01.000Z")
    #expect(UTCTime.milliseconds("yesterday", plusNanoseconds: 0) == nil)
  }

  @Test func daysOfEightCenturiesReadBack() {
    for day in stride(from: -146_097, through: 146_097, by: 29) {
      let milliseconds = day * 86_400_000 + 43_200_001
      let text = UTCTime.text(milliseconds: milliseconds)
      guard UTCTime.milliseconds(text, plusNanoseconds: 0) != milliseconds else { continue }
      Issue.record("\(text) is not day \(day)")
    }
  }

  @Test func noTimeIsTooFar() {
    let last = UTCTime.milliseconds("9999-12-31T23:59:59Z", plusNanoseconds: 1 << 60)
    #expect(last.map(UTCTime.text(milliseconds:)) == "10036-07-13T23:58:23.606Z")
  }
}

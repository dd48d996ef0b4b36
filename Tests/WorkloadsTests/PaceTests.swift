import Testing

@testable import Workloads

@Suite struct PaceTests {
  @Test func operationsAreDueAtASteadyRate() {
    var pace = Pace(operationsPerSecond: 10, from: .zero)
    #expect(pace.take(upTo: 64, at: .zero) == 1)
    #expect(pace.take(upTo: 64, at: .milliseconds(99)) == 0)
    #expect(pace.wait(at: .milliseconds(99)) == .milliseconds(1))
    #expect(pace.take(upTo: 64, at: .milliseconds(350)) == 3)
    #expect(pace.wait(at: .milliseconds(350)) == .milliseconds(50))
  }

  @Test func aBatchIsLimitedAndTheRestStaysDue() {
    var pace = Pace(operationsPerSecond: 1000, from: .zero)
    #expect(pace.take(upTo: 10, at: .milliseconds(50)) == 10)
    #expect(pace.wait(at: .milliseconds(50)) == .zero)
    #expect(pace.take(upTo: 100, at: .milliseconds(50)) == 41)
  }

  @Test func whoIsFarBehindDoesNotRaceAfterIt() {
    var pace = Pace(operationsPerSecond: 100, from: .zero)
    #expect(pace.take(upTo: 64, at: .seconds(60)) == 1)
  }

  @Test func theSlowestRateIsStillARate() {
    var pace = Pace(operationsPerSecond: 1e-300, from: .zero)
    #expect(pace.take(upTo: 5, at: .zero) == 1)
    #expect(pace.take(upTo: 5, at: .seconds(1_000_000)) == 0)
  }

  @Test func nothingIsFasterThanTheClock() {
    var pace = Pace(operationsPerSecond: 1e12, from: .zero)
    #expect(pace.take(upTo: 5, at: .nanoseconds(100)) == 5)
  }
}

import Sessions
import Testing

@Suite struct SessionTimeTests {
  @Test(arguments: [
    ("90s", SessionTime.offset(.seconds(90))), ("90", .offset(.seconds(90))),
    ("1:30", .offset(.seconds(90))), ("0:00.5", .offset(.milliseconds(500))),
    ("100:00", .offset(.seconds(6000))), ("1h30m", .offset(.seconds(5400))),
    ("500ms", .offset(.milliseconds(500))), ("-5m", .beforeEnd(.seconds(300))),
    ("-1:30", .beforeEnd(.seconds(90))), ("begin", .offset(.zero)), ("end", .beforeEnd(.zero)),
    ("14:05:12", .clock(50_712)),
  ])
  func readsWhatPeopleWrite(text: String, time: SessionTime) {
    #expect(SessionTime(text) == time)
  }

  @Test(arguments: [
    "", "-", "x", "1:60", "1.5:00", "1:2:3:4", "25:00:00", "1:", ":1", "--5", "5 s", "0x10", "1e3",
    "nan", "inf", "1h30", "99999999999999999999", "5q", ".", "٣s",
  ])
  func refusesWhatIsNoTime(text: String) { #expect(SessionTime(text) == nil) }

  @Test func aTimeOfDayIsTheFirstOneInTheSession() throws {
    let day = Duration.seconds(0) ... .seconds(86_400)
    let noon = 12 * 3600
    #expect(SessionTime.clock(noon + 10).resolved(in: day, startOfDay: noon) == .seconds(10))
    // Past midnight.
    #expect(
      SessionTime.clock(3600).resolved(in: day, startOfDay: noon) == .seconds(13 * 3600))
  }

  @Test func aTimeOfDayThatIsNotInTheSessionIsATimeSinceItsBegin() {
    let span = Duration.seconds(0) ... .seconds(300)
    #expect(SessionTime.clock(102).resolved(in: span, startOfDay: 43_200) == .seconds(102))
    #expect(SessionTime.clock(102).resolved(in: span, startOfDay: nil) == .seconds(102))
  }

  @Test func timesBeforeTheEndCountFromIt() {
    let span = Duration.seconds(10) ... .seconds(300)
    #expect(SessionTime.beforeEnd(.seconds(60)).resolved(in: span, startOfDay: 0) == .seconds(240))
  }
}

import Sessions
import Testing

@testable import poolmon

@Suite struct SessionPartTests {
  @Test(
    arguments: [
      ("run.ndjson", "run.ndjson", nil, nil),
      ("d/run@1:00-2:00", "d/run", .offset(.seconds(60)), .offset(.seconds(120))),
      ("run@-5m-end", "run", .beforeEnd(.seconds(300)), .beforeEnd(.zero)),
      ("run@1:00--30s", "run", .offset(.seconds(60)), .beforeEnd(.seconds(30))),
      ("run@14:05:12-14:06:00", "run", .clock(50_712), .clock(50_760)),
      ("me@home@0-5", "me@home", .offset(.zero), .offset(.seconds(5))),
      ("me@home", "me@home", nil, nil), ("run@1:00", "run@1:00", nil, nil),
      ("run@5-", "run@5-", nil, nil), ("@1-2", "@1-2", nil, nil), ("run@", "run@", nil, nil),
    ] as [(String, String, SessionTime?, SessionTime?)])
  func aTimeOfAFileIsRead(
    argument: String, path: String, from: SessionTime?, to: SessionTime?
  ) {
    let part = SessionPart(argument: argument)
    #expect(part.path == path)
    #expect(part.time == AskedTime(from: from, to: to))
    #expect(argument.hasSuffix(part.name))
  }

  @Test(
    arguments: [
      ("run.ndjson", "run"), ("a/b/run.ndjson.gz", "run"), ("folder/", "folder"),
      ("other.json", "other.json"), (".ndjson", ".ndjson"), ("/", "/"),
    ])
  func aReportIsNamedAfterItsSession(path: String, stem: String) {
    #expect(SessionPart(path: path).stem == stem)
  }
}

import ArgumentParser
import Foundation
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
    #expect(command.lab.rate == nil && command.watch.duration == nil && command.watch.record == nil)
    #expect(command.watch.interval.duration == .milliseconds(100))
  }

  @Test(arguments: [
    ["--payload", "0"], ["--workers", "257"], ["--rate", "0"], ["--rate", "inf"],
    ["--interval", "9ms"], ["--duration", "0s"], ["--record", ""], ["--mode", "both"],
    ["--record", "a/run.csv"], ["--record", "run.JSON"], ["--record", "x.html.gz"],
    ["attach", "x", "--record", "run.csv"],
  ])
  func whatIsOutOfBoundsIsRefused(arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try Poolmon.parseAsRoot(arguments) }
    if let error { #expect(Poolmon.exitCode(for: error) == .validationFailure) }
  }

  @Test(arguments: ["run.ndjson", "run.ndjson.gz", "run", "run.gz", ".json", "a.csv/run", "-"])
  func aRecordingMayBeCalledThat(name: String) throws {
    let command = try #require(try Poolmon.parseAsRoot(["--record", name]) as? LabCommand)
    #expect(command.watch.record == name)
  }

  @Test(arguments: [
    ["--forget", "101%"], ["--forget", "-1%"], ["--forget", "nan"], ["--gogc", "0"],
    ["--gogc", "-5"], ["--large", "x"], ["--workload", "nothing-like-it"], ["--workload", ""],
    ["--leak-limit", "0"], ["--seed", "-1"], ["--heap", "swift"], ["--sizes", "/no/such/file"],
    ["compare", "--runs", "0"], ["compare", "--a", "--mode put"],
    ["compare", "--duration", "10ms"],
    ["compare", "--a", "--mode 'put", "--b", ""], ["compare", "--a", "--record x", "--b", ""],
    ["compare", "--format", "xml"], ["demo", "nothing-like-it"],
    ["demo", "web", "--workload", "burst"], ["compare", "--a", "--help", "--b", ""],
  ])
  func whatTheLabCannotDoIsRefused(arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try Poolmon.parseAsRoot(arguments) }
    if let error { #expect(Poolmon.exitCode(for: error) == .validationFailure, "\(error)") }
  }

  @Test(arguments: [
    ("burts", "did you mean burst?"), ("request", "did you mean request-log?"),
    ("forgetfull", "did you mean forgetful?"), ("zzz", "there are request-log, forgetful"),
  ])
  func theNearestNamesAreOffered(name: String, words: String) {
    let error = #expect(throws: (any Error).self) {
      try Poolmon.parseAsRoot(["--workload", name])
    }
    if let error { #expect(Poolmon.message(for: error).contains(words)) }
  }

  /// What a child of `compare` is started with is what was asked for.
  @Test func optionsAreWrittenAsTheyWereRead() throws {
    let options = [
      "--workload", "cliff", "--mode", "noput", "--payload", "123", "--workers", "3", "--heap",
      "counted", "--gogc", "off", "--forget", "12.5%", "--large", "4.8%", "--seed", "9", "--rate",
      "100.5", "--leak-limit", "4096",
    ]
    let lab = try LabOptions.parse(options)
    #expect(lab.arguments == options)
    #expect(try LabOptions.parse(lab.arguments).arguments == options)
    // The last one wins.
    #expect(try LabOptions.parse(options + ["--mode", "put"]).mode == .put)
  }

  /// Reads a text in pieces of three bytes.
  private func lengths(in text: String) throws -> [Int] {
    let bytes = Array(text.utf8)
    var lines = LengthsArgument.Lines(of: "f")
    var content = LengthsArgument.Content()
    for start in stride(from: 0, to: bytes.count, by: 3) {
      try lines.split(bytes[start..<min(start + 3, bytes.count)]) { line, number in
        try content.take(line, number: number, of: "f")
      }
    }
    try lines.end { line, number in try content.take(line, number: number, of: "f") }
    return try content.lengths(of: "f")
  }

  @Test(arguments: [
    ("4096\n", [4096]), ("1\n2\r\n\n 3 \n", [1, 2, 3]), ("0", [0]), ("1073741824", [1 << 30]),
  ])
  func lengthsAreReadLineByLine(text: String, lengths: [Int]) throws {
    #expect(try self.lengths(in: text) == lengths)
  }

  @Test(arguments: [
    ("", "f has no lengths"), ("1\nx\n", "f, line 2: 'x'"), ("-3\n", "f, line 1: '-3'"),
    ("9223372036854775808", "line 1: '9223372036854775808'"), ("1\n1073741825\n", "line 2"),
    ("\u{1}\u{2}\n", "line 1: what is there"), ("1.5", "line 1: '1.5'"),
    ("100 200", "line 1: '100 200'"),
  ])
  func whatIsNoLengthIsToldWithItsLine(text: String, words: String) {
    let error = #expect(throws: ValidationError.self) {
      try lengths(in: text)
    }
    #expect(error?.message.contains(words) == true)
  }

  @Test func aSessionsHistogramGivesLengths() throws {
    let header =
      #"{"format":"poolmon-session","version":1,"tool":"t","started":"s","#
      + #""interval_ns":1,"source":{"kind":"lab"},"size_classes":[64,128],"#
      + #""host":{"name":"n","system":"s","cpus":1,"memory_bytes":1}}"#
    func replayed(_ sample: String) throws -> [Int] {
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      defer { try? FileManager.default.removeItem(at: file) }
      try (header + "\n{\n" + sample + "\n").write(to: file, atomically: true, encoding: .utf8)
      return try LengthsArgument.parse(file.path).lengths
    }
    let counted = try replayed(
      #"{"t_ns":1,"pools":[{"name":"p","class_puts":[3,1],"class_length_bytes":[30,100]}]}"#)
    #expect(counted.count == 10_000 && counted.prefix(4).sorted() == [10, 10, 10, 100])
    for nothing in [#"{"t_ns":1,"pools":[]}"#, #"{"t_ns":1,"pools":[{"name":"p"}]}"#, "{"] {
      #expect(throws: ValidationError.self) { try replayed(nothing) }
    }
  }

  @Test func whatIsAttachedTo() throws {
    let running = try #require(try Poolmon.parseAsRoot(["attach", "4711"]) as? AttachCommand)
    #expect(running.target == "4711" && running.program.isEmpty)
    let words = ["attach", "--plain", "--", "./server", "--port", "80", "--plain"]
    let started = try #require(try Poolmon.parseAsRoot(words) as? AttachCommand)
    #expect(started.target == nil && started.program == ["./server", "--port", "80", "--plain"])
    #expect(started.look.plain)
  }

  @Test(arguments: [
    [], ["server", "--", "./server"], ["--", ""], ["server", "--output", "x"],
    ["server", "--mode", "put"], ["server", "other"],
  ])
  func whatCannotBeAttachedTo(words: [String]) {
    #expect(throws: (any Error).self) { try Poolmon.parseAsRoot(["attach"] + words) }
  }

  @Test func whatIsChecked() throws {
    func check(_ words: [String]) throws -> CheckCommand {
      try #require(try Poolmon.parseAsRoot(["check"] + words) as? CheckCommand)
    }
    #expect(try check(["run.ndjson", "--from", "1s"]).file == "run.ndjson")
    #expect(try check(["--duration", "5s", "--mode", "noput"]).lab.mode == .noput)
    #expect(try check(["--attach", "server", "--fail-on", "never"]).attach == "server")
    let started = try check(["--format", "junit", "-o", "x", "--", "./test", "--format", "y"])
    #expect(started.program == ["./test", "--format", "y"] && started.format == .junit)
    #expect(started.file == nil && started.output == "x")
  }

  @Test(arguments: [
    [], [""], ["-"], ["--mode", "noput"], ["a", "b"], ["a", "--attach", "b"],
    ["a", "--", "b"], ["--attach", "b", "--", "c"], ["--", ""], ["--attach", ""],
    ["--attach", "http://"], ["a", "--duration", "1s"], ["a", "--record", "b"],
    ["a", "--workload", "burst"], ["--attach", "b", "--workload", "burst"],
    ["--duration", "1s", "--from", "1s"], ["--duration", "1s", "--record", "-"],
    ["a", "--output", ""], ["a", "--force"], ["a", "--fail-on", "always"],
    ["a", "--format", "xml"], ["--duration", "0s"],
  ])
  func whatCannotBeChecked(words: [String]) {
    #expect(throws: (any Error).self) { try Poolmon.parseAsRoot(["check"] + words) }
  }
}

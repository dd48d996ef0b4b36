import Foundation
import Sessions
import Telemetry
import TestSupport
import Testing

@Suite struct SessionLineTests {
  static func line(_ text: some Sequence<UInt8>) -> SessionLine {
    Array(text).withUnsafeBytes(SessionLine.init)
  }

  static func line(_ text: String) -> SessionLine { line(text.utf8) }

  @Test func whatIsWrittenIsRead() throws {
    var session = RandomSession(.seeded("SessionLineTests"))
    for snapshot in session.snapshots(300) {
      #expect(Self.line(try JSONEncoder().encode(snapshot)) == .sample(snapshot))
    }
  }

  /// A line in which bytes are changed, taken out or put in is either read as Foundation reads it,
  /// or not at all.
  @Test func whateverIsReadFoundationReadsTheSame() throws {
    var session = RandomSession(.seeded("SessionLineTests"))
    var readCount = 0
    for _ in 0..<SplitMix64.steps(usually: 1000) {
      var bytes = Array(try JSONEncoder().encode(session.snapshot()))
      for _ in 0..<Int.random(in: 1...3, using: &session.random) {
        let place = Int.random(in: 0..<bytes.count, using: &session.random)
        let byte =
          Array(#"{}[],:"\ 0123456789truefalsnx-+.eE"#.utf8)
          .randomElement(using: &session.random) ?? 0
        switch Int.random(in: 0...2, using: &session.random) {
        case 0: bytes[place] = byte
        case 1: bytes.remove(at: place)
        default: bytes.insert(byte, at: place)
        }
      }
      guard case .sample(let read) = Self.line(bytes) else { continue }
      readCount += 1
      let other = try? JSONDecoder().decode(Snapshot.self, from: Data(bytes))
      #expect(read == other, "\(String(decoding: bytes, as: UTF8.self))")
    }
    // Digits that are changed leave a sample.
    #expect(readCount > 30)
  }

  @Test(arguments: [
    "", " ", "{}", "[]", "null", "7", #"{"t_ns":1}"#, #"{"pools":[]}"#, #"{"t_ns":1,"pools":[]"#,
    #"{"t_ns":1,"pools":[]} x"#, #"{"t_ns":-1,"pools":[]}"#, #"{"t_ns":1.5,"pools":[]}"#,
    #"{"t_ns":1e3,"pools":[]}"#, #"{"t_ns":01,"pools":[]}"#, #"{"t_ns":"1","pools":[]}"#,
    #"{"t_ns":1152921504606846977,"pools":[]}"#, #"{"t_ns":99999999999999999999,"pools":[]}"#,
    #"{"t_ns":1,"pools":[{}]}"#, #"{"t_ns":1,"pools":[],"heap":{"alloc_bytes":1}}"#,
    #"{"t_ns":1,"pools":[],"x":nul}"#, #"{"t_ns":1,"pools":[],"x":"\q"}"#,
    #"{"t_ns":1,"pools":[],"x":"\ud800"}"#, #"{"t_ns":1,"pools":[],"note":"\ud83e\u0041"}"#,
    #"{"t_ns":1,"note":7}"#, #"{"t_ns":1,"pools":[],"t_ns":1}"#, #"{"t_ns":1,"pools":[],"x":-}"#,
    #"{"t_ns":1,"pools":[],"x":00}"#, #"{"t_ns":1,"note":"a","poolz":[],"monitor":{}}"#,
    #"{"t_ns":1,"note":"a","monitor":{"cpu_ns":1,"frames":1,"interval_ns":1,"late_samples":1}}"#,
  ])
  func whatIsNoSampleIsNone(text: String) { #expect(Self.line(text) == .unreadable) }

  @Test func unknownFieldsAreIgnored() {
    let more =
      #"{"a":[1,-2.5e+3,{"b":null}],"t_ns":1,"c":true,"pools":[],"d":"\u00e4\ud83e\udd4a"}"#
    #expect(Self.line(more) == .sample(Snapshot(time: .nanoseconds(1))))
  }

  @Test func nestingIsBounded() {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    #expect(Self.line(#"{"t_ns":1,"pools":[],"x":"# + deep + "}") == .unreadable)
  }

  @Test func sumsOfClassesStayBelowWhatOverflows() {
    let large = "1152921504606846975"
    func text(_ calls: String) -> String {
      #"{"t_ns":1,"pools":[{"name":"p","calls":["# + calls + "]}]}"
    }
    #expect(Self.line(text(large)) != .unreadable)
    #expect(Self.line(text("\(large),\(large)")) == .unreadable)
  }

  /// Buckets of 96 to 111 ns, of a program with finer ones, are one of ours.
  @Test(arguments: [
    (#""96":1,"100":2,"104":4"#, 7), (#""96":1,"100":2,"100":4"#, nil), (#""96":1,"96":1"#, nil),
    (#"" 96":1"#, nil), (#""96 ":1"#, nil), (#""":1"#, nil), (#""+96":1"#, nil),
  ])
  func finerBucketsAreAddedUp(names: String, count: Int?) {
    let line = Self.line(
      #"{"t_ns":1,"pools":[],"workload":{"mode":"put","operations":1,"get_put_ns":{"#
        + names + "}}}")
    guard case .sample(let snapshot) = line else {
      #expect(count == nil)
      return
    }
    #expect(snapshot.workload?.latency?.buckets.map(\.count) == count.map { [$0] })
  }

  @Test func aRemarkHasATimeAndWords() {
    let remark = #"{"note":"deployed \"it\"","t_ns":5}"#
    #expect(Self.line(remark) == .remark(timeNanoseconds: 5, words: #"deployed "it""#))
  }
}

import ArgumentParser
import Foundation
import Reports
import Telemetry
import Testing

@testable import poolmon

@Suite struct CompareTests {
  @Test(
    arguments: [
      ("", []), ("  ", []), ("--mode put", ["--mode", "put"]), ("a  b", ["a", "b"]),
      ("--sizes 'my file'", ["--sizes", "my file"]), (#"a\ b"#, ["a b"]), (#""a 'b'""#, ["a 'b'"]),
      ("''", [""]), ("x'y'z", ["xyz"]), (#"'a\b'"#, [#"a\b"#]),
    ] as [(String, [String])])
  func wordsAreSplitAsAShellDoes(line: String, words: [String]) {
    #expect(shellWords(line) == words)
  }

  @Test(arguments: ["'", "a \"b", #"a\"#])
  func anOpenQuoteIsNoLine(line: String) {
    #expect(shellWords(line) == nil)
  }

  @Test(
    arguments: [
      ([], nil), ([4], (4, 4, 4)), ([3, 1, 2], (2, 1, 3)), ([4, 1, 2, 3], (2.5, 1, 4)),
    ] as [([Double], (Double, Double, Double)?)])
  func theMedianIsTheMiddle(values: [Double], spread: (Double, Double, Double)?) {
    let found = Comparison.Spread(values)
    #expect(found?.median == spread?.0 && found?.low == spread?.1 && found?.high == spread?.2)
  }

  /// Runs of a second with these operations; RSS is so many MiB.
  private func run(operations: Int, rss: Int, collections: Int?) -> RunReading {
    var reading = RunReading()
    for second in 0...1 {
      var heap = HeapSample(
        allocSpace: second * operations * 100, allocObjects: second * operations, freedSpace: 0,
        freedObjects: 0)
      heap.collections = collections.map { $0 * second }
      reading.add(
        Snapshot(
          time: .seconds(second),
          process: ProcessSample(
            residentSpace: rss << 20, peakResidentSpace: rss << 20,
            cpuNanoseconds: second * 1_300_000_000, minorFaults: 0),
          heap: heap,
          workload: WorkloadSample(
            mode: .put, operations: second * operations, payloadBytes: 1)))
    }
    return reading
  }

  private var comparison: Comparison {
    var comparison = Comparison(
      subject: ["lab", "request-log"], duration: .seconds(1), a: Comparison.Side("put"),
      b: Comparison.Side("noput"))
    comparison.a.runs = [
      run(operations: 1000, rss: 8, collections: 0), run(operations: 2000, rss: 9, collections: 0),
    ]
    comparison.b.runs = [
      run(operations: 500, rss: 40, collections: 70),
      run(operations: 500, rss: 27, collections: 90),
    ]
    return comparison
  }

  @Test func theTableIsAlignedAndSaysWhatItIs() throws {
    let lines = try ComparisonFormat.table.lines(of: comparison)
    let table = """
      lab · request-log · 2 runs of 1 s each, in turn

                                           put                     noput   noput ÷ put
      RSS average          8.50 MiB  8.00–9.00       33.5 MiB  27.0–40.0         4.00×
      RSS peak             8.50 MiB  8.00–9.00       33.5 MiB  27.0–40.0         4.00×
      """
    #expect(lines.prefix(5).joined(separator: "\n") == table)
    #expect(lines.dropFirst(2).allSatisfy { $0.count <= 80 })
    // No ratio to nothing, and a dash for what nobody counted.
    #expect(lines.contains { $0.hasPrefix("collections") && $0.hasSuffix("–") })
    #expect(lines.contains { $0.hasPrefix("max size") && $0.contains("–") })
  }

  @Test func theRatioIsOfRunsThatWereNextToEachOther() throws {
    let operations = try #require(Figure.all.first { $0.key == "ops_per_s" })
    #expect(comparison.ratio(operations)?.median == 0.375)
    let collections = try #require(Figure.all.first { $0.key == "collections_per_s" })
    #expect(comparison.ratio(collections) == nil)
  }

  @Test func theJSONHasTheNamesThatScriptsRelyOn() throws {
    let text = try ComparisonFormat.json.lines(of: comparison).joined()
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["a", "b", "ratio", "runs", "duration_s"])
    let b = try #require(object["b"] as? [String: Any])
    #expect(b["label"] as? String == "noput")
    #expect(b["rss_peak_bytes"] as? Double == 33.5 * 1_048_576)
    #expect(b["cpu_percent"] as? Double == 130)
    #expect(b["collections_per_s"] as? Double == 80)
    #expect(b["max_bytes"] is NSNull)
    let names = Set(b.keys).subtracting(["label", "min", "max"])
    #expect(names == Set(Figure.all.map(\.key)))
    let ratio = try #require(object["ratio"] as? [String: Any])
    #expect(ratio["alloc_bytes"] as? Double == 0.375)
    #expect(ratio["collections_per_s"] is NSNull)
  }

  @Test func theCSVHasARowForEachFigureAndSide() throws {
    var comparison = comparison
    comparison.a = Comparison.Side("--sizes \"a,b\"")
    comparison.a.runs = [run(operations: 1, rss: 1, collections: nil)]
    let lines = try ComparisonFormat.csv.lines(of: comparison)
    #expect(lines.count == 1 + 2 * Figure.all.count)
    let label = #""--sizes ""a,b""""#
    #expect(lines[1] == "rss_avg_bytes,a,\(label),1048576.0,1048576.0,1048576.0,40.0")
  }

  @Test func longLabelsStandAboveTheTable() throws {
    var comparison = comparison
    comparison.b = Comparison.Side("--heap collected --gogc 400")
    let lines = try ComparisonFormat.markdown.lines(of: comparison)
    #expect(lines.contains("b: --heap collected --gogc 400"))
    #expect(lines.contains("| | a | b | b ÷ a |"))
    // Short enough alone, but not beside each other.
    comparison.a = Comparison.Side("--workers 1")
    comparison.b = Comparison.Side("--workers 2")
    #expect(try ComparisonFormat.table.lines(of: comparison).contains { $0.hasSuffix("b ÷ a") })
  }
}

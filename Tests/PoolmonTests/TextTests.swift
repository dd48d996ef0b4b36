import Dashboard
import Foundation
import Telemetry
import Testing

@testable import poolmon

@Suite struct TextTests {
  private func snapshot(second: Int, mode: WorkloadMode) -> Snapshot {
    var pool = PoolSample(name: "default")
    (pool.gets, pool.misses, pool.puts) = (second * 1000, second, second * 999)
    (pool.kept, pool.drops, pool.abandoned) = (second * 999, 0, second)
    (pool.calibrations, pool.defaultSize, pool.maxSize) = (second, 32_768, 65_536)
    return Snapshot(
      time: .seconds(second),
      process: ProcessSample(
        residentSpace: 9 << 20, peakResidentSpace: 10 << 20, cpuNanoseconds: second * 999_000_000,
        minorFaults: 0),
      heap: HeapSample(
        allocSpace: second << 20, allocObjects: second, freedSpace: 0, freedObjects: 0,
        garbageSpace: 1 << 19, collections: second * 1500),
      pools: [pool],
      workload: WorkloadSample(mode: mode, operations: second * 1000, payloadBytes: 1),
      monitor: MonitorSample(
        cpuNanoseconds: second * 9_000_000, frames: 0, lateSamples: 0,
        intervalNanoseconds: 1_000_000_000))
  }

  @Test func aRowIsAlignedUnderItsHeading() {
    let row = TextRow.row(
      from: snapshot(second: 1, mode: .put), to: snapshot(second: 2, mode: .noput))
    let text = TextRow.heading(of: snapshot(second: 1, mode: .put))
    let (heading, line) = (Array(text), Array(row))
    #expect(heading.count == line.count)
    // Cut where a person's eye does: at the columns' right edges.
    let columns = [
      ("time", "00:00:02.0"), ("mode", "noput"), ("operations", "1.00 k/s"),
      ("allocated", "1.00 MiB/s"), ("objects", "1/s"), ("in use", "2.00 MiB"),
      ("garbage", "512 KiB"), ("cycles", "1.50 k/s"), ("RSS", "9.00 MiB"), ("peak", "10.0 MiB"),
      ("hits", "99.9 %"), ("calibrated", "2"),
      ("max", "64 KiB"), ("cpu", "99.0 %"), ("monitor", "0.9 %"),
    ]
    for (name, value) in columns {
      let end = text.range(of: name).map {
        text.distance(from: text.startIndex, to: $0.upperBound)
      }
      #expect(String(line[..<(end ?? 0)]).hasSuffix(" " + value) || name == "time", "\(name)")
    }
    #expect(row.hasPrefix("00:00:02.0  noput"))
  }

  @Test func whatIsUnknownIsADashInItsColumn() {
    let first = Snapshot(time: .zero)
    let nothing = TextRow.row(from: first, to: Snapshot(time: .seconds(1)))
    #expect(nothing.count == TextRow.heading(of: first).count)
    #expect(nothing.split(separator: " ").dropFirst().allSatisfy { $0 == "–" })
  }

  @Test func theSummaryTellsWhatWasSeen() {
    var seen = Seen()
    for second in 0...4 {
      seen.add(snapshot(second: second, mode: second == 2 || second == 3 ? .noput : .put))
    }
    seen.add(.on(path: "a.ndjson", bytes: 1))
    seen.add(.ended(path: "a.ndjson", bytes: 2048))
    seen.add(.ended(path: "b.ndjson", bytes: 1024))
    let summary = Summary(
      subject: ["lab", "request-log"], seen: seen, conclusion: "healthy: all is well")
    #expect(
      summary.lines.joined(separator: "\n") == """
        poolmon  lab · request-log · 00:00:04
          verdict      healthy: all is well
          operations   4,000, 1.00 k/s
          mode         put, noput from 00:00:02, put from 00:00:04
          allocated    4.00 MiB in 4 objects, 1.00 MiB/s
          in use       4.00 MiB in 4 objects
          collections  6,000, 1.50 k/s
          gets         4,000, 99.9 % hits, 4 misses
          puts         3,996, 3,996 kept, 0 dropped
          abandoned    4
          calibrated   4 times, default 32 KiB, max 64 KiB
          RSS          9.00 MiB, peak 10.0 MiB
          cpu          99.0 %, monitor 0.9 %
          recorded     2.00 KiB to a.ndjson
          recorded     1.00 KiB to b.ndjson
        """)
  }

  @Test func aRunThatSawNothingSaysSo() {
    let summary = Summary(subject: ["lab"], seen: Seen())
    #expect(summary.lines == ["poolmon  nothing was seen"])
  }

  @Test(arguments: [
    ("do: Put on every path", 21, ["do: Put on every path"]),
    ("do: Put on every path", 20, ["do: Put on every", "  path"]),
    ("  do: Put on every path", 16, ["  do: Put on", "    every path"]),
    ("warning  not put back  00:00", 24, ["warning  not put back", "  00:00"]),
    ("more: docs/DIAGNOSIS.md", 10, ["more:", "  docs/DIAGNOSIS.md"]), ("word", 0, ["word"]),
    ("", 0, [""]), ("   ", 2, ["   "]),
  ])
  func aLineIsBrokenBetweenWords(line: String, width: Int, lines: [String]) {
    #expect(line.wrapped(to: width) == lines)
  }

  @Test(arguments: [
    (0, false, nil), (0, true, nil),
    (1, false, "may not look into 1 process of others; run as root to see all"),
    (1200, true, "may not look into 1,200 processes of others"),
  ])
  func hiddenProcessesAreTold(count: Int, isRoot: Bool, words: String?) {
    #expect(ProcessesCommand.words(ofHidden: count, isRoot: isRoot) == words)
  }
}

import Foundation
import Telemetry
import Testing

@testable import Sessions

/// Files of each version of the format, as programs wrote them: they are read for ever.
@Suite struct FixtureTests {
  private static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
  }

  /// Recorded by poolmon 0.1.0: put, noput, a note, another workload, put again.
  @Test(arguments: ["v1.ndjson", "v1.ndjson.gz"])
  func version1(name: String) throws {
    let log = try SessionLog(paths: [Self.path(name)])
    try log.readThrough()
    #expect(log.damage == Damage())
    #expect(log.header.tool == "poolmon 0.1.0" && log.header.started == "2026-11-25T13:09:43Z")
    #expect(log.header.sizeClasses == (0..<20).map { 64 << $0 })
    #expect(log.header.source.workload == "request-log" && log.header.source.rate == 20_000)
    #expect(log.index.sampleCount == 40)
    #expect(
      log.index.span == .nanoseconds(137_838_385) ... .nanoseconds(3_674_340_685))
    #expect(
      log.index.marks.map(\.event) == [
        .modeSwitched(to: .noput), .note("deployed"), .workloadSwitched(to: "forgetful"),
        .modeSwitched(to: .put),
      ])
    var replayer = Replayer(log)
    let last = try #require(try replayer.seek(to: .seconds(4)).latest)
    #expect(last.timeNanoseconds == 3_674_340_685)
    let pool = try #require(last.pools.first)
    #expect(pool.name == "default" && pool.policy == "calibrated")
    #expect([pool.gets, pool.hits, pool.misses, pool.puts] == [70_581, 25_187, 45_393, 25_189])
    #expect([pool.kept, pool.drops, pool.abandoned, pool.growths] == [25_189, 0, 45_392, 45_393])
    #expect([pool.steals, pool.victimHits, pool.sweeps, pool.evictions] == [0, 1, 338, 0])
    #expect(pool.retainedSpace == 32_768 && pool.retainedObjects == 1)
    #expect(pool.calls?[9] == 8929 && pool.classPuts?[9] == 25_189)
    #expect(pool.classLengthBytes?[9] == 755_670_000)
    let heap = try #require(last.heap)
    #expect(heap.allocSpace == 1_487_437_824 && heap.freedSpace == 1_483_735_040)
    #expect(heap.garbageSpace == 3_670_016 && heap.collections == 338)
    #expect(last.process?.residentSpace == 16_543_744)
    #expect(last.process?.peakResidentSpace == 22_790_144)
    #expect(last.workload?.mode == .put && last.workload?.name == "forgetful")
    #expect(last.monitor?.frames == 40)
  }
}

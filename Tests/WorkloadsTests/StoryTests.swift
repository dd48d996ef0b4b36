import ByteBufferPool
import Telemetry
import Testing

@testable import Workloads

/// The stories, told to runs by steps.
@Suite struct StoryTests {
  /// Tells a kind's story to a run of so many seconds, with ten samples a second; returns what was
  /// told, and when.
  private func tell(
    _ kind: WorkloadKind, seconds: Int, settings: WorkloadSettings = WorkloadSettings()
  ) -> [(second: Int, turn: StoryTeller.Turn)] {
    let engine = WorkloadEngine(kind: kind, settings: settings)
    var source = LiveSource(engine: engine, interval: .milliseconds(100))
    var teller = StoryTeller(kind)
    var told: [(second: Int, turn: StoryTeller.Turn)] = []
    // Slower than a demonstration: a debug build copies slowly. Ten classes need 420,000 puts.
    let operations = kind.name == "ten-classes" ? 2000 : 500
    for tenth in 0..<seconds * 10 where told.count < kind.story.chapters.count {
      let now = Duration.milliseconds(tenth * 100)
      for snapshot in source.snapshots(upTo: now) {
        guard let turn = teller.turn(at: snapshot) else { continue }
        told.append((tenth / 10, turn))
        for change in turn.changes { engine.carryOut(change) }
      }
      engine.step(operations, at: now)
    }
    return told
  }

  @Test(arguments: WorkloadKind.all.map(\.name))
  func everyStoryIsToldToItsEnd(name: String) throws {
    let kind = try #require(WorkloadKind.named(name))
    var settings = WorkloadSettings()
    settings.payloadBytes = 3000
    let told = tell(kind, seconds: 70, settings: settings)
    #expect(told.count == kind.story.chapters.count, "\(told.map(\.turn.caption))")
    #expect(told.first?.second == 0)
    // Beside the mode, in 80 columns.
    for (_, turn) in told { #expect(turn.caption.count <= 70, "\(turn.caption)") }
  }

  @Test func theBurstGoesAsItsStorySays() throws {
    let kind = try #require(WorkloadKind.named("burst"))
    let told = tell(kind, seconds: 40)
    // 42,001 small puts, 5,000 a second: the calibration comes in the ninth.
    #expect(told.map(\.second) == [0, 4, 8, 12, 18, 26])
    #expect(told.suffix(2).map(\.turn.changes) == [[.collect], [.burst]])
  }

  @Test(arguments: [(0.048, "Below 5 %"), (0.052, "Above 5 %")])
  func theCliffTellsWhatCameOut(share: Double, words: String) throws {
    let kind = try #require(WorkloadKind.named("cliff"))
    var settings = WorkloadSettings()
    settings.largeShare = share
    let told = tell(kind, seconds: 14, settings: settings)
    #expect(told.dropFirst().first?.turn.caption.hasPrefix(words) == true)
  }

  @Test func aStoryEndsWhenAnotherWorkloadRuns() throws {
    let kind = try #require(WorkloadKind.named("misfit"))
    var teller = StoryTeller(kind)
    func snapshot(_ second: Int, _ name: String) -> Snapshot {
      Snapshot(
        time: .seconds(second),
        workload: WorkloadSample(name: name, mode: .put, operations: 0, payloadBytes: 1))
    }
    #expect(teller.turn(at: snapshot(0, "misfit"))?.caption.isEmpty == false)
    #expect(teller.turn(at: snapshot(1, "web")) == StoryTeller.Turn(caption: "", changes: []))
    #expect(teller.turn(at: snapshot(2, "misfit")) == nil)
  }
}

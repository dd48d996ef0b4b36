import Sessions
import Telemetry
import TestSupport
import Testing

@testable import Reports

@Suite struct DigestTests {
  private static let header = SessionHeader(
    tool: "poolmon 0.1.0", started: "2026-01-31T12:00:00Z", intervalNanoseconds: 1_000_000_000,
    source: .init(kind: "lab", workload: "w|x", payloadBytes: 30_000, workers: 2),
    sizeClasses: (0..<20).map { 64 << $0 },
    host: .init(name: "db1", system: "Linux", cpus: 2, memoryBytes: 4 << 30))

  private func sample(
    _ second: Int, mode: WorkloadMode = .put, maxSize: Int = 0, note: String? = nil
  ) -> Snapshot {
    var pool = PoolSample(name: "default")
    (pool.gets, pool.misses) = (second * 1000, second * 10)
    (pool.puts, pool.kept, pool.drops) = (second * 990, second * 980, second * 10)
    (pool.defaultSize, pool.maxSize, pool.retainedSpace) = (maxSize, maxSize, 1 << 20)
    var puts = [Int](repeating: 0, count: 20)
    (puts[4], puts[9]) = (second * 240, second * 750)
    pool.classPuts = ClassCounts(puts)
    return Snapshot(
      time: .seconds(second),
      process: ProcessSample(
        residentSpace: (second == 3 ? 40 : 8) << 20, peakResidentSpace: 40 << 20,
        cpuNanoseconds: second * 500_000_000, minorFaults: 0),
      pools: [pool],
      workload: WorkloadSample(mode: mode, operations: second * 1000, payloadBytes: 30_000),
      monitor: MonitorSample(
        cpuNanoseconds: 0, frames: 0, lateSamples: 0, intervalNanoseconds: 1_000_000_000),
      note: note)
  }

  private func digest(_ samples: [Snapshot]) -> SessionDigest {
    var digest = SessionDigest(name: "run.ndjson", header: Self.header)
    for sample in samples { digest.add(sample) }
    return digest
  }

  @Test func marksAndGapsAreFound() {
    let digest = digest([
      sample(1, note: "first"), sample(2, mode: .noput), sample(3, mode: .noput, maxSize: 64),
      sample(9, mode: .noput, maxSize: 64),
    ])
    #expect(
      digest.keptMarks.map(\.event.sentence) == [
        "note: first", "mode noput", "thresholds: default 64 B max 64 B", "nothing seen for 6 s",
      ])
    #expect(digest.omittedMarks == nil)
    #expect(digest.gaps == [3...9])
    #expect(digest.changeTimes == [3])
    #expect(digest.crossingMarks.count == 2)
  }

  @Test func marksAreBoundedAndTheRestIsCounted() {
    let digest = digest(
      (0..<500).map { second in
        sample(second, mode: second % 2 == 0 ? .put : .noput, maxSize: 64 << (second % 3))
      })
    #expect(
      digest.keptMarks.count == SessionDigest.markLimit + SessionDigest.changeLimit)
    #expect(digest.omittedMarks == "299 more marks and 479 more changes of thresholds")
  }

  @Test func aSampleThatIsNotLaterIsPassedOver() {
    let digest = digest([sample(2), sample(1), sample(2), sample(3)])
    #expect(digest.sampleCount == 2)
    #expect(digest.span == 2...3)
  }

  /// What the operating system calls the peak may be of before.
  @Test func thePeakIsOfTheTime() {
    #expect(digest([sample(4), sample(5), sample(6)]).run.peakResidentSpace == 8 << 20)
    #expect(digest([sample(1), sample(2), sample(3)]).run.peakResidentSpace == 40 << 20)
  }

  @Test(arguments: zip([0, 0.001, 0.02, 0.3, 1], [nil, 0, 1, 3, 4]))
  func sharesHaveShades(share: Double, shade: Int?) {
    #expect(ClassHeatMap.shade(share) == shade)
  }

  @Test func theMarkdownOfAKnownSession() {
    let text = ReportMarkdown(
      digest((1...5).map { sample($0, mode: $0 < 4 ? .put : .noput, maxSize: 32_768) })
    ).text
    let head = """
      # run.ndjson

      - what ran: lab · w\\|x · 30,000 B · 2 workers
      - started: 2026-01-31 12:00:00 UTC
      - time: 00:00:04.0, from 00:00:01.0 to 00:00:05.0
      - samples: 5, one every 1 s
      - host: db1 · Linux · 2 CPUs · 4.00 GiB
      - recorded by: poolmon 0.1.0

      ## Findings

      healthy: 99.0 % of gets are answered from the pool

      ## Summary

      | figure | |
      |---|---:|
      | **Work** | |
      | length | 00:00:04.0 |
      | operations done | 4,000 |
      | operations | 1.00 k/s |
      """
    #expect(text.hasPrefix(head), "\(text)")
    #expect(text.contains("\n| alloc space | – |\n"))
    #expect(text.contains("\n| hit ratio | 99.0 % |\n"))
    #expect(text.contains("\n  RSS       ▂"))
    let classes = """

      | up to | | share | puts |
      |---|---|---:|---:|
      | 1 KiB | ████████ | 24.2 % | 240/s |
      | 32 KiB | ████████████████████████ | 75.8 % | 750/s |
      """
    #expect(text.contains(classes))
    #expect(text.hasSuffix("\n| 00:00:04.0 | mode noput |\n"))
  }

  @Test func theMemoryLimitIsAFactWhereItIsKnown() {
    var samples = [sample(1), sample(2)]
    let names = { (samples: [Snapshot]) in self.digest(samples).facts.map(\.name) }
    #expect(!names(samples).contains("memory limit"))
    samples[1].process?.memoryLimit = 3 << 29
    let fact = digest(samples).facts.first { $0.name == "memory limit" }
    #expect(fact?.text == "1.50 GiB")
    #expect(names(samples).suffix(3) == ["host", "memory limit", "recorded by"])
  }

  @Test func unknownAndZeroHaveNoRatio() throws {
    let difference = Difference(
      a: digest([sample(1), sample(2)]), b: digest([sample(1), sample(3)]))
    let figures = Dictionary(
      uniqueKeysWithValues: FigureGroup.figures.map { ($0.key, difference.cells($0)) })
    #expect(figures["gets"] == ["gets", "1,000", "2,000", "2.00×"])
    #expect(figures["alloc_bytes"] == ["alloc space", "–", "–", "–"])
    #expect(figures["calibrations"] == ["calibrations", "–", "–", "–"])
    #expect(figures["max_bytes"] == ["max size", "not calibrated", "not calibrated", "–"])
    #expect(figures.count == FigureGroup.figures.count)
  }

  /// Whatever a session holds: no number that is none, and nothing of its text as markup.
  @Test func anySessionHasAPage() {
    var random: SplitMix64 = .seeded("pages")
    for round in 0..<8 {
      var session = RandomSession(SplitMix64(state: random.next()))
      var digest = SessionDigest(name: "<x>&", header: Self.header)
      for _ in 0..<(round * 40) {
        var snapshot = session.snapshot()
        if random.chance(0.1) { snapshot.note = "<script>\u{0}" }
        // The largest numbers that a reader lets pass.
        if random.chance(0.1) { snapshot.process?.residentSpace = 1 << 60 }
        digest.add(snapshot)
      }
      _ = digest.choosePool(named: nil)
      let other = self.digest([sample(1), sample(2)])
      let texts = [
        ReportPage(digest).text, Difference(a: digest, b: other).page, ReportMarkdown(digest).text,
      ]
      for text in texts.prefix(2) {
        #expect(!text.contains("<script") && !text.contains("\u{0}") && !text.contains("<x>"))
        #expect(!text.contains("nan") && !text.contains("inf\""))
      }
      #expect(!texts[2].contains("\u{0}"))
    }
  }
}

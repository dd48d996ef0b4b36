import Telemetry
import TestSupport
import Testing

@testable import Sessions

@Suite struct OpenMetricsTests {
  /// What a reader sees: the lines of each family, and of each metric in it.
  private struct Text {
    struct Family {
      var type = ""
      var unit: String?
      var hasHelp = false
    }

    var families: [String: Family] = [:]
    /// The samples of each metric: its name and labels, without "le".
    var samples: [String: [(bound: String?, value: Double, time: Double)]] = [:]
  }

  /// Reads strictly: what belongs together has to stand together.
  private static func read(_ text: String) throws -> Text {
    var result = Text()
    var (family, metric) = ("", "")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.suffix(2) == ["# EOF", ""])
    for line in lines.dropLast(2) {
      let words = line.split(separator: " ", maxSplits: 3)
      if line.hasPrefix("# ") {
        let name = String(words[2])
        if words[1] == "TYPE" {
          #expect(result.families[name] == nil, "\(name) stands in two places")
          result.families[name] = Text.Family(type: String(words[3]))
          family = name
        }
        #expect(name == family)
        if words[1] == "UNIT" { result.families[name]?.unit = String(words[3]) }
        if words[1] == "HELP" { result.families[name]?.hasHelp = true }
        continue
      }
      let match = try #require(line.wholeMatch(of: #/([a-z0-9_]+)(\{.*\})? (\S+) (\S+)/#))
      let suffixes = ["counter": "_total", "histogram": "_bucket", "gauge": ""]
      let suffix = suffixes[result.families[family]?.type ?? ""]
      #expect(suffix.map { match.1 == family + $0 } == true, "\(line)")
      let bound = match.2?.firstMatch(of: #/le="([^"]+)"/#).map { String($0.1) }
      let key = bound == nil ? "\(match.1)\(match.2 ?? "")" : String(match.1)
      if key != metric { #expect(result.samples[key] == nil, "\(key) stands in two places") }
      metric = key
      let (value, time) = (try #require(Double(match.3)), try #require(Double(match.4)))
      result.samples[key, default: []].append((bound, value, time))
    }
    return result
  }

  private static func export(
    _ snapshots: [Snapshot], _ names: [String]? = nil,
    limit: Int = OpenMetricsExport.usualLimit
  ) throws -> (text: String, passes: Int) {
    let selection = try ColumnSelection(
      names, shape: .metrics, sizeClasses: ExportTests.sizeClasses)
    let samples = ExportTests.samples(snapshots)
    var (text, passes) = ("", 0)
    let export = OpenMetricsExport(
      selection, limit: limit,
      pass: { body in
        passes += 1
        for sample in samples { try body(sample) }
      }, output: { text += $0 })
    try export.write()
    return (text, passes)
  }

  /// What suits the format without asking needs nothing of the sample before.
  @Test func onlyReadingsNeedTheSampleBefore() throws {
    var session = RandomSession(.seeded("OpenMetricsTests"))
    let snapshots = session.snapshots(30)
    func text(_ names: [String]?, withReadings: Bool) throws -> String {
      let selection = try ColumnSelection(
        names, shape: .metrics, sizeClasses: ExportTests.sizeClasses)
      #expect(selection.hasReadings == (names != nil))
      var text = ""
      let export = OpenMetricsExport(
        selection,
        pass: { body in
          for (index, snapshot) in snapshots.enumerated() {
            let previous = withReadings && index > 0 ? snapshots[index - 1] : nil
            try body(ExportSample(from: previous, to: snapshot, startedAt: "2026-01-31T12:00:00Z"))
          }
        }, output: { text += $0 })
      try export.write()
      return text
    }
    #expect(try text(nil, withReadings: true) == text(nil, withReadings: false))
    let names = Column.all.filter { $0.kind == .reading }.map(\.name)
    #expect(try text(names, withReadings: true) != text(names, withReadings: false))
  }

  @Test func whatBelongsTogetherStandsTogether() throws {
    var session = RandomSession(.seeded("whatBelongsTogetherStandsTogether"))
    let text = try Self.read(Self.export(session.snapshots(60)).text)
    #expect(text.samples.count > 60)
    for (name, family) in text.families {
      #expect(family.hasHelp, "\(name)")
      if let unit = family.unit { #expect(name.hasSuffix("_" + unit)) }
    }
    for (name, samples) in text.samples where samples[0].bound == nil {
      #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.time < $1.time }, "\(name)")
    }
  }

  @Test func memoryChangesNothingButThePasses() throws {
    var session = RandomSession(.seeded("memoryChangesNothingButThePasses"))
    let snapshots = session.snapshots(40)
    let all = try Self.export(snapshots)
    let little = try Self.export(snapshots, limit: 2000)
    #expect(all.passes == 2)
    #expect(little.passes > 10)
    #expect(all.text == little.text)
  }

  @Test func valuesAreThoseOfTheSession() throws {
    let snapshots = ExportTests.run(30)
    let text = try Self.read(Self.export(snapshots).text)
    let last = try #require(snapshots.last)
    func latest(_ name: String) -> Double? { text.samples[name]?.last?.value }
    #expect(latest("poolmon_gets_total{pool=\"default\"}") == last.pools[0].gets.map(Double.init))
    #expect(
      latest("poolmon_process_cpu_seconds_total")
        == last.process.map { Double($0.cpuNanoseconds) / 1e9 })
    #expect(
      latest("poolmon_class_puts_total{pool=\"default\",class=\"128B\"}")
        == last.pools[0].classPuts.map { Double($0[1]) })
    // A class that nothing was put in is no metric.
    #expect(text.samples["poolmon_class_puts_total{pool=\"default\",class=\"64B\"}"] == nil)
    #expect(text.families["poolmon_gets_per_second"] == nil)
    let first = try #require(text.samples["poolmon_process_rss_bytes"]?.first)
    // 2026-01-31T12:00:00Z, from `date -d 2026-01-31T12:00:00Z +%s`.
    #expect(first.time == 1_769_860_800)
  }

  @Test func readingsAreGaugesOnceAskedFor() throws {
    let text = try Self.read(Self.export(ExportTests.run(3), ["gets_per_s", "get_put_p50_s"]).text)
    #expect(Set(text.families.keys) == ["poolmon_gets_per_second", "poolmon_get_put_p50_seconds"])
    // The first sample has none before it.
    #expect(text.samples["poolmon_gets_per_second{pool=\"default\"}"]?.count == 2)
  }

  @Test func latenciesAreAHistogram() throws {
    let snapshots = ExportTests.run(5)
    let text = try Self.read(Self.export(snapshots, ["get_put_ns"]).text)
    let family = try #require(text.families["poolmon_get_put_seconds"])
    #expect(family.type == "histogram" && family.unit == "seconds")
    let lines = try #require(text.samples["poolmon_get_put_seconds_bucket"])
    for (snapshot, sample) in zip(snapshots, ExportTests.samples(snapshots)) {
      let latency = try #require(snapshot.workload?.latency)
      let time = Double(try #require(sample.wallClock)) / 1000
      let points = lines.filter { $0.time == time }
      let bounds = points.map { $0.bound.flatMap(Double.init) ?? .nan }
      #expect(bounds == bounds.sorted() && bounds.last == .infinity)
      for point in points {
        let bound = try #require(point.bound.flatMap(Double.init))
        let count = latency.buckets.filter {
          let end = LatencyBuckets.bounds(index: $0.index).upperBound
          // The last bucket has all that is longer.
          return $0.index < LatencyBuckets.count - 1
            ? Double(end - 1) / 1e9 <= bound : bound.isInfinite
        }.reduce(0) { $0 + $1.count }
        #expect(point.value == Double(count))
      }
    }
  }

  @Test func ofTwoSamplesInAMillisecondTheLaterStands() throws {
    let snapshots = ExportTests.run(7, every: .microseconds(400))
    let text = try Self.read(Self.export(snapshots, ["gets"]).text)
    let lines = try #require(text.samples["poolmon_gets_total{pool=\"default\"}"])
    // At 0.0, 0.4, 0.8; 1.2, 1.6; 2.0, 2.4 ms.
    #expect(lines.map(\.value) == [2, 4, 6].map { Double(snapshots[$0].pools[0].gets ?? -1) })
  }

  @Test func labelsAreEscaped() throws {
    var pool = PoolSample(name: "a\"b\\c\nd")
    pool.gets = 1
    let text = try Self.export([Snapshot(time: .zero, pools: [pool])], ["gets"]).text
    #expect(text.contains("poolmon_gets_total{pool=\"a\\\"b\\\\c\\nd\"} 1 1769860800\n"))
  }

  @Test func noBeginIsTooLate() throws {
    let sample = ExportSample(
      from: nil, to: ExportTests.run(1)[0], startedAt: "9999-12-31T23:59:59.5Z")
    let selection = try ColumnSelection(["gets"], shape: .metrics, sizeClasses: [64])
    var text = ""
    try OpenMetricsExport(selection, pass: { try $0(sample) }, output: { text += $0 }).write()
    #expect(text.contains("} \(sample.snapshot.pools[0].gets ?? -1) 253402300799.5\n"))
  }
}

import Dashboard
import Drawing
import Telemetry
import Testing

/// The whole screen at the sizes that people have, as pictures in `Snapshots`.
@Suite struct PictureTests {
  static let sizes: [(Int, Int)] = [
    (0, 0), (1, 1), (20, 5), (40, 12), (80, 24), (120, 40), (200, 60),
  ]

  private func model(until end: Duration) -> DashboardModel {
    var model = DashboardModel(
      subject: ["lab", "request-log", "30,000 B", "1 worker"],
      sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval)
    _ = model.handle(.snapshots(SampleRun.snapshots(until: end)))
    _ = model.handle(.time(end))
    return model
  }

  private func picture(_ model: DashboardModel, _ width: Int, _ height: Int) -> String {
    var model = model
    _ = model.handle(.size(Size(width: width, height: height)))
    SampleRun.passTime(&model)
    return DashboardView.draw(model, size: Size(width: width, height: height)).text
  }

  @Test(arguments: sizes)
  func put(width: Int, height: Int) throws {
    let text = picture(model(until: .seconds(58)), width, height)
    try SnapshotFile.expect(text, matches: "put-\(width)x\(height)")
  }

  @Test(arguments: sizes)
  func noput(width: Int, height: Int) throws {
    let text = picture(model(until: .seconds(40)), width, height)
    try SnapshotFile.expect(text, matches: "noput-\(width)x\(height)")
  }

  @Test(arguments: [(40, 12), (80, 24), (120, 40)])
  func beforeTheFirstSample(width: Int, height: Int) throws {
    let model = DashboardModel(
      subject: ["lab"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval)
    try SnapshotFile.expect(picture(model, width, height), matches: "waiting-\(width)x\(height)")
  }

  @Test(arguments: [(40, 12), (80, 24), (120, 40), (200, 60)])
  func help(width: Int, height: Int) throws {
    var model = model(until: .seconds(5))
    _ = model.handle(.key(.character("?")))
    try SnapshotFile.expect(picture(model, width, height), matches: "help-\(width)x\(height)")
  }

  @Test(arguments: [(80, 24)])
  func helpHasAnEnd(width: Int, height: Int) throws {
    var model = model(until: .seconds(5))
    for key in [Key.character("?")] + Array(repeating: .down, count: 40) {
      _ = model.handle(.key(key))
    }
    try SnapshotFile.expect(picture(model, width, height), matches: "help-end-\(width)x\(height)")
  }

  @Test(arguments: [(40, 12), (80, 24), (120, 40)])
  func aDemonstrationHasACaption(width: Int, height: Int) throws {
    var model = model(until: .seconds(40))
    let caption = "RSS swings, in-use space does not grow: no leak, but a cost in CPU."
    _ = model.handle(.caption(caption))
    try SnapshotFile.expect(picture(model, width, height), matches: "demo-\(width)x\(height)")
    _ = model.handle(.caption(""))
    #expect(!picture(model, width, height).contains("RSS swings"))
  }

  @Test(arguments: [(40, 12), (80, 24), (120, 40)])
  func theListOfWorkloads(width: Int, height: Int) throws {
    let entries = [("request-log", "one log line after the other"), ("web", "bodies of answers")]
      .map { name, summary in
        WorkloadEntry(
          name: name, summary: summary,
          lookFor: "in noput mode memory hardly grows, but every get allocates, again and again",
          subject: ["lab", name])
      }
    var model = DashboardModel(
      subject: ["lab"], choices: DashboardChoices(workloads: entries),
      sizeClasses: SampleRun.sizeClasses,
      interval: SampleRun.interval)
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(5))))
    _ = model.handle(.key(.character("w")))
    _ = model.handle(.key(.down))
    _ = model.handle(.time(.seconds(5)))
    try SnapshotFile.expect(picture(model, width, height), matches: "workloads-\(width)x\(height)")
  }

  /// One key, and the heap is Swift's own: no garbage, no cycles, a flat RSS.
  @Test(arguments: [(80, 24), (120, 40)])
  func aCountedHeapHasNoGarbage(width: Int, height: Int) throws {
    var model = model(until: .seconds(30))
    let later = SampleRun.snapshots(until: .seconds(42)).filter { $0.time > .seconds(30) }
    _ = model.handle(.snapshots(later.map(SampleRun.counted)))
    _ = model.handle(.time(.seconds(42)))
    try SnapshotFile.expect(picture(model, width, height), matches: "counted-\(width)x\(height)")
  }

  @Test(arguments: [(40, 12), (80, 24), (120, 40)])
  func recordingAndPaused(width: Int, height: Int) throws {
    var model = model(until: .seconds(40))
    _ = model.handle(.recording(.on(path: "/tmp/run.ndjson", bytes: 1_258_291)))
    _ = model.handle(.key(.character(" ")))
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(50))))
    _ = model.handle(.time(.seconds(50)))
    try SnapshotFile.expect(picture(model, width, height), matches: "paused-\(width)x\(height)")
  }

  @Test(arguments: [(80, 24)])
  func aFullDiskIsTold(width: Int, height: Int) throws {
    var model = model(until: .seconds(40))
    _ = model.handle(
      .recording(.failed("recording ended: cannot write 'run.ndjson': No space left on device")))
    try SnapshotFile.expect(picture(model, width, height), matches: "full-disk-\(width)x\(height)")
  }

  @Test(arguments: [(80, 24)])
  func aGapIsAGap(width: Int, height: Int) throws {
    var model = model(until: .seconds(22))
    let later = SampleRun.snapshots(until: .seconds(40)).filter { $0.time > .seconds(32) }
    _ = model.handle(.snapshots(later))
    _ = model.handle(.time(.seconds(40)))
    try SnapshotFile.expect(picture(model, width, height), matches: "gap-\(width)x\(height)")
  }

  /// A source that knows little shows little, and never a zero that nobody counted.
  @Test func whatIsUnknownIsADash() throws {
    var model = DashboardModel(
      subject: ["elsewhere"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval)
    let snapshots = (0..<20).map {
      Snapshot(time: .milliseconds($0 * 100), pools: [PoolSample(name: "bodies")])
    }
    _ = model.handle(.snapshots(snapshots))
    try SnapshotFile.expect(picture(model, 120, 40), matches: "unknown-120x40")
  }

  @Test func drawsAtEverySize() {
    let models = [model(until: .zero), model(until: .seconds(45)), helping()]
    for height in [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 17, 23, 31, 45, 64] {
      for width in stride(from: 0, through: 210, by: 7) {
        for model in models {
          let text = picture(model, width, height)
          guard width > 0 && height > 0 else { continue }
          let mode =
            height >= 3
            ? text.split(separator: "\n", omittingEmptySubsequences: false)[1] : text[...]
          #expect(mode.contains(width < 7 ? "P" : "PUT"), "\(width)x\(height)")
          if height >= 2 { #expect(text.last == "q" || text.hasSuffix("quit")) }
        }
      }
    }
  }

  /// Every glyph of every picture can be drawn in ASCII too.
  @Test func nothingIsDrawnThatASCIICannotStandFor() {
    let text = PictureTests.sizes.map { picture(model(until: .seconds(50)), $0.0, $0.1) }
    for scalar in Set(text.joined().unicodeScalars) where scalar != "\n" && scalar != "?" {
      #expect(Glyph.ascii(scalar) != "?", "\(scalar)")
    }
  }

  private func helping() -> DashboardModel {
    var model = model(until: .seconds(1))
    _ = model.handle(.key(.function(1)))
    return model
  }
}

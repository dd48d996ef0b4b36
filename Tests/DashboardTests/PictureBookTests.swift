import Dashboard
import Drawing
import Telemetry
import Testing

/// Every panel by itself, and every way to look at them, as pictures in `Snapshots`.
@Suite struct PictureBookTests {
  private static let pair = [(80, 24), (120, 40)]

  private func model(until end: Duration, view: ViewState = ViewState()) -> DashboardModel {
    var model = DashboardModel(
      subject: ["lab", "request-log", "30,000 B", "1 worker"],
      choices: DashboardChoices(
        policies: ["calibrated", "unbounded"],
        themes: [DashboardChoices.Theme(name: "dusk", summary: "for dark backgrounds")]),
      sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval, view: view)
    _ = model.handle(.snapshots(SampleRun.snapshots(until: end)))
    _ = model.handle(.time(end))
    return model
  }

  private func expect(
    _ model: DashboardModel, _ keys: [Key], _ size: (Int, Int), named name: String
  ) throws {
    var model = model
    _ = model.handle(.size(Size(width: size.0, height: size.1)))
    for key in keys { _ = model.handle(.key(key)) }
    SampleRun.passTime(&model)
    let text = DashboardView.draw(model, size: Size(width: size.0, height: size.1)).text
    try SnapshotFile.expect(text, matches: "\(name)-\(size.0)x\(size.1)")
  }

  @Test(arguments: PanelList.all.indices, pair)
  func aPanelByItself(index: Int, size: (Int, Int)) throws {
    var view = ViewState()
    (view.selected, view.isExpanded) = (index, true)
    let title = PanelList.all[index].title.split(separator: " ").joined(separator: "-")
    try expect(self.model(until: .seconds(40), view: view), [], size, named: "panel-\(title)")
  }

  @Test(arguments: pair + [(40, 12), (200, 60)])
  func lookingBack(size: (Int, Int)) throws {
    let keys: [Key] = Array(repeating: .left, count: 50)
    try expect(model(until: .seconds(58)), keys, size, named: "cursor")
  }

  @Test(arguments: pair)
  func aPanelIsSelected(size: (Int, Int)) throws {
    try expect(model(until: .seconds(40)), ["2"], size, named: "selected")
  }

  @Test(arguments: pair)
  func theMarksAsAList(size: (Int, Int)) throws {
    var model = model(until: .seconds(58))
    var noted = SampleRun.snapshots(until: .milliseconds(58_100)).suffix(1)
    noted[noted.startIndex].note = "burst begins"
    _ = model.handle(.snapshots(Array(noted)))
    try expect(model, ["M", .down], size, named: "marks")
  }

  @Test(arguments: pair + [(40, 12), (200, 60)])
  func findings(size: (Int, Int)) throws {
    try expect(model(until: .seconds(40)), ["v"], size, named: "findings")
  }

  @Test(arguments: pair)
  func findingsThatAreOver(size: (Int, Int)) throws {
    try expect(model(until: .seconds(58)), ["v"], size, named: "findings-over")
  }

  @Test(arguments: pair + [(40, 12)])
  func aCommandIsTyped(size: (Int, Int)) throws {
    try expect(model(until: .seconds(40)), [":", "z", "o"], size, named: "command")
  }

  @Test(arguments: pair + [(40, 12)])
  func aNoteIsTyped(size: (Int, Int)) throws {
    let keys = [Key.character("N")] + "burst begins".map { .character($0) }
    try expect(model(until: .seconds(40)), keys, size, named: "note")
  }

  @Test func logarithmicAxes() throws {
    try expect(model(until: .seconds(40)), ["l"], (120, 40), named: "logarithmic")
  }

  @Test func totalsAndAFrozenScale() throws {
    try expect(model(until: .seconds(40)), ["t", "s"], (120, 40), named: "totals")
  }

  @Test(arguments: [1, 2, 3])
  func otherMeasuresOfTheSizeClasses(count: Int) throws {
    let keys: [Key] = Array(repeating: "y", count: count)
    let name = ["bytes", "utilisation", "calls"][count - 1]
    try expect(model(until: .seconds(19)), keys, (120, 40), named: "classes-\(name)")
  }

  @Test func aShorterAndALongerTime() throws {
    try expect(model(until: .seconds(40)), ["z", "z"], (120, 40), named: "zoomed-in")
    try expect(model(until: .seconds(58)), ["Z", "Z"], (120, 40), named: "zoomed-out")
  }

  /// Two hours at a sample a second: older samples are fewer, and the line goes on.
  @Test func hours() throws {
    var model = DashboardModel(
      subject: ["lab"], sizeClasses: SampleRun.sizeClasses, interval: .seconds(1))
    for second in 0..<7200 {
      var snapshot = SampleRun.snapshot(atMilliseconds: second * 1000 % 58_000)
      snapshot.timeNanoseconds = second * 1_000_000_000
      snapshot.monitor?.intervalNanoseconds = 1_000_000_000
      // It is one program all along: what it has allocated does not fall.
      let (lap, space) = (second / 58, 1 << 40)
      snapshot.heap?.allocSpace += lap * space
      snapshot.heap?.freedSpace += lap * space
      _ = model.handle(.snapshots([snapshot]))
    }
    _ = model.handle(.time(.seconds(7200)))
    try expect(model, ["Z", "Z", "Z", "Z"], (120, 40), named: "hours")
  }

  @Test(arguments: [GlyphSet.blocks, .ascii])
  func otherGlyphs(glyphs: GlyphSet) throws {
    var view = ViewState()
    view.glyphs = glyphs
    let model = model(until: .seconds(40), view: view)
    var text = DashboardView.draw(model, size: Size(width: 120, height: 40)).text
    if glyphs == .ascii {
      text = String(
        String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" ? $0 : Glyph.ascii($0) }))
    }
    try SnapshotFile.expect(text, matches: "glyphs-\(glyphs.rawValue)-120x40")
  }

  @Test(arguments: [(120, 40), (200, 60)])
  func manyPools(size: (Int, Int)) throws {
    var model = DashboardModel(
      subject: ["server"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval)
    let snapshots = SampleRun.snapshots(until: .seconds(10)).map(SampleRun.withManyPools)
    _ = model.handle(.snapshots(snapshots))
    _ = model.handle(.time(.seconds(10)))
    var keys: [Key] = [.down, .down, .down, .down]
    if size.0 < 170 { keys += [":"] + "panel pools".map { .character($0) } + [.enter] }
    try expect(model, keys, size, named: "pools")
  }

  @Test func panelsAreHidden() throws {
    try expect(model(until: .seconds(40)), ["1", "x", "5", "x"], (120, 40), named: "hidden")
  }
}

extension PictureBookTests {
  private func replay(
    until end: Duration, of all: Duration, isPlaying: Bool, speed: Int
  ) -> DashboardModel {
    var model = DashboardModel(
      subject: ["lab", "request-log", "30,000 B", "1 worker"], sizeClasses: SampleRun.sizeClasses,
      interval: SampleRun.interval, keyTable: KeyTable(of: KeyBinding.replay))
    _ = model.handle(
      .replay(
        ReplayStatus(
          name: "recordings/monday.ndjson", end: all, isGrowing: false, isPlaying: isPlaying,
          speed: speed)))
    _ = model.handle(.snapshots(SampleRun.snapshots(until: end)))
    _ = model.handle(.time(end))
    return model
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 12)])
  func aReplay(size: (Int, Int)) throws {
    let model = replay(until: .seconds(40), of: .seconds(90), isPlaying: true, speed: 1)
    try expect(model, [], size, named: "replay")
  }

  @Test(arguments: [(80, 24), (40, 12)])
  func aReplayThatStandsStillIsSentElsewhere(size: (Int, Int)) throws {
    let model = replay(until: .seconds(40), of: .seconds(9000), isPlaying: false, speed: -3)
    try expect(model, ["/", "1", ":", "3", "0"], size, named: "replay-seek")
  }

  @Test func theKeysOfAReplay() throws {
    let model = replay(until: .seconds(40), of: .seconds(90), isPlaying: true, speed: 1)
    try expect(model, ["?"], (120, 40), named: "replay-help")
  }
}

import Drawing
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// Random keys, mice, sizes, samples and gaps. POOLMON_SEED repeats a run, POOLMON_STEPS lengthens
/// it.
@Suite struct FuzzTests {
  private static let keys: [Key] =
    (KeyBinding.all + KeyBinding.replaying).flatMap(\.keys)
    + [.enter, .escape, .tab, .backspace, .delete, .function(3), .control("u"), "é", "漢", "~"]

  @Test(arguments: [KeyBinding.all, KeyBinding.replay])
  func nothingTrapsAndEveryFrameIsWhole(table: [KeyBinding]) throws {
    let seed = SplitMix64.seed(of: "FuzzTests")
    var random = SplitMix64(state: seed)
    var model = DashboardModel(
      subject: ["lab", "request-log"],
      choices: DashboardChoices(
        workloads: [WorkloadEntry(name: "web", summary: "s", lookFor: "l", subject: ["lab"])],
        policies: ["calibrated", "unbounded"], themes: [.init(name: "dusk", summary: "dark")]),
      sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval,
      keyTable: KeyTable(of: table))
    let isReplay = table.contains { $0.action == .play }
    var (time, size) = (0, Size(width: 80, height: 24))
    for _ in 0..<SplitMix64.steps(usually: 400) {
      if isReplay { replay(&model, &time, &random) }
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        size = Size(
          width: .random(in: 1...300, using: &random), height: .random(in: 1...100, using: &random))
      case 1...3:
        size = Size(
          width: .random(in: 1...90, using: &random), height: .random(in: 1...30, using: &random))
      case 4...9: _ = model.handle(.snapshots(samples(from: &time, &random)))
      case 10:
        _ = model.handle(.caption(Bool.random(using: &random) ? "" : "a caption of some words"))
      case 11...12: press(mouse(in: size, &random), on: &model)
      default: press(Self.keys.randomElement(using: &random) ?? "q", on: &model)
      }
      _ = model.handle(.size(size))
      _ = model.handle(.time(.milliseconds(time)))
      check(DashboardView.draw(model, size: size), model, size, seed)
    }
  }

  /// A key that has to be answered by the program is answered.
  private func press(_ key: Key, on model: inout DashboardModel) {
    switch model.handle(.key(key)) {
    case .setInterval(let interval): _ = model.handle(.interval(interval))
    case .startRecording: _ = model.handle(.recording(.on(path: "a/b.ndjson", bytes: 1 << 30)))
    case .stopRecording: _ = model.handle(.recording(.ended(path: "a/b.ndjson", bytes: 1 << 30)))
    case .fireBurst: _ = model.handle(.notice("only workload burst fires bursts"))
    default: break
    }
  }

  /// A replay that goes to and fro.
  private func replay(_ model: inout DashboardModel, _ time: inout Int, _ random: inout SplitMix64)
  {
    guard random.chance(0.1) else { return }
    time = .random(in: 0...time, using: &random)
    var history = History()
    if random.chance(0.9) {
      for snapshot in samples(from: &time, &random) { history.append(snapshot) }
    }
    _ = model.handle(.history(history))
    _ = model.handle(
      .replay(
        ReplayStatus(
          name: "a/run.ndjson", end: .milliseconds(time * Int.random(in: 0...3, using: &random)),
          isGrowing: random.chance(0.5), isPlaying: random.chance(0.5),
          speed: .random(in: ReplayStatus.speeds, using: &random))))
  }

  private func mouse(in size: Size, _ random: inout SplitMix64) -> Key {
    let actions: [Mouse.Action] = [.press, .drag, .wheelUp, .wheelDown]
    return .mouse(
      Mouse(
        actions.randomElement(using: &random) ?? .press,
        x: .random(in: 0..<size.width, using: &random),
        y: .random(in: 0..<size.height, using: &random)))
  }

  /// Some samples, at times after a gap, and at times of a source that knows little.
  private func samples(from time: inout Int, _ random: inout SplitMix64) -> [Snapshot] {
    if Int.random(in: 0..<8, using: &random) == 0 {
      time += .random(in: 0..<300_000, using: &random)
    }
    let knowsLittle = Int.random(in: 0..<6, using: &random) == 0
    return (0..<Int.random(in: 1..<40, using: &random)).map { _ in
      time += 100
      var snapshot = SampleRun.snapshot(atMilliseconds: time % 60_000)
      snapshot.timeNanoseconds = time * 1_000_000
      if Int.random(in: 0..<40, using: &random) == 0 { snapshot.note = "a note\u{7}" }
      if Int.random(in: 0..<8, using: &random) == 0 {
        snapshot = SampleRun.withManyPools(snapshot)
      }
      if Int.random(in: 0..<30, using: &random) == 0 {
        // As another program might write them.
        snapshot.pools[0].classPuts = [1, 2, 3]
        snapshot.pools[0].gets = 0
        snapshot.heap?.allocSpace = .random(in: 0...1 << 50, using: &random)
      }
      if knowsLittle {
        snapshot = Snapshot(time: snapshot.time, pools: [PoolSample(name: "bodies")])
      }
      return snapshot
    }
  }

  /// Every cell is one column wide and has a stand-in in ASCII, and every panel's corners are where
  /// its rectangle ends.
  private func check(_ canvas: Canvas, _ model: DashboardModel, _ size: Size, _ seed: UInt64) {
    #expect(canvas.size == size, "seed \(seed)")
    for y in 0..<size.height {
      for cell in canvas.row(y) where cell.glyph != " " {
        #expect(Glyph.isDrawn(cell.glyph), "seed \(seed): \(cell.glyph)")
        // "?" stands for a letter of another language in a note, which is no glyph of ours.
        let isOurs = !cell.glyph.properties.isAlphabetic
        if isOurs && cell.glyph != "?" { #expect(Glyph.ascii(cell.glyph) != "?", "\(cell.glyph)") }
      }
    }
    let isCovered = model.menu != nil || model.findings != nil || model.showsHelp
    guard !isCovered, model.prompt == nil else { return }
    let corners: Set<Unicode.Scalar> = ["╭", "╮", "╰", "╯", "┏", "┓", "┗", "┛"]
    for (content, rect) in ScreenPlan(model, Scene(model), size: size).places {
      guard case .panel = content, rect.width >= 2, rect.height >= 2 else { continue }
      let (right, bottom) = (rect.width - 1, rect.height - 1)
      for (x, y) in [(0, 0), (right, 0), (0, bottom), (right, bottom)] {
        let glyph = canvas[rect.x + x, rect.y + y].glyph
        #expect(corners.contains(glyph), "seed \(seed): \(glyph) at \(rect.x + x), \(rect.y + y)")
      }
    }
  }
}

extension Glyph {
  /// Whether a scalar may stand in a cell: one column wide.
  fileprivate static func isDrawn(_ scalar: Unicode.Scalar) -> Bool {
    var canvas = Canvas(Size(width: 1, height: 1))
    canvas.write(String(scalar), x: 0, y: 0, .text)
    return canvas[0, 0].glyph == scalar
  }
}

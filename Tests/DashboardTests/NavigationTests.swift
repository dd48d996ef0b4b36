import Drawing
import Telemetry
import Testing

@testable import Dashboard

/// Looking back in time, choosing panels, typing: what keys and the mouse do to the view.
@Suite struct NavigationTests {
  private func model(
    until end: Duration = .seconds(40), size: (Int, Int) = (120, 40), view: ViewState = ViewState()
  ) -> DashboardModel {
    var model = DashboardModel(
      subject: ["lab"],
      choices: DashboardChoices(
        workloads: [WorkloadEntry(name: "web", summary: "s", lookFor: "l", subject: ["lab"])],
        policies: ["calibrated", "unbounded"],
        themes: [.init(name: "dusk", summary: "d"), .init(name: "mono", summary: "m")]),
      sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval, view: view, theme: "dusk")
    _ = model.handle(.snapshots(SampleRun.snapshots(until: end)))
    _ = model.handle(.size(Size(width: size.0, height: size.1)))
    return model
  }

  @discardableResult
  private func press(_ keys: [Key], _ model: inout DashboardModel) -> Command? {
    var command: Command?
    for key in keys { command = model.handle(.key(key)) }
    return command
  }

  @Test func theCursorMovesWhileTheRunGoesOn() {
    var model = model()
    press([.left, .left], &model)
    #expect(model.view.cursor == .seconds(39))
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(50))))
    #expect(model.view.cursor == .seconds(39))
    #expect(Scene(model).latest?.time == .seconds(39))
    press([.right], &model)
    #expect(model.view.cursor == .milliseconds(39_500))
    press([.end], &model)
    #expect(model.view.cursor == nil && Scene(model).latest?.time == .seconds(50))
    press([.home], &model)
    #expect(model.view.cursor == .zero)
    press([.left], &model)
    #expect(model.view.cursor == .zero)
  }

  @Test func theCursorComesBackToNowAtTheEnd() {
    var model = model()
    press([.pageUp, .right, .pageDown], &model)
    #expect(model.view.cursor == nil)
  }

  /// Values under the cursor are shown on the panels: the run was in put mode then.
  @Test func valuesAreThoseUnderTheCursor() {
    var model = model()
    press(Array(repeating: .pageUp, count: 4), &model)
    let scene = Scene(model)
    #expect(scene.latest?.workload?.mode == .put)
    #expect(scene.pool?.hitRatio == 1)
    #expect(model.mode == .noput)
  }

  @Test func marksAreJumpedTo() {
    var model = model(until: .seconds(58))
    press(["["], &model)
    #expect(model.view.cursor == .seconds(45))
    press(["["], &model)
    #expect(model.view.cursor == .seconds(20))
    press(["]"], &model)
    #expect(model.view.cursor == .seconds(45))
    press(["M", .down, .enter], &model)
    #expect(model.view.cursor == .seconds(20) && model.menu == nil)
  }

  @Test func anAxisThatTheCursorLeavesStaysAroundIt() {
    var view = ViewState()
    view.cursor = .seconds(100)
    let interval = Duration.milliseconds(100)
    #expect(view.axisEnd(now: .seconds(130), interval: interval) == .seconds(130))
    #expect(view.axisEnd(now: .seconds(170), interval: interval) == .seconds(130))
    #expect(view.axisEnd(now: .seconds(9000), interval: interval) == .seconds(130))
  }

  @Test func zoomHasBounds() {
    var model = model()
    press(Array(repeating: "z", count: 30), &model)
    #expect(model.view.axisSpan(interval: SampleRun.interval) == .seconds(3))
    press(Array(repeating: "Z", count: 30), &model)
    #expect(model.view.axisSpan(interval: SampleRun.interval) == .seconds(604_800))
  }

  @Test func escapeLeavesOneThingAfterTheOther() {
    var model = model()
    press([.left, "2", "e", "?"], &model)
    #expect(model.showsHelp && model.view.isExpanded && model.view.selected == 1)
    press([.escape], &model)
    #expect(!model.showsHelp && model.view.isExpanded)
    press([.escape], &model)
    #expect(!model.view.isExpanded && model.view.cursor != nil)
    press([.escape], &model)
    #expect(model.view.cursor == nil && model.view.selected == 1)
    press([.escape], &model)
    #expect(model.view.selected == nil)
  }

  @Test func aPanelWithoutRoomIsExpanded() {
    var wide = model()
    press(["5"], &wide)
    #expect(wide.view.selected == 4 && !wide.view.isExpanded)
    press(["5"], &wide)
    #expect(wide.view.isExpanded)
    var narrow = model(size: (40, 12))
    press(["5"], &narrow)
    #expect(narrow.view.selected == 4 && narrow.view.isExpanded)
  }

  @Test func tabGoesThroughThePanelsOnTheScreen() {
    var model = model(size: (80, 24))
    var seen: [Int] = []
    for _ in 0..<5 {
      press([.tab], &model)
      seen.append(model.view.selected ?? -1)
    }
    #expect(seen == [0, 1, 2, 3, 0])
    press([.backTab], &model)
    #expect(model.view.selected == 3)
  }

  @Test func hiddenPanelsComeBackAndTheLastOneStays() {
    var model = model()
    press(["1", "x"], &model)
    #expect(!model.plan.shows(0) && model.view.selected == nil)
    press(["x"], &model)
    #expect(model.notice?.contains("select a panel") == true)
    press(["X"], &model)
    #expect(model.plan.shows(0))
    for index in PanelList.all.indices { model.toggle(panel: index) }
    #expect(model.plan.shownPanels.count == 1)
  }

  @Test func aFrozenScaleStays() {
    var model = model(until: .seconds(19))
    press(["s"], &model)
    let (panel, size) = (AllocationPanel(), Size(width: 70, height: 7))
    let before = panel.scale(Scene(model), size: size)
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(40))))
    #expect(panel.scale(Scene(model), size: size) == before)
    press(["s"], &model)
    #expect(panel.scale(Scene(model), size: size) != before)
  }

  /// What was frozen was of something else.
  @Test(arguments: [Key.character("l"), "t", "y"])
  func anotherViewThawsTheScales(key: Key) {
    var model = model()
    press(["s", key], &model)
    #expect(model.view.frozen == nil)
  }

  /// A screen on which nothing could be shown says so, and nothing is expanded.
  @Test func panelsWithoutContentAreNotShown() {
    var view = ViewState()
    view.hidden = Set(PanelList.all.map(\.title)).subtracting(["pools"])
    var model = model(view: view)
    press(["e"], &model)
    #expect(!model.view.isExpanded)
    let text = DashboardView.draw(model, size: model.size).text
    #expect(text.contains("no panel that is shown has anything to show; X shows all"))
  }

  /// Of marks in one instant the chosen one is jumped to, and the state after it is shown.
  @Test func aMarkShowsWhatCameOfIt() {
    var model = model(until: .seconds(58))
    press(["M", .down, .enter], &model)
    #expect(Scene(model).latest?.workload?.mode == .noput)
  }

  @Test func aNoteLeavesAsACommand() {
    var model = model()
    let typed: [Key] = ["N", "p", " ", "q", .backspace, "!"]
    #expect(press(typed + [.enter], &model) == .note("p !"))
    #expect(model.prompt == nil)
    #expect(press(["N", .enter], &model) == nil)
    #expect(press(["N", "x", .escape, "n"], &model) == .setMode(.noput))
  }

  @Test(arguments: [
    ("noput", Command.setMode(.noput)), ("workload w", .setWorkload(name: "web")),
    ("theme mono", .setTheme(name: "mono")), ("policy unb", .setPolicy(name: "unbounded")),
    ("quit", .quit), ("save", .saveScreen),
  ])
  func commandsAreTypedByName(text: String, command: Command) {
    var model = model()
    #expect(press([":"] + text.map { .character($0) } + [.enter], &model) == command)
  }

  @Test func commandsAreCompleted() {
    var model = model()
    press([":"] + "panel mem".map { .character($0) } + [.tab], &model)
    #expect(model.prompt?.text == "panel memory")
    press([.enter], &model)
    #expect(model.view.selected == 1 && model.view.isExpanded)
    press([":"] + "nonsense".map { .character($0) } + [.enter], &model)
    #expect(model.notice == "no command is named 'nonsense'; ? lists all")
  }

  /// Every action that has a key has a command, but the digits and the palette itself.
  @Test(arguments: [KeyBinding.all, KeyBinding.replay])
  func thePaletteHasEveryCommand(table: [KeyBinding]) {
    let model = DashboardModel(
      subject: [], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval,
      keyTable: KeyTable(of: table))
    let names = Set(model.palette.map(\.name))
    for action in table.map(\.action) where ![.selectPanel, .palette].contains(action) {
      #expect(names.contains(action.rawValue))
    }
    #expect(names.count == model.palette.count)
  }

  @Test func themesAndPoliciesGoRound() {
    var model = model()
    #expect(press(["T"], &model) == .setTheme(name: "mono"))
    #expect(press(["T"], &model) == .setTheme(name: "dusk"))
    #expect(press(["P"], &model) == .setPolicy(name: "unbounded"))
  }

  @Test func theMouseSelectsPutsTheCursorAndZooms() {
    var model = model()
    // On the memory panel, whose plot begins at column 12.
    press([.mouse(Mouse(.press, x: 60, y: 15))], &model)
    #expect(model.view.selected == 1)
    let cursor = model.view.cursor ?? .zero
    #expect(cursor > .seconds(20) && cursor < .seconds(40))
    press([.mouse(Mouse(.wheelUp, x: 60, y: 15))], &model)
    #expect(model.view.zoom == -1)
    // On a table nothing moves, on the hint of a key it is that key.
    press([.end, .mouse(Mouse(.press, x: 100, y: 10))], &model)
    #expect(model.view.cursor == nil && model.view.selected == 3)
    #expect(press([.mouse(Mouse(.press, x: 2, y: 39))], &model) == .setMode(.put))
  }

  /// A click on a column puts the cursor where that column is drawn.
  @Test func aClickIsUnderTheMouse() throws {
    var model = model(until: .seconds(58))
    for x in stride(from: 20, to: 65, by: 5) {
      press([.mouse(Mouse(.press, x: x, y: 25))], &model)
      let cursor = try #require(model.view.cursor)
      let axis = TimeGraph(Scene(model), width: 74 - 4).axis
      #expect(axis.column(cursor) == x - 2 - LineGraph.gutter)
    }
  }

  @Test func aPoolIsChosenFromTheList() {
    var model = model(until: .zero)
    let snapshots = SampleRun.snapshots(until: .seconds(5)).dropFirst()
    _ = model.handle(.snapshots(snapshots.map(SampleRun.withManyPools)))
    press([.up, .up, .up], &model)
    #expect(Scene(model).poolSample?.name == "main.sized[2]")
    press([.down, .down, .down, .down, .down], &model)
    #expect(Scene(model).poolSample?.name == "unknown")
    press(["o"], &model)
    #expect(model.view.poolOrder == .gets)
  }
}

/// What docs/DEVELOPING.md shows: a panel of one's own, in a list of one's own.
private struct UptimePanel: Panel {
  let title = "uptime"
  let placement = PanelPlacement(.tables, rank: 10, height: 3...3)

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let time = scene.latest.map { Quantity.clock($0.time) } ?? unknown
    canvas.write(time, before: canvas.size.width, y: 0, .value)
  }
}

@Suite struct PanelListTests {
  /// One file with the panel and one entry in the list: number, key, palette and layout follow.
  @Test func aPanelIsAddedInOnePlace() {
    var model = DashboardModel(
      subject: ["lab"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval,
      panels: [UptimePanel()] + PanelList.all)
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(5))))
    let size = Size(width: 120, height: 40)
    _ = model.handle(.size(size))
    #expect(DashboardView.draw(model, size: size).text.contains("╭─ 1 uptime ─"))
    _ = model.handle(.key("1"))
    #expect(model.view.selected == 0)
    #expect(model.completions(of: "panel upt").count == 1)
  }

  @Test func titlesAreNames() {
    let titles = PanelList.all.map(\.title)
    #expect(Set(titles).count == titles.count)
    #expect(titles.allSatisfy { !$0.contains(",") && $0 == $0.lowercased() })
  }
}

import Drawing
import Telemetry
import Testing

@testable import Dashboard

@Suite struct ModelTests {
  private func model(until end: Duration = .seconds(1)) -> DashboardModel {
    var model = DashboardModel(
      subject: ["lab"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval)
    _ = model.handle(.snapshots(SampleRun.snapshots(until: end)))
    return model
  }

  @Test(arguments: [
    ("p", Command.setMode(.put)), ("n", .setMode(.noput)), ("m", .setMode(.noput)),
    ("q", .quit), ("R", .startRecording), ("+", .setInterval(.milliseconds(50))),
    ("-", .setInterval(.milliseconds(200))), ("g", .setHeapModel(.counted)), ("c", .collect),
    ("b", .fireBurst), ("f", .changeForgotten(byPercent: 1)),
    ("F", .changeForgotten(byPercent: -1)),
  ])
  func keysLeaveAsCommands(key: String, command: Command) {
    var model = model()
    #expect(model.handle(.key(.character(Character(key)))) == command)
  }

  @Test func keysThatMeanNothingDoNothing() {
    var model = model()
    for key in ["u", "Q", "!"] { #expect(model.handle(.key(.character(Character(key)))) == nil) }
    #expect(model.handle(.key(.function(9))) == nil)
    #expect(!model.showsHelp && !model.isPaused)
  }

  @Test func toggleGoesToTheOtherMode() {
    var model = model(until: .seconds(30))
    #expect(model.mode == .noput)
    #expect(model.handle(.key(.character("m"))) == .setMode(.put))
  }

  @Test func toggleWaitsForTheFirstSample() {
    var model = DashboardModel(subject: [], sizeClasses: [], interval: .seconds(1))
    #expect(model.handle(.key(.character("m"))) == nil)
  }

  @Test func pauseHoldsTheScreenWhileCollectingGoesOn() {
    var model = model()
    _ = model.handle(.key(.character(" ")))
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(30))))
    #expect(model.isPaused)
    #expect(model.history.latest?.time == .seconds(1))
    #expect(model.mode == .noput)
    _ = model.handle(.key(.character(" ")))
    #expect(model.history.latest?.time == .seconds(30))
  }

  @Test func recordingIsToggledAndItsEndIsTold() {
    var model = model()
    _ = model.handle(.recording(.on(path: "a", bytes: 1)))
    #expect(model.handle(.key(.character("R"))) == .stopRecording)
    _ = model.handle(.recording(.ended(path: "a", bytes: 2048)))
    #expect(model.notice == "recorded 2.00 KiB to a")
    #expect(model.handle(.key(.character("R"))) == .startRecording)
    #expect(model.notice == nil)
  }

  @Test func theIntervalStaysInBounds() {
    var model = model()
    _ = model.handle(.interval(.milliseconds(10)))
    #expect(model.handle(.key(.character("+"))) == nil)
    _ = model.handle(.interval(.seconds(60)))
    #expect(model.handle(.key(.character("-"))) == nil)
    _ = model.handle(.interval(.milliseconds(70)))
    #expect(model.handle(.key(.character("-"))) == .setInterval(.milliseconds(100)))
    #expect(model.handle(.key(.character("+"))) == .setInterval(.milliseconds(50)))
  }

  @Test func escapeLeavesTheHelp() {
    var model = model()
    _ = model.handle(.key(.character("h")))
    #expect(model.showsHelp)
    _ = model.handle(.key(.escape))
    #expect(!model.showsHelp)
  }

  /// At 80 columns, the narrowest that has sentences, none is cut.
  @Test func sentencesOfTheHelpFit() {
    for binding in KeyBinding.all + KeyBinding.replay {
      #expect(binding.help.count <= 66, "\(binding.help)")
    }
  }

  @Test(arguments: [KeyBinding.all, KeyBinding.replay])
  func noKeyMeansTwoThings(table: [KeyBinding]) {
    let keys = table.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
    #expect(Set(table.map(\.name)).count == table.count)
    #expect(Set(KeyBinding.footerOrder).count == KeyBinding.footerOrder.count)
  }

  @Test func everyActionHasAKey() {
    let actions = (KeyBinding.all + KeyBinding.replay).map(\.action)
    #expect(Set(actions) == Set(Action.allCases))
  }

  private func choosing() -> DashboardModel {
    let entries = ["request-log", "web", "leak"].map {
      WorkloadEntry(name: $0, summary: "s", lookFor: "l", subject: ["lab", $0])
    }
    var model = DashboardModel(
      subject: ["lab"], choices: DashboardChoices(workloads: entries),
      sizeClasses: SampleRun.sizeClasses,
      interval: SampleRun.interval)
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(1))))
    _ = model.handle(.key(.character("w")))
    return model
  }

  @Test(arguments: [
    ([Key.enter], "request-log"), ([.down, .enter], "web"), ([.up, .enter], "leak"),
    ([.character("j"), .down, .down, .enter], "request-log"),
    ([.character("p"), .down, .character("k"), .enter], "request-log"),
  ])
  func aWorkloadIsChosenFromTheList(keys: [Key], name: String) {
    var model = choosing()
    #expect(model.menu?.selected == 0)
    var command: Command?
    for key in keys { command = model.handle(.key(key)) }
    #expect(command == .setWorkload(name: name))
    #expect(model.menu == nil)
  }

  @Test(arguments: [Key.escape, .character("w"), .character("q")])
  func theListIsLeftWithoutAChoice(key: Key) {
    var model = choosing()
    #expect(model.handle(.key(key)) == nil)
    #expect(model.menu == nil)
    #expect(model.handle(.key(.character("q"))) == .quit)
  }

  @Test func theSubjectIsOfTheWorkloadThatRuns() {
    #expect(choosing().subject == ["lab", "request-log"])
    #expect(model().subject == ["lab"])
  }

  @Test func theHelpCanBeScrolled() {
    var model = model()
    _ = model.handle(.size(Size(width: 80, height: 24)))
    _ = model.handle(.key(.character("?")))
    for _ in 0..<3 { #expect(model.handle(.key(.down)) == nil) }
    _ = model.handle(.key(.up))
    #expect(model.helpOffset == 2)
    for _ in 0..<100 { _ = model.handle(.key(.character("j"))) }
    // The last line is on the last of the 19 rows.
    #expect(model.helpOffset == HelpView.lineCount(KeyTable()) - 19)
    _ = model.handle(.key(.character("?")))
    _ = model.handle(.key(.character("?")))
    #expect(model.helpOffset == 0)
    // Other keys are what they always are.
    #expect(model.handle(.key(.character("n"))) == .setMode(.noput))
  }
}

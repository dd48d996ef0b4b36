import Drawing
import Telemetry
import Testing

@testable import Dashboard

/// What the screen of a replay shows and says that a run has no need of.
@Suite struct ReplayViewTests {
  private func model(keys: [KeyBinding] = KeyBinding.replay) -> DashboardModel {
    DashboardModel(
      subject: ["lab"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval,
      keyTable: KeyTable(of: keys))
  }

  private func status(
    from begin: Duration = .zero, to end: Duration, isGrowing: Bool = false
  ) -> Event {
    .replay(
      ReplayStatus(
        name: "run.ndjson", begin: begin, end: end, isGrowing: isGrowing, isPlaying: true, speed: 0)
    )
  }

  /// At ten samples a second the steps are 3, 6, 15, 30 and 60 s.
  @Test(arguments: [(0, 3), (3, 3), (4, 6), (14, 15), (15, 15), (31, 60), (90, 60), (9000, 60)])
  func theTimeAxisFitsAShortRecording(length: Int, axis: Int) {
    var model = model()
    _ = model.handle(status(from: .seconds(100), to: .seconds(100 + length)))
    #expect(model.view.axisSpan(interval: model.interval) == .seconds(axis))
  }

  @Test func theAxisFitsOnceAndLeavesWhatAPersonChose() {
    var model = model()
    _ = model.handle(status(to: .seconds(1), isGrowing: true))
    #expect(model.view.zoom == 0, "how long it will be is not known yet")
    _ = model.handle(status(to: .seconds(4)))
    #expect(model.view.zoom == -3)
    _ = model.handle(.key("Z"))
    _ = model.handle(status(to: .seconds(4)))
    #expect(model.view.zoom == -2)

    var zoomed = self.model()
    _ = zoomed.handle(status(to: .seconds(1), isGrowing: true))
    _ = zoomed.handle(.key("Z"))
    _ = zoomed.handle(status(to: .seconds(4)))
    #expect(zoomed.view.zoom == 1)
  }

  private func mark(_ second: Int) -> Mark {
    Mark(time: .seconds(second), event: .note("at \(second)"))
  }

  private func names(_ menu: ListMenu?) -> [String] {
    menu.map { menu in (0..<menu.count).map { menu.row($0).detail } } ?? []
  }

  @Test func theListOfMarksHasThoseToComeAndGrows() throws {
    var model = model()
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(40))))
    _ = model.handle(status(to: .seconds(90)))
    let seen = Array(model.history.marks)
    let last = try #require(seen.last)
    #expect(model.handle(.key("M")) == .replay(.listMarks))
    _ = model.handle(.marks(seen + [mark(50), mark(60)]))
    #expect(names(model.menu).prefix(2) == ["at 60", "at 50"])
    #expect(model.menu?.count == seen.count + 2)
    #expect(model.menu?.selected == 2, "the one before the position stays selected")
    _ = model.handle(.marks(seen + [mark(50), mark(60), mark(70)]))
    #expect(model.menu.map { $0.row($0.selected).time } == last.time)
    _ = model.handle(.key(.up))
    _ = model.handle(.marks(seen + [mark(45), mark(50), mark(60), mark(70)]))
    #expect(model.menu.map { $0.row($0.selected).time } == .seconds(50))
    #expect(model.handle(.key(.enter)) == .replay(.goTo(.seconds(50))))
    #expect(model.menu == nil)
    _ = model.handle(.marks(seen))
    #expect(model.menu == nil, "nothing opens a list again")
  }

  @Test func beforeTheFirstMarkTheOldestIsSelected() {
    var model = model()
    _ = model.handle(status(to: .seconds(90)))
    _ = model.handle(.key("M"))
    #expect(model.menu?.count == 0)
    _ = model.handle(.marks([mark(50), mark(60)]))
    #expect(model.handle(.key(.enter)) == .replay(.goTo(.seconds(50))))
  }

  @Test(arguments: [
    ("m", "switched"), ("n", "switched"), ("w", "switched"), ("c", "switched"),
    ("N", "poolmon note"), ("R", "poolmon cut"), ("+", "> <"), ("-", "> <"),
  ])
  func keysOfARunSayWhyTheyDoNothing(key: String, words: String) {
    var model = model()
    _ = model.handle(status(to: .seconds(90)))
    #expect(model.handle(.key(.character(Character(key)))) == nil)
    #expect(model.notice?.contains(words) == true, "\(model.notice ?? "nothing") for \(key)")
    #expect(model.prompt == nil)
    _ = model.handle(.key(.right))
    #expect(model.notice == nil)
  }

  @Test func keysOfTheLabSayWhyTheyDoNothingToAnotherProgram() {
    for key: Key in ["m", "c", "p", "F"] {
      var model = model(keys: KeyBinding.watching)
      #expect(model.handle(.key(key)) == nil)
      #expect(model.notice?.contains("program that is watched") == true)
    }
    for keys in [KeyBinding.all, KeyBinding.replay, KeyBinding.watching] {
      var model = model(keys: keys)
      for key: Key in ["u", "Q", .function(9)] { _ = model.handle(.key(key)) }
      #expect(model.notice == nil, "what means nothing anywhere says nothing")
    }
  }

  @Test func theHelpOfAReplaySpeaksOfNoRun() {
    for binding in KeyBinding.replay {
      for words in ["the run goes on", "sampling", "happens now"] {
        #expect(!binding.help.contains(words), "\(binding.name): \(binding.help)")
      }
    }
  }
}

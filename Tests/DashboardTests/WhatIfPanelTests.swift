import Drawing
import Telemetry
import Testing
import WhatIf

@testable import Dashboard

/// The table of policies belongs to the pool and the time that are looked at.
@Suite struct WhatIfPanelTests {
  private static let size = Size(width: 120, height: 40)

  private static func model(_ change: (Snapshot) -> Snapshot = { $0 }) -> DashboardModel {
    var model = DashboardModel(
      subject: ["lab"], sizeClasses: SampleRun.sizeClasses, interval: SampleRun.interval)
    _ = model.handle(.size(size))
    _ = model.handle(.snapshots(SampleRun.snapshots(until: .seconds(30)).map(change)))
    _ = model.handle(.time(.seconds(30)))
    return model
  }

  private static func text(_ model: DashboardModel) -> String {
    DashboardView.draw(model, size: size).text
  }

  @Test func ofAnotherPoolItIsNotShown() {
    var model = Self.model(SampleRun.withManyPools)
    _ = model.handle(.key(.character("i")))
    SampleRun.passTime(&model)
    #expect(Self.text(model).contains("strikes") && Self.text(model).contains("● best"))
    // "unknown" is the last.
    for _ in 0..<4 { _ = model.handle(.key(.down)) }
    #expect(model.history.latest?.pools[model.view.poolIndex].name == "unknown")
    for _ in 0..<2 {
      let text = Self.text(model)
      #expect(!text.contains("strikes") && !text.contains("● best"))
      #expect(text.contains("what is put into this pool is not known"))
      SampleRun.passTime(&model)
    }
    _ = model.handle(.key(.up))
    #expect(!Self.text(model).contains("strikes"), "nothing is told of this one yet")
    SampleRun.passTime(&model)
    #expect(Self.text(model).contains("strikes"))
  }

  /// While nothing else comes it goes on until it is whole, and then waits; covered, it rests.
  @Test func itGoesOnWhileItIsInSight() {
    var model = Self.model()
    #expect(!model.isAtWork)
    _ = model.handle(.key(.character("i")))
    _ = model.handle(.time(.seconds(30)))
    #expect(model.isAtWork && model.whatIf.outcome == nil)
    for key in ["?", "v"] as [Character] {
      _ = model.handle(.key(.character(key)))
      for _ in 0..<200 { _ = model.handle(.time(.seconds(30))) }
      #expect(!model.isAtWork && model.whatIf.outcome == nil)
      _ = model.handle(.key(.character(key)))
    }
    SampleRun.passTime(&model)
    #expect(!model.isAtWork && model.whatIf.outcome?.isWhole == true)
  }

  @Test func withoutPutsThereIsNoLegend() {
    var model = Self.model { snapshot in
      var snapshot = snapshot
      snapshot.pools[0].classPuts = ClassCounts((0..<20).map { _ in 0 })
      return snapshot
    }
    _ = model.handle(.key(.character("i")))
    SampleRun.passTime(&model)
    let text = Self.text(model)
    #expect(text.contains("nothing was put in this time") && !text.contains("● best"))
  }
}

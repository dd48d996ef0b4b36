import Drawing
import Telemetry
import Testing

@testable import Dashboard

/// A program of others, which has no workload of ours and counts neither gets nor puts.
@Suite struct WatchTests {
  private func snapshot(second: Int) -> Snapshot {
    var buffers = PoolSample(name: "main.buffers")
    (buffers.retainedSpace, buffers.retainedObjects) = (640_000, 10)
    (buffers.victimSpace, buffers.victimObjects, buffers.measuredObjects) = (64_000, 1, 10)
    buffers.retainedClasses = ClassCounts([0, 0, 0, 0, 10] + Array(repeating: 0, count: 15))
    buffers.element = "*bytes.Buffer"
    var other = PoolSample(name: "fmt.ppFree")
    (other.retainedSpace, other.retainedObjects, other.measuredObjects) = (216, 1, 1)
    return Snapshot(
      time: .seconds(second),
      process: ProcessSample(
        residentSpace: 8 << 20, peakResidentSpace: 9 << 20, cpuNanoseconds: second * 500_000_000,
        minorFaults: 0),
      heap: HeapSample(
        allocSpace: second << 20, allocObjects: second, freedSpace: 0, freedObjects: 0),
      pools: [buffers, other],
      monitor: MonitorSample(
        cpuNanoseconds: second * 1_000_000, frames: 0, lateSamples: 0,
        intervalNanoseconds: 1_000_000_000))
  }

  private func model(keys: [KeyBinding] = KeyBinding.watching) -> DashboardModel {
    var model = DashboardModel(
      subject: ["attach", "server", "PID 4711"],
      choices: DashboardChoices(
        policies: [], themes: [DashboardChoices.Theme(name: "dusk", summary: "")]),
      sizeClasses: SampleRun.sizeClasses, interval: .seconds(1), keyTable: KeyTable(of: keys))
    _ = model.handle(.snapshots((0...9).map(snapshot)))
    return model
  }

  @Test func whatLiesInThePoolsIsShown() {
    let text = DashboardView.draw(model(), size: Size(width: 120, height: 40)).text
    for words in [
      "attach · server · PID 4711", "WATCHING", "idle, by capacity",
      "main.buffers  of *bytes.Buffer",
      "625 KiB", "62.5 KiB", "victims", "fmt.ppFree", "50.0 %",
    ] {
      #expect(text.contains(words), "\(words) in\n\(text)")
    }
    #expect(!text.contains("latency"), "a panel without content has no room")
  }

  /// A pool that is empty, or whose content is unknown, is told in the same way as one that is not.
  @Test(arguments: [ClassCounts(Array(repeating: 0, count: 20)), nil])
  func anEmptyPoolIsToldInTheSameWay(classes: ClassCounts?) {
    var model = model()
    var snapshot = snapshot(second: 10)
    snapshot.pools[0].retainedClasses = classes
    (snapshot.pools[0].retainedSpace, snapshot.pools[0].retainedObjects) = (0, 0)
    _ = model.handle(.snapshots([snapshot]))
    let text = DashboardView.draw(model, size: Size(width: 120, height: 40)).text
    #expect(text.contains("idle, by capacity") && !text.contains("puts/s"), "\(text)")
  }

  /// A plain sync.Pool has no calibration: others have its panel's room.
  @Test func calibrationIsThereWhereAPoolHasIt() {
    var model = model()
    let size = Size(width: 120, height: 40)
    #expect(!DashboardView.draw(model, size: size).text.contains("calibration"))
    var snapshot = snapshot(second: 10)
    snapshot.pools[0].calls = ClassCounts([1] + Array(repeating: 0, count: 19))
    _ = model.handle(.snapshots([snapshot]))
    #expect(DashboardView.draw(model, size: size).text.contains("5 calibration"))
    _ = model.handle(.key(.down))
    #expect(!DashboardView.draw(model, size: size).text.contains("5 calibration"))
  }

  /// What a program tells of its heap alone, at a URL.
  @Test func aHeapAloneIsShown() {
    var model = model()
    var snapshots = (10...19).map(snapshot)
    for index in snapshots.indices {
      snapshots[index].process = nil
      snapshots[index].pools = []
      snapshots[index].heap?.collections = index
      snapshots[index].heap?.goal = 40 << 20
    }
    _ = model.handle(.snapshots(snapshots))
    for size in [Size(width: 120, height: 40), Size(width: 80, height: 24)] {
      let text = DashboardView.draw(model, size: size).text
      for words in ["RSS –  in use 19.0 MiB  goal 40.0 MiB", "1.00 MiB/s"] {
        #expect(text.contains(words), "\(words) in\n\(text)")
      }
      for words in ["size classes", "4 pool", "calibration", "idle, by"] {
        #expect(!text.contains(words), "\(words) in\n\(text)")
      }
    }
  }

  /// Within a second the list of pools stands still.
  @Test func rowsOfPoolsDoNotJump() throws {
    var model = model()
    func firstRow() throws -> Substring {
      let text = DashboardView.draw(model, size: Size(width: 120, height: 60)).text
      let lines = text.split(separator: "\n")
      let heading = try #require(lines.firstIndex { $0.contains("retained  buffers") })
      return lines[heading + 1]
    }
    #expect(try firstRow().contains("main.buffers"))
    for (step, isFirst) in [(1, true), (9, true), (10, false), (15, false)] {
      var snapshot = snapshot(second: 9)
      snapshot.timeNanoseconds += step * 100_000_000
      snapshot.pools[0].retainedSpace = 1
      _ = model.handle(.snapshots([snapshot]))
      #expect(try firstRow().contains("main.buffers") == isFirst, "\(step)")
    }
  }

  /// Of pools that count something the fullest is looked at first; what a person chose stays.
  @Test func theMainPoolIsLookedAtFirst() {
    func isChosen(_ name: String, _ model: DashboardModel) -> Bool {
      let text = DashboardView.draw(model, size: Size(width: 120, height: 40)).text
      return text.contains("▶ \(name) ")
    }
    func counting(_ index: Int, second: Int) -> Snapshot {
      var snapshot = snapshot(second: second)
      snapshot.pools[index].calls = ClassCounts(Array(repeating: 1, count: 20))
      return snapshot
    }
    var (model, chosen) = (model(), model())
    #expect(isChosen("main.buffers", model))
    _ = model.handle(.snapshots([counting(1, second: 10)]))
    #expect(isChosen("fmt.ppFree", model))
    _ = model.handle(.snapshots([counting(0, second: 11)]))
    #expect(isChosen("fmt.ppFree", model), "it stays")
    _ = chosen.handle(.key(.up))
    _ = chosen.handle(.snapshots([counting(1, second: 10)]))
    #expect(isChosen("main.buffers", chosen))
  }

  /// A program that has just begun: none of its bytebufferpools holds anything yet, and a pool of
  /// another kind holds most.
  @Test func theFullestIsChosenOnceOneHoldsSomething() {
    var model = model()
    for (second, retained, index) in [
      (10, [0, 0], 2), (11, [0, 4096], 3), (12, [8192, 4096], 3),
    ] {
      var snapshot = snapshot(second: second)
      for space in retained {
        var pool = PoolSample(name: "main.pool")
        (pool.calls, pool.retainedSpace) = (ClassCounts(Array(repeating: 1, count: 20)), space)
        snapshot.pools.append(pool)
      }
      _ = model.handle(.snapshots([snapshot]))
      #expect(model.view.poolIndex == index)
    }
  }

  @Test func keysOfTheLabMeanNothing() {
    for key: Key in ["p", "n", "m", "w", "P", "g", "c", "b", "f", "F"] {
      var model = model()
      #expect(model.handle(.key(key)) == nil, "\(key)")
    }
    var model = model()
    #expect(model.handle(.key("q")) == .quit)
    #expect(model.handle(.key("+")) != nil)
  }

  @Test(arguments: [(0, 0), (1, 1), (20, 5), (40, 12), (80, 24), (200, 60)])
  func itIsDrawnAtAnySize(width: Int, height: Int) {
    var model = model()
    let size = Size(width: width, height: height)
    for key: Key in ["y", "y", "t", "l", .down, "e"] {
      _ = model.handle(.key(key))
      #expect(DashboardView.draw(model, size: size).size == size)
    }
  }
}

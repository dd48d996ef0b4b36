import Dashboard
import Drawing
import Telemetry
import Testing

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

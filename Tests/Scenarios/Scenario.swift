package import Diagnosis
import Telemetry
package import Workloads

/// A kind of run whose findings are known, and what may differ from one such run to the next: that
/// is drawn from a seed.
package struct Scenario: Sendable {
  /// The workload's name first, if it is of the catalogue.
  package let name: String
  /// What is to be found, and nothing else.
  package let findings: Set<String>
  /// A run from its begin to its end.
  package let run: @Sendable (inout SplitMix64) -> Diagnostician

  package init(
    _ name: String, _ findings: Set<String>,
    run: @escaping @Sendable (inout SplitMix64) -> Diagnostician
  ) {
    self.name = name
    self.findings = findings
    self.run = run
  }

  /// The run of a seed.
  package func watched(seed: UInt64) -> Diagnostician {
    var random = SplitMix64(seed: seed)
    return run(&random)
  }

  /// What was found in it, standing at its end or not.
  package func found(seed: UInt64) -> Set<String> {
    let diagnostician = watched(seed: seed)
    return Set((diagnostician.past + diagnostician.standing).map(\.finding.name))
  }

  /// All of them: those of the catalogue, and some that no workload of it brings.
  package static let all = catalogue + collections + memory + madeUp
}

extension Scenario {
  /// A run of a workload of the catalogue, whose name comes first, for so many seconds, at so many
  /// operations in a tenth of a second.
  static func simulated(
    _ name: String, _ findings: Set<String>, seconds: Double,
    pace: ClosedRange<Int> = 200...1000, resident: Simulation.Resident = .unknown,
    memoryLimit: Int? = nil,
    settings change: @escaping @Sendable (inout WorkloadSettings, inout SplitMix64) -> Void = {
      _, _ in
    },
    before: @escaping @Sendable (inout Simulation) -> Void = { _ in }
  ) -> Scenario {
    let workload = String(name.prefix { $0 != "," })
    return Scenario(name, findings) { random in
      let kind = WorkloadKind.named(workload) ?? WorkloadKind.all[0]
      var settings = WorkloadSettings()
      settings.payloadBytes = Int.random(in: 500...8000, using: &random)
      settings.seed = random.next()
      change(&settings, &random)
      let interval = [100, 200, 500, 1000].randomElement(using: &random) ?? 100
      var simulation = Simulation(
        kind, pace: Int.random(in: pace, using: &random), settings: settings,
        interval: .milliseconds(interval), resident: resident, memoryLimit: memoryLimit)
      before(&simulation)
      simulation.run(seconds: seconds)
      return simulation.diagnostician
    }
  }

  /// Every workload of the catalogue.
  static let catalogue = [
    simulated("request-log", [], seconds: 40),
    simulated(
      "request-log, noput", ["not put back"], seconds: 30, before: { $0.engine.mode = .noput }),
    simulated(
      "forgetful", ["not put back"], seconds: 30,
      settings: { $0.forgottenShare = .random(in: 0.01...0.3, using: &$1) }),
    simulated("burst", ["hoarding"], seconds: 30),
    simulated("misfit", ["misfit"], seconds: 30),
    simulated("reset-before-put", ["calibration poisoned"], seconds: 30),
    simulated(
      "cliff, 4.1 to 4.9 %", ["cliff"], seconds: 20, pace: 200...400,
      settings: { $0.largeShare = .random(in: 0.041...0.049, using: &$1) }),
    simulated(
      "cliff, 5.1 to 5.9 %", ["cliff"], seconds: 20, pace: 200...400,
      settings: { $0.largeShare = .random(in: 0.051...0.059, using: &$1) }),
    simulated(
      "cliff, below 3.5 %", [], seconds: 20, pace: 200...400,
      settings: { $0.largeShare = .random(in: 0.005...0.035, using: &$1) }),
    simulated(
      "cliff, above 6.5 %", [], seconds: 20, pace: 200...400,
      settings: { $0.largeShare = .random(in: 0.065...0.2, using: &$1) }),
    // Calibrated in the end, the default is one of ten, and the smallest.
    simulated(
      "ten-classes", ["never calibrates", "default too small"], seconds: 45, pace: 1200...3000),
    simulated("oversize", ["cap too low"], seconds: 20, pace: 50...150),
    simulated("drift", ["calibration behind"], seconds: 70, pace: 500...1500),
    simulated("web", [], seconds: 60),
    simulated("leak", ["true leak"], seconds: 40, resident: .follows, memoryLimit: 1 << 30),
  ]

  /// A collector that comes twice between two requests, as where other parts of a program make most
  /// of the garbage.
  static let collections = [
    simulated(
      "request-log, collected", ["thrashed by collection"], seconds: 20, pace: 10...40,
      before: { $0.collectionsPerOperation = 2 }),
    // Two sizes, each as often. The first is the default by a hair.
    simulated(
      "request-log, two sizes, collected", ["thrashed by collection", "default too small"],
      seconds: 20, pace: 10...40,
      settings: { settings, random in
        settings.lengths = [60, Int.random(in: 1000...9000, using: &random)]
      },
      before: {
        // 42,001 of the first come first.
        $0.engine.step(84_001)
        $0.collectionsPerOperation = 2
      }),
  ]

  static let memory = [
    burst("RSS stays", ["hoarding", "freed but not returned"], .stays),
    burst("RSS falls", ["hoarding"], .follows),
    // Two buffers in ten seconds.
    simulated("leak, slow", ["true leak"], seconds: 300, pace: 20...20),
  ]

  /// A burst, then a calibration, with which the pool lets its buffers go, and a collection.
  private static func burst(
    _ title: String, _ findings: Set<String>, _ resident: Simulation.Resident
  ) -> Scenario {
    simulated(
      "burst, " + title, findings, seconds: 20, pace: 500...1000, resident: resident,
      before: {
        $0.run(seconds: 12)
        $0.engine.heap.askForCycle()
      })
  }
}

extension Scenario {
  /// What is well, for ten minutes.
  package static let tenMinutes = ["request-log", "web"].map { workload in
    simulated(workload + ", ten minutes", [], seconds: 600, pace: 50...150)
  }
}

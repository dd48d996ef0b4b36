import Scenarios
import Telemetry
import Testing

@testable import Diagnosis
@testable import Workloads

/// Every workload of the catalogue brings its finding, and no other.
@Suite struct CatalogueTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let workload: String
    let finding: String?
    /// What else is found later.
    var later: Set<String> = []
    /// Simulated seconds within which it is told, and for which the run goes on.
    let within: Double
    let seconds: Double
    var noput = false
    /// It is seen only after some time in which all is well.
    var comesLate = false
    var largeShare = 0.048
    /// Operations in a tenth of a second.
    var pace = 500
    var testDescription: String { "\(workload)\(noput ? " noput" : "") \(largeShare)" }
  }

  static let cases = [
    Case(workload: "request-log", finding: nil, within: 0, seconds: 30),
    Case(workload: "request-log", finding: "not put back", within: 3, seconds: 30, noput: true),
    Case(workload: "forgetful", finding: "not put back", within: 3, seconds: 30),
    Case(workload: "burst", finding: "hoarding", within: 3, seconds: 30),
    Case(workload: "misfit", finding: "misfit", within: 3, seconds: 30),
    Case(workload: "reset-before-put", finding: "calibration poisoned", within: 3, seconds: 30),
    Case(workload: "cliff", finding: "cliff", within: 4, seconds: 30),
    Case(workload: "cliff", finding: "cliff", within: 4, seconds: 30, largeShare: 0.052),
    Case(workload: "cliff", finding: nil, within: 0, seconds: 30, largeShare: 0.01),
    Case(workload: "cliff", finding: nil, within: 0, seconds: 30, largeShare: 0.2),
    // 300,000 puts: 15 s at 20,000 a second.
    Case(
      workload: "ten-classes", finding: "never calibrates", later: ["default too small"],
      within: 16, seconds: 40, comesLate: true, pace: 2000),
    Case(workload: "oversize", finding: "cap too low", within: 3, seconds: 20, pace: 100),
    // Lengths have left 1 KiB after 10 s; the next calibration is at 84,000 puts.
    Case(
      workload: "drift", finding: "calibration behind", within: 16, seconds: 70, comesLate: true),
    Case(workload: "web", finding: nil, within: 0, seconds: 30),
    Case(workload: "leak", finding: "true leak", within: 12, seconds: 40),
  ]

  @Test(arguments: cases)
  func theExpectedFindingComesAndNoOther(expected: Case) throws {
    let kind = try #require(WorkloadKind.named(expected.workload))
    var settings = Simulation.small
    settings.largeShare = expected.largeShare
    var run = Simulation(kind, pace: expected.pace, settings: settings)
    if expected.noput { run.engine.mode = .noput }
    run.run(seconds: expected.seconds)
    #expect(
      Set(run.told.keys) == expected.later.union([expected.finding].compactMap { $0 }),
      "\(run.told)")
    if let finding = expected.finding, let told = run.told[finding] {
      #expect(told <= .milliseconds(Int(expected.within * 1000)), "told at \(told)")
      let isHealthyBefore = run.firstHealthy.map { $0 < told } ?? false
      #expect(isHealthyBefore == expected.comesLate, "\(run.firstHealthy.debugDescription)")
    }
    if expected.finding == nil {
      guard case .healthy = run.diagnostician.verdict else {
        Issue.record("\(run.diagnostician.verdict)")
        return
      }
    }
  }

  @Test func everyWorkloadHasItsCase() {
    let names = Set(Self.cases.map(\.workload))
    #expect(names == Set(WorkloadKind.all.map(\.name)))
  }

  @Test(arguments: ["request-log", "web"], [UInt64(1), 7, 23])
  func whatIsWellStaysWellForTenMinutes(workload: String, seed: UInt64) throws {
    let kind = try #require(WorkloadKind.named(workload))
    var settings = Simulation.small
    settings.seed = seed
    // 300,000 operations: the calibration is among them.
    var run = Simulation(kind, pace: 50, settings: settings)
    run.run(seconds: 600)
    #expect(run.told.isEmpty, "seed \(seed): \(run.told)")
    guard case .healthy = run.diagnostician.verdict else {
      Issue.record("seed \(seed): \(run.diagnostician.verdict)")
      return
    }
  }

  @Test func aSwitchOfTheModeChangesTheVerdictWithinThreeSecondsAndBack() throws {
    let kind = try #require(WorkloadKind.named("request-log"))
    var run = Simulation(kind)
    run.run(seconds: 10)
    for _ in 0..<3 {
      #expect(run.standing.isEmpty)
      run.engine.mode = .noput
      run.run(seconds: 3)
      #expect(run.standing == ["not put back"])
      run.run(seconds: 5)
      run.engine.mode = .put
      run.run(seconds: 3)
      #expect(run.standing.isEmpty)
      run.run(seconds: 5)
    }
    // Each is logged with its time: 8 s of the mode, and what the window adds.
    #expect(run.diagnostician.past.count == 3)
    for span in run.diagnostician.past {
      #expect((.seconds(7)...(.seconds(11))).contains(span.end - span.start))
    }
  }

  /// What is retained is so after another burst as well, during which large lengths are put.
  @Test func anotherBurstEndsNothing() throws {
    var run = Simulation(try #require(WorkloadKind.named("burst")), pace: 100)
    run.run(seconds: 5)
    let start = try #require(run.diagnostician.standing.first).start
    for _ in 0..<3 {
      run.engine.fireBurst()
      for _ in 0..<40 {
        run.run(seconds: 0.1)
        #expect(run.standing == ["hoarding"], "at \(run.now)")
      }
    }
    #expect(run.diagnostician.standing.first?.start == start)
    #expect(run.diagnostician.past.isEmpty)
  }

  @Test func anotherWorkloadEndsWhatStood() throws {
    var run = Simulation(try #require(WorkloadKind.named("forgetful")))
    run.run(seconds: 5)
    #expect(run.standing == ["not put back"])
    run.engine.kind = try #require(WorkloadKind.named("misfit"))
    run.run(seconds: 5)
    #expect(run.standing == ["misfit"])
    #expect(run.diagnostician.past.map(\.finding.name) == ["not put back"])
  }
}

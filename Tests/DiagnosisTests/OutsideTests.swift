import Telemetry
import Testing

@testable import Diagnosis

/// Pools of Go programs, whose gets nobody counts: on each side of each threshold.
@Suite struct OutsideTests {
  private func with(_ program: GoProgram, _ change: (inout GoProgram) -> Void) -> [String] {
    var changed = program
    change(&changed)
    return changed.found()
  }

  // MARK: Nothing comes back

  /// Never put, 1,000 buffers a second, which Go counts as their descriptors of 24 B.
  private static let noput = GoProgram(objects: [24: 200, 3072: 200], idle: [:])

  @Test func whatNeverComesBackIsNotPutBack() {
    #expect(Self.noput.found() == ["not put back"])
    #expect(with(Self.noput) { $0.objects[24] = 40 } == ["not put back"])
    // Fewer than 1,000 in 5 s may be anything's.
    #expect(with(Self.noput) { $0.objects[24] = 39 } == ["no finding"])
    // Three collections in the time, which becomes longer for them.
    #expect(with(Self.noput) { $0.collectsEvery = 12 } == ["not put back"])
    #expect(with(Self.noput) { $0.collectsEvery = 14 } == ["no finding"])
    #expect(with(Self.noput) { $0.isSwept = false } == ["no finding"])
    // What is held is no garbage.
    #expect(with(Self.noput) { $0.freed = 50 } == ["not put back"])
    #expect(with(Self.noput) { $0.freed = 49 } == ["no finding"])
  }

  @Test func anIdlePoolIsNoFindingWhateverItsProgramAllocates() {
    var idle = Self.noput
    (idle.isSwept, idle.putsBefore) = (false, [6: 9000])
    (idle.defaultSize, idle.maxSize) = (4096, 4096)
    idle.objects = [24: 2000, 4096: 2000]
    #expect(idle.found() == ["no finding"])
    idle.isSwept = true
    #expect(idle.found() == ["not put back"])
    // By the size of its buffers, less is enough.
    #expect(with(idle) { $0.objects[4096] = 4 } == ["not put back"])
    #expect(with(idle) { $0.objects[4096] = 3 } == ["no finding"])
  }

  /// 100 puts in a fifth of a second, and so many new buffers that a tenth does not come back.
  private static let forgetful = GoProgram(
    puts: [6: 100], putsBefore: [6: 1000], defaultSize: 4096, maxSize: 4096,
    objects: [24: 12, 4096: 12], idle: [6: 1], empty: 12)

  @Test func aShareThatDoesNotComeBack() {
    #expect(Self.forgetful.found() == ["not put back"])
    // A tenth is 100 of 900.
    #expect(with(Self.forgetful) { $0.objects = [24: 11, 4096: 11] } == ["no finding"])
    // A buffer lies in the pool whenever one looks: then there are no misses.
    #expect(with(Self.forgetful) { $0.empty = 0 } == ["no finding"])
    // The program allocates other things as much.
    #expect(with(Self.forgetful) { $0.objects[1024] = 47 } == ["not put back"])
    #expect(with(Self.forgetful) { $0.objects[1024] = 48 } == ["no finding"])
    // Collections let buffers go, or drops.
    #expect(with(Self.forgetful) { $0.victims = 20 } == ["no finding"])
    #expect(with(Self.forgetful) { $0.objects[4864] = 2 } == ["no finding"])
    // How long the buffers are is not known before a calibration.
    #expect(with(Self.forgetful) { ($0.defaultSize, $0.maxSize) = (0, 0) } == ["no finding"])
    // Puts may be more than are seen.
    #expect(
      with(Self.forgetful) { ($0.calibratesEvery, $0.objects) = (1, [24: 9000, 4096: 9000]) }
        == ["no finding"])
    #expect(
      with(Self.forgetful) { ($0.calibratesEvery, $0.objects) = (3, [24: 9000, 4096: 9000]) }
        == ["not put back"])
  }

  // MARK: Larger than lengths explain

  /// Not calibrated: all that was put had the smallest class; buffers of 4 KiB lie in the pool.
  private static let emptied = GoProgram(puts: [0: 100], idle: [6: 1], empty: 50)

  @Test func emptiedBeforeACalibration() {
    #expect(Self.emptied.found() == ["calibration poisoned"])
    #expect(with(Self.emptied) { $0.idle = [2: 1] } == ["calibration poisoned"])
    // A buffer that grew for 64 B may have 128.
    #expect(with(Self.emptied) { $0.idle = [1: 1] } == ["healthy"])
    // One length that explains the capacity is enough, however long ago.
    #expect(with(Self.emptied) { $0.putsBefore = [5: 1] } == ["healthy"])
    #expect(with(Self.emptied) { $0.idle = [6: 1, 0: 1] } == ["calibration poisoned"])
    #expect(with(Self.emptied) { $0.idle = [6: 1, 0: 2] } == ["healthy"])
    // 100 puts in 5 s.
    #expect(with(Self.emptied) { $0.puts = [0: 4] } == ["calibration poisoned"])
    #expect(with(Self.emptied) { $0.puts = [0: 3] } == ["no finding"])
    #expect(with(Self.emptied) { $0.empty = 100 } == ["healthy"])
  }

  @Test func mostPutsSayWhetherItIsEmptiedOrAMisfit() {
    #expect(with(Self.emptied) { $0.puts = [0: 50, 2: 50] } == ["calibration poisoned"])
    #expect(with(Self.emptied) { $0.puts = [0: 50, 2: 51] } == ["misfit"])
    #expect(with(Self.emptied) { $0.puts = [2: 100] } == ["misfit"])
    #expect(with(Self.emptied) { $0.puts = [4: 100] } == ["misfit"])
    #expect(with(Self.emptied) { $0.puts = [5: 100] } == ["healthy"])
  }

  /// Calibrated to 64 B: each put drops a buffer of 3 KiB, each get makes one of 64 B that grows.
  private static let poisoned = GoProgram(
    puts: [0: 100], putsBefore: [0: 1000], defaultSize: 64, maxSize: 64,
    objects: [24: 100, 64: 100, 3072: 100], idle: [:])

  @Test func emptiedAfterACalibration() {
    #expect(Self.poisoned.found() == ["calibration poisoned"])
    // A buffer that is found there was kept.
    #expect(with(Self.poisoned) { ($0.idle, $0.empty) = ([0: 1], 90) } == ["no finding"])
    for size in [24, 64, 3072] {
      #expect(with(Self.poisoned) { $0.objects[size] = 80 } == ["calibration poisoned"])
      #expect(with(Self.poisoned) { $0.objects[size] = 79 } == ["no finding"])
    }
    // Small messages, in a program that allocates larger things: less than twice the size, and
    // less than half of all.
    #expect(
      with(Self.poisoned) { ($0.objects[3072], $0.objects[96]) = (nil, 100) }
        == ["no finding"])
    #expect(with(Self.poisoned) { $0.objects[48] = 7000 } == ["no finding"])
    // Lengths that the thresholds do not cover.
    #expect(with(Self.poisoned) { $0.puts = [0: 100, 6: 101] } == ["no finding"])
  }

  @Test func aMisfitThatIsDropped() {
    let program = GoProgram(
      puts: [6: 100], putsBefore: [6: 1000], defaultSize: 4096, maxSize: 4096,
      objects: [24: 100, 4096: 100], large: (100, 48 << 10), idle: [:])
    #expect(program.found() == ["misfit"])
    // Each buffer that is not put back may be the reason as well, and is not larger.
    #expect(with(program) { ($0.large.count, $0.objects[4864]) = (0, 100) } == ["no finding"])
    let large = with(program) {
      ($0.puts, $0.putsBefore) = ([10: 100], [10: 1000])
      ($0.defaultSize, $0.maxSize, $0.large.size) = (65_536, 65_536, 65_536)
    }
    #expect(large == ["no finding"])
  }

  // MARK: Hoarding

  /// 32 buffers of 1 MiB, and messages of up to 128 B.
  private static let hoarding = GoProgram(puts: [1: 100], putsBefore: [14: 32], idle: [14: 32])

  @Test func hoardingIsWhatStays() {
    #expect(Self.hoarding.found() == ["hoarding"])
    // 8 MiB at least, without what the next collection takes.
    #expect(with(Self.hoarding) { $0.idle = [14: 8] } == ["hoarding"])
    #expect(with(Self.hoarding) { $0.idle = [14: 7] } == ["healthy"])
    #expect(with(Self.hoarding) { $0.victims = 24 } == ["hoarding"])
    #expect(with(Self.hoarding) { $0.victims = 25 } == ["healthy"])
    // Eight times what lengths of up to 128 KiB need.
    #expect(with(Self.hoarding) { $0.puts = [11: 100] } == ["hoarding"])
    #expect(with(Self.hoarding) { $0.puts = [11: 100, 12: 1] } == ["healthy"])
    // Rare large messages need large buffers; and a thousand puts tell how long one may be.
    #expect(with(Self.hoarding) { $0.puts = [1: 300, 14: 1] } == ["healthy"])
    #expect(with(Self.hoarding) { $0.puts = [1: 40] } == ["hoarding"])
    #expect(with(Self.hoarding) { $0.puts = [1: 39] } == ["healthy"])
    // Nothing so large was ever written: of another rule.
    #expect(with(Self.hoarding) { $0.putsBefore = [:] } == ["misfit"])
    #expect(with(Self.hoarding) { $0.puts = [:] } == ["no finding"])
  }

  // MARK: Healthy

  @Test func healthyIsWhatNearlyNothingIsAllocatedFor() {
    let program = GoProgram(puts: [6: 100], defaultSize: 4096, maxSize: 4096, objects: [24: 10])
    #expect(program.found() == ["healthy"])
    #expect(with(program) { $0.objects = [24: 100, 4096: 10] } == ["healthy"])
    #expect(with(program) { $0.objects = [24: 100, 4096: 11] } == ["no finding"])
    #expect(with(program) { $0.puts = [6: 4] } == ["healthy"])
    #expect(with(program) { $0.puts = [6: 3] } == ["no finding"])
    #expect(program.found(after: 4) == ["learning"])
    #expect(program.found(after: 5) == ["healthy"])
    // As fast as it can: there are more puts than are seen.
    #expect(with(program) { $0.calibratesEvery = 1 } == ["healthy"])
    // A recording that does not tell sizes.
    var diagnostician = Diagnostician(sizeClasses: (0..<20).map { 64 << $0 })
    for var snapshot in program.samples(seconds: 8) {
      snapshot.heap?.allocSizes = nil
      diagnostician.add(snapshot)
    }
    #expect(diagnostician.standing.isEmpty && diagnostician.verdict.word == "no finding")
  }

  /// Ten classes alike, more of them than ever calibrate.
  @Test func whatWasCalibratedBeforeAnybodyLookedIsCalibrated() {
    let classes = Dictionary(uniqueKeysWithValues: (0..<10).map { ($0, 31_000) })
    let program = GoProgram(puts: [4: 1], putsBefore: classes)
    #expect(program.found() == ["never calibrates"])
    #expect(with(program) { ($0.defaultSize, $0.maxSize) = (1024, 4096) } == ["no finding"])
  }

  @Test func aCalibrationBetweenLosesNoFinding() {
    var diagnostician = Diagnostician(sizeClasses: (0..<20).map { 64 << $0 })
    let before = Self.emptied.samples(seconds: 10)
    for snapshot in before { diagnostician.add(snapshot) }
    #expect(diagnostician.standing.map(\.finding.name) == ["calibration poisoned"])
    for var snapshot in Self.poisoned.samples(seconds: 20) {
      snapshot.timeNanoseconds += 10_200_000_000
      snapshot.pools[0].calibrations = 1
      snapshot.pools[0].sweeps? += 100
      snapshot.heap?.collections? += 100
      snapshot.heap?.allocSpace += 1 << 30
      snapshot.heap?.freedSpace += 1 << 30
      diagnostician.add(snapshot)
    }
    #expect(diagnostician.standing.map(\.finding.name) == ["calibration poisoned"])
    #expect(diagnostician.past.isEmpty)
    #expect(diagnostician.standing.allSatisfy { $0.start < .seconds(10) })
  }

  @Test func aPoolThatComesLaterEndsNoFinding() {
    var diagnostician = Diagnostician(sizeClasses: (0..<20).map { 64 << $0 })
    for var snapshot in Self.noput.samples(seconds: 20) {
      if snapshot.time >= .seconds(10) { snapshot.pools.append(PoolSample(name: "other")) }
      diagnostician.add(snapshot)
    }
    #expect(diagnostician.standing.map(\.pool) == [0] && diagnostician.past.isEmpty)
    #expect(diagnostician.missing(pool: 1).isEmpty)
  }
}

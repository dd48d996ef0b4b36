import Telemetry
import Testing

@Suite struct ReadingTests {
  @Test func ratesArePerSecond() throws {
    let earlier = snapshot(at: 1000, alloc: 1000, gets: 100, misses: 10, puts: 90)
    let later = snapshot(at: 1500, alloc: 2000, gets: 200, misses: 35, puts: 190)
    let pool = try #require(PoolReading(from: earlier, to: later))
    #expect(pool.gets == 200)
    #expect(pool.misses == 50)
    #expect(pool.puts == 200)
    #expect(pool.hitRatio == 0.75)
    let heap = try #require(HeapReading(from: earlier, to: later))
    #expect(heap.allocRate == 2000)
    #expect(heap.allocObjectRate == 20)
  }

  @Test func whatIsUnknownStaysUnknown() throws {
    let reading = try #require(
      PoolReading(from: snapshot(at: 0, puts: 1), to: snapshot(at: 1000, puts: 5)))
    #expect(reading.puts == 4)
    #expect(reading.gets == nil)
    #expect(reading.hitRatio == nil)
    #expect(HeapReading(from: snapshot(at: 0), to: snapshot(at: 1)) == nil)
    #expect(ProcessReading(from: snapshot(at: 0), to: snapshot(at: 1)) == nil)
    #expect(WorkloadReading(from: snapshot(at: 0), to: snapshot(at: 1)) == nil)
  }

  @Test func aRatioOfNothingIsUnknownNotZero() throws {
    let still = try #require(
      PoolReading(
        from: snapshot(at: 0, gets: 5, misses: 5), to: snapshot(at: 1000, gets: 5, misses: 5)))
    #expect(still.gets == 0)
    #expect(still.hitRatio == nil)
  }

  @Test func aCounterThatFellGivesNoReading() {
    #expect(
      PoolReading(from: snapshot(at: 0, gets: 5), to: snapshot(at: 1000, gets: 4)) == nil)
    #expect(
      HeapReading(from: snapshot(at: 0, alloc: 5), to: snapshot(at: 1000, alloc: 4)) == nil)
  }

  @Test func noTimeGivesNoReading() {
    let instant = snapshot(at: 5, alloc: 1, gets: 1)
    #expect(PoolReading(from: instant, to: instant) == nil)
    #expect(HeapReading(from: instant, to: instant) == nil)
    #expect(CPUReading(from: instant, to: instant) == nil)
  }

  @Test func aPoolThatIsNotThereGivesNoReading() {
    let (one, other) = (snapshot(at: 0, gets: 1), snapshot(at: 1, gets: 2))
    #expect(PoolReading(from: one, to: other, pool: 1) == nil)
  }

  @Test func cpuIsInCoresAndTheMonitorIsApart() throws {
    let earlier = snapshot(at: 0, rss: 1, interval: 100)
    let later = snapshot(
      at: 2000, rss: 1, cpuNanoseconds: 3_000_000_000, monitorNanoseconds: 20_000_000,
      interval: 100)
    let reading = try #require(CPUReading(from: earlier, to: later))
    #expect(reading.process == 1.5)
    #expect(reading.monitor == 0.01)
    #expect(reading.workload == 1.49)
  }

  /// A pool two seconds apart, with each field that a test gives.
  private func reading(
    _ fill: (inout PoolSample, inout PoolSample) -> Void
  ) -> PoolReading? {
    var (earlier, later) = (snapshot(at: 0), snapshot(at: 2000))
    fill(&earlier.pools[0], &later.pools[0])
    return PoolReading(from: earlier, to: later)
  }

  @Test func eachCounterHasItsRate() throws {
    let counters: [(WritableKeyPath<PoolSample, Int?>, KeyPath<PoolReading, Double?>)] = [
      (\.hits, \.hits), (\.steals, \.steals), (\.victimHits, \.victimHits),
      (\.evictions, \.evictions), (\.growths, \.growths),
    ]
    for (counter, rate) in counters {
      let grown = reading { ($0[keyPath: counter], $1[keyPath: counter]) = (10, 16) }
      #expect(try #require(grown)[keyPath: rate] == 3, "\(counter)")
      let unknown = reading { $1[keyPath: counter] = 16 + ($0[keyPath: counter] ?? 0) }
      #expect(try #require(unknown)[keyPath: rate] == nil, "\(counter)")
      #expect(reading { ($0[keyPath: counter], $1[keyPath: counter]) = (10, 9) } == nil)
    }
  }

  @Test func utilisationIsLengthByCapacityOfWhatWasPutBetween() throws {
    let known = try #require(
      reading {
        ($0.classLengthBytes, $0.classCapacityBytes) = ([100, 0, 7], [100, 0, 7])
        ($1.classLengthBytes, $1.classCapacityBytes) = ([150, 0, 107], [200, 0, 407])
      })
    #expect(known.classUtilisation == [0.5, nil, 0.25])
    #expect(known.utilisation == 150.0 / 500)
    // Capacity is read first: what was put in between has a length alone.
    let torn = try #require(
      reading {
        ($0.classLengthBytes, $0.classCapacityBytes) = ([0], [0])
        ($1.classLengthBytes, $1.classCapacityBytes) = ([70], [64])
      })
    #expect(torn.classUtilisation == [1] && torn.utilisation == 1)
    let still = try #require(
      reading {
        ($0.classLengthBytes, $0.classCapacityBytes) = ([9], [9])
        ($1.classLengthBytes, $1.classCapacityBytes) = ([9], [9])
      })
    #expect(still.classUtilisation == [nil] && still.utilisation == nil)
  }

  @Test func utilisationThatIsUnknownIsUnknownForEachClass() throws {
    let none = try #require(reading { _, _ in })
    #expect(none.classUtilisation.isEmpty && none.utilisation == nil)
    let puts = try #require(reading { ($0.classPuts, $1.classPuts) = ([1, 2], [2, 2]) })
    #expect(puts.classPuts == [0.5, 0] && puts.classUtilisation == [nil, nil])
    let other = try #require(
      reading {
        ($0.classLengthBytes, $0.classCapacityBytes) = ([1], [1])
        ($1.classLengthBytes, $1.classCapacityBytes) = ([1, 2], [1, 2])
      })
    #expect(other.classUtilisation.isEmpty && other.utilisation == nil)
    #expect(
      reading { ($0.classLengthBytes, $1.classLengthBytes) = ([5, 5], [6, 4]) } == nil,
      "a counter fell")
  }

  @Test func outstandingIsGetsWithoutPutsAndAbandoned() {
    var pool = PoolSample(name: "p")
    #expect(pool.outstanding == nil)
    (pool.gets, pool.puts, pool.abandoned) = (10, 6, 3)
    #expect(pool.outstanding == 1)
  }

  @Test func theLeadingClassIsTheOneWithMostCalls() throws {
    var pool = PoolSample(name: "p")
    #expect(pool.leadingClass == nil)
    pool.calls = [0, 0]
    #expect(pool.leadingClass == nil)
    #expect(pool.calibrationProgress == 0)
    pool.calls = [10_500, 31_500]
    let leading = try #require(pool.leadingClass)
    #expect(leading.index == 1 && leading.calls == 31_500)
    #expect(pool.leadingShare == 0.75)
    #expect(pool.calibrationProgress == 0.75)
  }

  @Test func aRunIsItsEndsAndMeans() throws {
    var run = RunReading()
    #expect(run.duration == nil && run.residentSpaceAverage == nil && run.operations == nil)
    // What is resident before the run is not of the run.
    let samples = [(0, 900, 0, 0), (1000, 100, 1000, 2), (2000, 300, 4000, 4)]
    for (time, rss, alloc, operations) in samples {
      var sample = snapshot(
        at: time, rss: rss, alloc: alloc, gets: operations, misses: 0, mode: .put,
        operations: operations, cpuNanoseconds: time * 1_500_000)
      sample.heap?.collections = time / 100
      sample.heap?.collectorNanoseconds = time * 500_000
      run.add(sample)
    }
    #expect(run.duration == .seconds(2))
    #expect(run.residentSpaceAverage == 200 && run.peakResidentSpace == 300)
    #expect(run.inUseSpaceAverage == 2500 && run.allocSpace == 4000)
    #expect(run.operations == 2 && run.nanosecondsPerOperation == 5e8)
    #expect(run.allocationsPerOperation == 10 && run.collections == 10)
    #expect(run.cpu == 1.5 && run.collectorCPU == 0.5)
    #expect(run.hitRatio == 1 && run.defaultSize == nil)
  }

  @Test func aRunWithoutOperationsHasNoTimeOfOne() {
    var run = RunReading()
    for time in [0, 1000] { run.add(snapshot(at: time, alloc: 0, mode: .put)) }
    #expect(run.operations == 0 && run.nanosecondsPerOperation == nil)
    #expect(run.allocationsPerOperation == nil && run.collections == nil)
  }

  @Test func lengthsAreMeansOrTheBoundsOfTheirClasses() {
    var pool = PoolSample(name: "p")
    #expect(pool.meanLengths(below: [64, 128]).isEmpty)
    pool.classPuts = [2, 0, 5, 7]
    let bounds = pool.meanLengths(below: [64, 128, 256])
    #expect(bounds.map(\.length) == [64, 256] && bounds.map(\.count) == [2, 5])
    pool.classLengthBytes = [20, 0, 1000, 7000]
    #expect(pool.meanLengths(below: []).map(\.length) == [10, 200, 1000])
  }

  /// Once the heap has stopped to collect, nobody knows whose the CPU of the time before was.
  @Test func whileTheCollectorsPartIsUnknownSoIsTheWorkloads() throws {
    var (first, second) = (
      snapshot(at: 0, rss: 1, alloc: 1, interval: 1),
      snapshot(at: 1000, rss: 1, alloc: 1, cpuNanoseconds: 1_300_000_000, interval: 1)
    )
    first.heap?.collectorNanoseconds = 0
    #expect(try #require(CPUReading(from: first, to: second)).workload == nil)
    second.heap?.collectorNanoseconds = 300_000_000
    #expect(try #require(CPUReading(from: first, to: second)).workload == 1)
  }
}

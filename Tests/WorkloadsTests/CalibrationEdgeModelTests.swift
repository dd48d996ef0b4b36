import ByteBufferPool
import Telemetry
import Testing
import Workloads

/// The waist cannot import the pool, so that the rule stands twice: here they are held together.
@Suite struct CalibrationEdgeModelTests {
  private func maxClass(_ calls: [Int]) -> Int {
    SizeClass(length: Calibration(calls: calls).maxSize).index
  }

  private func edge(_ calls: [Int]) -> CalibrationEdge? {
    var pool = PoolSample(name: "p")
    pool.calls = ClassCounts(calls)
    return CalibrationEdge(pool)
  }

  private func order(_ calls: [Int]) -> [Int] {
    calls.indices.sorted { (calls[$0], $1) > (calls[$1], $0) }
  }

  /// How many calls have to move from one class to another until the maximum size is another. nil
  /// if the order of the classes changes before.
  private func callsToMove(_ calls: [Int], from source: Int, to target: Int) -> Int? {
    var moved = calls
    for count in 1...max(calls[source], 1) {
      guard moved[source] > 0 else { return nil }
      moved[source] -= 1
      moved[target] += 1
      guard order(moved) == order(calls) else { return nil }
      if maxClass(moved) != maxClass(calls) { return count }
    }
    return nil
  }

  @Test func thePercentileIsThePools() {
    #expect(CalibrationEdge.percentile == Calibration.percentile)
  }

  /// Beside the pool's own rule. The seed is the test's argument, and so in what a failure prints.
  @Test(arguments: [1, 2, UInt64.random(in: 0 ... .max)])
  func theEdgeIsWhereThePoolDecidesOtherwise(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var (widened, narrowed) = (0, 0)
    for round in 0..<100 {
      // A few classes, each a part of what is left: so that the last ones are about 5 %.
      var (calls, left) = ([Int](repeating: 0, count: SizeClass.count), 1000)
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        let part = left * Int.random(in: 50...97, using: &random) / 100
        calls[Int.random(in: 0..<8, using: &random)] += part
        left -= part
      }
      calls[Int.random(in: 0..<8, using: &random)] += left
      let edge = try #require(self.edge(calls))
      let decided = Calibration(calls: calls)
      #expect(SizeClass(index: edge.maxClass).size == decided.maxSize, "\(seed), \(round)")
      #expect(SizeClass(index: edge.defaultClass).size == decided.defaultSize)

      let first = order(calls)[0]
      let larger = order(calls).first { $0 > edge.maxClass && calls[$0] > 0 }
      if let larger, let count = callsToMove(calls, from: first, to: larger) {
        // Of 1,000 calls the edge is at a whole one.
        #expect(Int(((edge.widening ?? 9) * 1000).rounded()) == count, "\(seed), \(round)")
        widened += 1
      }
      if edge.maxClass != first,
        let count = callsToMove(calls, from: edge.maxClass, to: first)
      {
        // One call past the edge, since 95 % exactly is not enough.
        let narrowing = (edge.narrowing ?? 9) * 1000
        #expect(Int(narrowing.rounded()) + 1 == count, "\(seed), \(round)")
        narrowed += 1
      }
    }
    #expect(widened > 0 && narrowed > 0, "seed \(seed): both edges have to be met")
  }
}

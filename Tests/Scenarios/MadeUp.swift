import Diagnosis
import Telemetry
import Workloads

/// Runs of several workers, which steps on one thread cannot do: made up, sample by sample.
extension Scenario {
  static let madeUp = [
    Scenario("web, 16 at once", []) { random in
      let service = BusyService(hands: 16, seed: random.next())
      return service.watched(seconds: 60, waves: Int.random(in: 10...40, using: &random))
    },
    Scenario("handed over", ["contention"]) { random in
      let share = Double.random(in: 0.3...1, using: &random)
      return watched(seconds: 30, &random) { steal(share, &$0) }
    },
    Scenario("now and then handed over", []) { random in
      let share = Double.random(in: 0...0.2, using: &random)
      return watched(seconds: 30, &random) { steal(share, &$0) }
    },
    Scenario("busier and busier", []) { random in
      let inHand = Double.random(in: 0.01...0.05, using: &random)
      let rise = Double.random(in: 1...5, using: &random)
      return watched(seconds: 300, &random, rise: rise) { _ in
      } outstanding: { rate in
        Int(rate * inHand)
      }
    },
  ]

  /// Such a share of gets takes what another worker has put.
  private static func steal(_ share: Double, _ pool: inout PoolSample) {
    let gets = pool.gets ?? 0
    let steals = Int(Double(gets) * share)
    (pool.steals, pool.hits) = (steals, gets - steals)
  }

  /// A pool that answers all gets, ten samples a second, at a rate that rises to `rise` times of
  /// itself and one more, with so many buffers in hand.
  private static func watched(
    seconds: Int, _ random: inout SplitMix64, rise: Double = 0,
    change: (inout PoolSample) -> Void, outstanding: (Double) -> Int = { _ in 0 }
  ) -> Diagnostician {
    var diagnostician = Diagnostician(sizeClasses: Simulation.sizeClasses)
    let rate = Double.random(in: 1000...10_000, using: &random)
    var gets = 0.0
    for tenth in 0..<(seconds * 10) {
      let now = rate * (1 + rise * Double(tenth) / Double(seconds * 10))
      gets += now / 10 * Double.random(in: 0.95...1.05, using: &random)
      let held = outstanding(now)
      var pool = PoolSample(name: "made up")
      (pool.gets, pool.hits, pool.misses) = (Int(gets), Int(gets), 0)
      (pool.puts, pool.abandoned, pool.drops) = (max(Int(gets) - held, 0), 0, 0)
      change(&pool)
      let heap = HeapSample(
        allocSpace: (1 << 20) + held * 4096, allocObjects: held, freedSpace: 0, freedObjects: 0)
      diagnostician.add(
        Snapshot(time: .milliseconds(tenth * 100), heap: heap, pools: [pool]))
    }
    return diagnostician
  }
}

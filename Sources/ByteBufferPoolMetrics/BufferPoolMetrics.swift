public import ByteBufferPool
public import CoreMetrics
internal import Synchronization

/// Exports what a pool has counted through swift-metrics.
///
/// Whoever makes one calls ``report()`` now and then, as often as figures are wanted: nothing here
/// runs by itself, and a pool costs nothing more for being exported.
///
/// Counters are named `buffer_pool_gets`, `_hits`, `_steals`, `_victim_hits`, `_misses`, `_puts`,
/// `_drops`, `_abandoned`, `_growths`, `_growth_bytes`, `_calibrations`, `_sweeps`, `_evictions`;
/// what can fall is a meter: `buffer_pool_outstanding`, `_retained_buffers`, `_retained_bytes`,
/// `_default_bytes`, `_max_bytes`. All have the dimension `pool`. Sizes are in bytes.
public final class BufferPoolMetrics: Sendable {
  private typealias Figure = @Sendable (PoolCounters) -> Int

  private struct Exports {
    let counters: [(figure: Figure, counter: Counter)]
    let meters: [(figure: Figure, meter: Meter)]
    var reported = PoolCounters()
  }

  private let pool: BufferPool
  private let exports: Mutex<Exports>

  /// Exports `pool` under a name that tells it from others.
  public init(
    pool: BufferPool, name: String, factory: any MetricsFactory = MetricsSystem.factory
  ) {
    self.pool = pool
    let dimensions = [("pool", name)]
    let counters: [(String, Figure)] = [
      ("gets", \.gets), ("hits", \.hits), ("steals", \.steals), ("victim_hits", \.victimHits),
      ("misses", \.misses), ("puts", \.puts), ("drops", \.drops), ("abandoned", \.abandoned),
      ("growths", \.growths), ("growth_bytes", \.growthBytes),
      ("calibrations", \.calibrations), ("sweeps", \.sweeps), ("evictions", \.evictions),
    ]
    let meters: [(String, Figure)] = [
      ("outstanding", \.outstanding), ("retained_buffers", \.retainedObjects),
      ("retained_bytes", \.retainedBytes), ("default_bytes", \.calibration.defaultSize),
      ("max_bytes", \.calibration.maxSize),
    ]
    exports = Mutex(
      Exports(
        counters: counters.map { name, figure in
          let label = "buffer_pool_\(name)"
          return (figure, Counter(label: label, dimensions: dimensions, factory: factory))
        },
        meters: meters.map { name, figure in
          let label = "buffer_pool_\(name)"
          return (figure, Meter(label: label, dimensions: dimensions, factory: factory))
        }))
  }

  /// Reports what has happened since the last report, or since the pool began. Safe to call from
  /// any thread. Complexity: O(size classes × worker slots in use).
  public func report() {
    exports.withLock { exports in
      // Under the lock, so that reports do not overtake each other and no count seems to fall.
      let now = pool.counters
      for (figure, counter) in exports.counters {
        counter.increment(by: figure(now) - figure(exports.reported))
      }
      for (figure, meter) in exports.meters { meter.set(figure(now)) }
      exports.reported = now
    }
  }
}

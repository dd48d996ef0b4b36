import Drawing
import Telemetry

/// A pool of another program, which counts neither gets nor puts: what lies in it.
struct WatchedPool {
  private let pool: PoolSample?
  private let now: PoolReading?

  init(_ scene: Scene) { (pool, now) = (scene.poolSample, scene.pool) }

  var table: Table {
    Table(
      widths: [11, 17],
      rows: [
        Table.Row("", ["bytes", "objects"], style: .label),
        Table.Row("retained", [bytes(pool?.retainedSpace), count(pool?.retainedObjects)]),
        Table.Row("  victims", [bytes(pool?.victimSpace), count(pool?.victimObjects)]),
        Table.Row(
          "each", [bytes(pool?.meanRetainedSpace), "measured \(count(pool?.measuredObjects))"]),
        Table.Row("steals", [now?.steals.map(Quantity.perSecond) ?? unknown, count(pool?.steals)]),
        Table.Row("default", [size(pool?.defaultSize)]),
        Table.Row("max", [size(pool?.maxSize)]),
        Table.Row("calibrated", ["", count(pool?.calibrations)]),
      ])
  }

  /// The same in lines, the most important first.
  var lines: Pairs {
    Pairs(rows: [
      [
        Pairs.Pair("retained", bytes(pool?.retainedSpace)),
        Pairs.Pair("objects", count(pool?.retainedObjects)),
        Pairs.Pair("victims", count(pool?.victimObjects)),
        Pairs.Pair("each", bytes(pool?.meanRetainedSpace)),
      ],
      [
        Pairs.Pair("steals", now?.steals.map(Quantity.perSecond) ?? unknown),
        Pairs.Pair("default", size(pool?.defaultSize)), Pairs.Pair("max", size(pool?.maxSize)),
        Pairs.Pair("calibrated", count(pool?.calibrations)),
      ],
    ])
  }

  private func bytes(_ value: Int?) -> String { value.map(Quantity.bytes) ?? unknown }
  private func count(_ value: Int?) -> String { value.map(Quantity.count) ?? unknown }
  private func size(_ value: Int?) -> String {
    value.map { $0 == 0 ? "none" : Quantity.size($0) } ?? unknown
  }
}

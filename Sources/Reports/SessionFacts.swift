import Sessions
import Telemetry

/// What a session is, in words: what ran where, when and how long.
extension SessionDigest {
  /// What ran at its begin: marks tell of switches.
  var subject: String {
    header.subject(workload: run.first?.workload?.name).joined(separator: " · ")
  }

  /// Rows of a name and what is to say of it.
  var facts: [(name: String, text: String)] {
    let host = header.host
    let machine = [
      host.name, host.system, host.cpus == 1 ? "1 CPU" : "\(Quantity.count(host.cpus)) CPUs",
      Quantity.bytes(host.memoryBytes),
    ]
    return [
      ("what ran", subject), ("started", Self.readable(header.started)), ("time", time),
      ("samples", samples), ("host", machine.joined(separator: " · ")),
    ] + memoryLimit + [("recorded by", header.tool)]
  }

  /// No row where it is unknown.
  private var memoryLimit: [(name: String, text: String)] {
    guard let limit = run.latest?.process?.memoryLimit else { return [] }
    return [("memory limit", Quantity.bytes(limit))]
  }

  private var samples: String {
    let interval = Quantity.interval(.nanoseconds(header.intervalNanoseconds))
    return "\(Quantity.count(sampleCount)), one every \(interval)"
  }

  /// "00:01:30.0, from 00:00:00.1 to 00:01:30.1".
  private var time: String {
    let ends = [run.first?.time, run.latest?.time].map { Quantity.preciseLength($0 ?? .zero) }
    let length = Quantity.preciseLength(run.duration ?? .zero)
    return "\(length), from \(ends[0]) to \(ends[1])"
  }

  /// "2026-01-31 12:00:00 UTC" for what the format has; any other text as it is.
  private static func readable(_ instant: String) -> String {
    let bytes = Array(instant.utf8)
    guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[19] == UInt8(ascii: "Z") else {
      return instant
    }
    return "\(instant.prefix(10)) \(instant.dropFirst(11).prefix(8)) UTC"
  }
}

/// The table of pools: what each came to.
struct PoolTable {
  /// Above 200 pools a table says no more; those that retain most are told.
  static let limit = 200

  static let headings = [
    "pool", "policy", "gets", "hit ratio", "puts", "kept", "dropped", "abandoned", "outstanding",
    "retained", "default size", "max size",
  ]

  /// Those that retain most at the end come first.
  let rows: [[String]]
  let omitted: Int

  init(_ digest: SessionDigest) {
    let pools = digest.pools
    let order = pools.indices.sorted { first, second in
      let retained = [first, second].map { pools[$0].retainedSpace ?? -1 }
      return retained[0] == retained[1] ? first < second : retained[0] > retained[1]
    }
    let keys = [
      "gets", "hit_percent", "puts", "kept", "drops", "abandoned", "outstanding", "retained_bytes",
      "default_bytes", "max_bytes",
    ]
    let figures = keys.compactMap { key in FigureGroup.figures.first { $0.key == key } }
    rows = order.prefix(Self.limit).map { index in
      var run = digest.run
      run.pool = index
      return [pools[index].name, pools[index].policy ?? "–"] + figures.map { $0.text(run) }
    }
    omitted = max(pools.count - Self.limit, 0)
  }
}

import Telemetry

/// What one graph is of: several lines with one axis.
package struct Topic: Sendable {
  /// A word for links, unique.
  package let key: String
  package let title: String
  /// What a reader has to know of it; empty where it speaks for itself.
  package var remark = ""
  package let axis: ValueAxis.Kind
  let lines: @Sendable (SessionDigest) -> [Line]

  /// Those lines of which something is known.
  package func knownLines(_ digest: SessionDigest) -> [Line] {
    lines(digest).filter { $0.range != nil }
  }

  package static let all = [
    memory, allocation, traffic, hitRatio, thresholds, latency, cpu,
  ]

  private static let memory = Topic(
    key: "memory", title: "Memory", axis: .bytes,
    lines: { digest in
      [
        digest.line("RSS") { $0.extent(.resident) },
        digest.line("live") { $0.extent(.live) },
        digest.line("garbage", isFilled: true) { $0.extent(.garbage) },
        digest.line("retained") { $0.retained(pool: digest.run.pool) },
      ]
    })

  private static let allocation = Topic(
    key: "allocation", title: "Allocation rate", axis: .bytesPerSecond,
    lines: { digest in
      [digest.line("allocated", isFilled: true) { HeapReading(from: $0, to: $1)?.allocRate }]
    })

  private static let traffic = Topic(
    key: "traffic", title: "Pool traffic", axis: .perSecond,
    lines: { digest in
      func line(_ name: String, _ rate: (PoolReading) -> Double?) -> Line {
        digest.line(name) {
          PoolReading(from: $0, to: $1, pool: digest.run.pool).flatMap(rate)
        }
      }
      let dropped = line("dropped") { $0.drops }
      let isDropping = dropped.range.map { $0.upperBound > 0 } ?? false
      return [line("gets") { $0.gets }, line("puts") { $0.puts }, line("misses") { $0.misses }]
        + (isDropping ? [dropped] : [])
    })

  private static let hitRatio = Topic(
    key: "hits", title: "Hit ratio", axis: .share,
    lines: { digest in
      [
        digest.line("hit ratio") {
          PoolReading(from: $0, to: $1, pool: digest.run.pool)?.hitRatio
        }
      ]
    })

  private static let thresholds = Topic(
    key: "thresholds", title: "Thresholds", axis: .sizes,
    lines: { digest in
      func line(_ name: String, _ size: (PoolSample) -> Int?) -> Line {
        var line = digest.line(name) { bucket in
          let size = bucket.last.pool(at: digest.run.pool).flatMap(size)
          // 0 before the first calibration: there is none yet.
          return size.flatMap { $0 > 0 ? Extent(Double($0)) : nil }
        }
        line.isStepped = true
        return line
      }
      return [line("default size") { $0.defaultSize }, line("max size") { $0.maxSize }]
    })

  private static let latency = Topic(
    key: "latency", title: "Latency of get and put", axis: .nanoseconds,
    lines: { digest in
      func line(_ name: String, _ value: (LatencyReading) -> Int) -> Line {
        digest.line(name) { earlier, later in
          LatencyReading(from: earlier, to: later).map { Double(max(value($0), 1)) }
        }
      }
      return [line("p50", \.p50), line("p99", \.p99), line("max", \.max)]
    })

  private static let cpu = Topic(
    key: "cpu", title: "CPU", remark: "100 % is one core", axis: .cores,
    lines: { digest in
      func line(_ name: String, _ cores: (CPUReading) -> Double?) -> Line {
        digest.line(name) { CPUReading(from: $0, to: $1).flatMap(cores) }
      }
      return [
        line("workload") { $0.workload }, line("collector") { $0.collector },
        line("monitor") { $0.monitor },
      ]
    })
}

import Telemetry

/// All columns, in the order in which an export has them.
extension Column {
  package static let all: [Column] =
    keys + texts + pool + poolReadings + workload + heap + process + monitor

  private static let keys: [Column] = [
    Column(
      name: "time_s", kind: .key, unit: .seconds, meaning: "Time since the session began",
      isOfPool: false,
      source: .value { .seconds(nanoseconds: $0.sample.snapshot.timeNanoseconds) }),
    Column(
      name: "time_utc", kind: .key, unit: .none,
      meaning: "The same as a date, in UTC (RFC 3339, milliseconds)", isOfPool: false,
      source: .value { $0.sample.wallClock.map { .text(UTCTime.text(milliseconds: $0)) } }),
    Column(
      name: "pool", kind: .key, unit: .none, meaning: "The pool's name", isOfPool: true,
      source: .value { $0.pool.map { .text($0.name) } }),
  ]

  private static let texts: [Column] = [
    .text("workload", "The workload's name") { $0.sample.snapshot.workload?.name },
    .text("mode", "Whether buffers are put back: put or noput") {
      $0.sample.snapshot.workload?.mode.rawValue
    },
    .text("policy", ofPool: true, "The retention policy in force") { $0.pool?.policy },
    .text("element", ofPool: true, "The type of what is in the pool, in a Go program") {
      $0.pool?.element
    },
    .text("address", ofPool: true, "Where the pool is, in a Go program: it stays as names come") {
      $0.pool?.address.map(String.init)
    },
    .text("heap_model", "The manner of poolmon's own heap: collected or counted") {
      $0.sample.snapshot.heap?.model?.rawValue
    },
    .text("note", "What a person said on this moment") { $0.sample.snapshot.note },
  ]

  private static let pool: [Column] = [
    .ofPool(.counter, "gets", .none, "Buffers handed out", \.gets),
    .ofPool(.counter, "hits", .none, "Gets that the own cache answered", \.hits),
    .ofPool(.counter, "steals", .none, "Gets that another's cache answered", \.steals),
    .ofPool(.counter, "victim_hits", .none, "Gets that the victim cache answered", \.victimHits),
    .ofPool(.counter, "misses", .none, "Gets that needed a new buffer", \.misses),
    .ofPool(.counter, "puts", .none, "Buffers put back", \.puts),
    .ofPool(.counter, "kept", .none, "Puts that the pool took", \.kept),
    .ofPool(.counter, "drops", .none, "Puts refused, since the capacity was too large", \.drops),
    .ofPool(.counter, "abandoned", .none, "Buffers got, never put, and gone", \.abandoned),
    .ofPool(.counter, "sweeps", .none, "Sweeps of the caches", \.sweeps),
    .ofPool(.counter, "evictions", .none, "Buffers that sweeps let go", \.evictions),
    .ofPool(.counter, "growths", .none, "Times that a buffer grew after its get", \.growths),
    .ofPool(.counter, "growth_bytes", .bytes, "Bytes that growing copied", \.growthBytes),
    .ofPool(.counter, "calibrations", .none, "Calibrations", \.calibrations),
    .ofPool(
      .gauge, "default_bytes", .bytes,
      "Capacity of new buffers; 0 before the first calibration", \.defaultSize),
    .ofPool(
      .gauge, "max_bytes", .bytes,
      "Capacity above which a put is refused; 0 before the first calibration: none is", \.maxSize),
    .ofPool(.gauge, "retained_bytes", .bytes, "Idle in the caches", \.retainedSpace),
    .ofPool(.gauge, "retained_objects", .none, "Buffers idle in the caches", \.retainedObjects),
    .ofPool(
      .gauge, "victim_bytes", .bytes, "Of these, what goes at the next collection", \.victimSpace),
    .ofPool(
      .gauge, "victim_objects", .none, "Of these, those that go at the next collection",
      \.victimObjects),
    .ofPool(
      .gauge, "measured_objects", .none, "Of these, those whose size was read", \.measuredObjects),
    .ofPool(
      .gauge, "outstanding", .none, "Buffers that callers hold: gets less puts less abandoned",
      \.outstanding),
    .classes(.counter, "class_puts", .none, "Puts by size class of their length", \.classPuts),
    .classes(
      .counter, "class_length_bytes", .bytes, "Length of the puts in class_puts",
      \.classLengthBytes),
    .classes(
      .counter, "class_capacity_bytes", .bytes, "Capacity of the puts in class_puts",
      \.classCapacityBytes),
    .classes(
      .gauge, "retained_classes", .none,
      "Buffers idle in the caches by size class of their capacity",
      \.retainedClasses),
    .classes(.gauge, "calls", .none, "Puts by size class since the last calibration", \.calls),
  ]

  private static let poolReadings: [Column] = [
    .poolReading("gets_per_s", .perSecond, "Gets per second", \.gets),
    .poolReading("hits_per_s", .perSecond, "Hits of the own cache per second", \.hits),
    .poolReading("steals_per_s", .perSecond, "Steals per second", \.steals),
    .poolReading("victim_hits_per_s", .perSecond, "Hits of the victim cache per second") {
      $0.victimHits
    },
    .poolReading("misses_per_s", .perSecond, "Misses per second", \.misses),
    .poolReading("puts_per_s", .perSecond, "Puts per second", \.puts),
    .poolReading("kept_per_s", .perSecond, "Puts per second that the pool took", \.kept),
    .poolReading("drops_per_s", .perSecond, "Puts per second that were refused", \.drops),
    .poolReading("abandoned_per_s", .perSecond, "Buffers abandoned per second", \.abandoned),
    .poolReading("evictions_per_s", .perSecond, "Buffers that sweeps let go per second") {
      $0.evictions
    },
    .poolReading("growths_per_s", .perSecond, "Growths per second", \.growths),
    .poolReading("calibrations_per_s", .perSecond, "Calibrations per second", \.calibrations),
    .poolReading("hit_ratio", .ratio, "Share of gets that needed no new buffer", \.hitRatio),
    .poolReading("kept_ratio", .ratio, "Share of puts that the pool took", \.keptRatio),
    .poolReading("utilisation_ratio", .ratio, "Length of what was put, divided by its capacity") {
      $0.utilisation
    },
    Column(
      name: "class_puts_per_s", kind: .reading, unit: .perSecond,
      meaning: "Puts per second by size class of their length", isOfPool: true,
      source: .classes { $0.reading?.classPuts?.map { .number($0) } ?? [] }),
    Column(
      name: "class_utilisation_ratio", kind: .reading, unit: .ratio,
      meaning: "Length divided by capacity, by size class", isOfPool: true,
      source: .classes { $0.reading?.classUtilisation.map { $0.map { .number($0) } } ?? [] }),
  ]

  private static let workload: [Column] = [
    .raw(.counter, "workload_operations", .none, "Get, fill, and put or let go") {
      $0.workload?.operations
    },
    .raw(
      .gauge, "workload_payload_bytes", .bytes,
      "What an operation writes, where that is always the same"
    ) { $0.workload?.payloadBytes },
    .reading("operations_per_s", .perSecond, "Operations per second") { $0.workload?.operations },
    Column(
      name: "get_put_ns", kind: .histogram, unit: .nanoseconds,
      meaning: "How long a get with its put took, of the operations that were measured",
      isOfPool: false, source: .histogram { $0.snapshot.workload?.latency }),
    .latency("get_put_p50_s", "Half of the measured operations took so long at most", \.p50),
    .latency("get_put_p99_s", "99 % of them did", \.p99),
    .latency("get_put_max_s", "The longest of them", \.max),
    Column(
      name: "get_put_measured", kind: .reading, unit: .none,
      meaning: "Operations that were measured since the sample before", isOfPool: false,
      source: .value { $0.sample.latency.map { .count($0.measured) } }),
  ]

  private static let heap: [Column] = [
    .raw(.counter, "heap_alloc_bytes", .bytes, "Allocated: pprof's alloc space") {
      $0.heap?.allocSpace
    },
    .raw(.counter, "heap_alloc_objects", .none, "Allocations") { $0.heap?.allocObjects },
    .raw(.counter, "heap_large_objects", .none, "Allocations larger than all sizes of Go's") {
      $0.heap?.largeObjects
    },
    .raw(.counter, "heap_large_bytes", .bytes, "Bytes of these") { $0.heap?.largeSpace },
    .raw(.counter, "heap_free_bytes", .bytes, "Freed") { $0.heap?.freedSpace },
    .raw(.counter, "heap_free_objects", .none, "Objects freed") { $0.heap?.freedObjects },
    .raw(.gauge, "heap_in_use_bytes", .bytes, "Allocated and not yet freed") {
      $0.heap?.inUseSpace
    },
    .raw(.gauge, "heap_in_use_objects", .none, "Objects allocated and not yet freed") {
      $0.heap?.inUseObjects
    },
    .raw(.gauge, "heap_garbage_bytes", .bytes, "Dropped and not yet reclaimed") {
      $0.heap?.garbageSpace
    },
    .raw(.gauge, "heap_live_bytes", .bytes, "In use and not garbage") { $0.heap?.liveSpace },
    .raw(.gauge, "heap_idle_bytes", .bytes, "Free blocks that the heap holds memory for") {
      $0.heap?.idleSpace
    },
    .raw(.gauge, "heap_goal_bytes", .bytes, "Heap size at which the next collection starts") {
      $0.heap?.goal
    },
    .raw(.counter, "heap_collections", .none, "Collections") { $0.heap?.collections },
    .raw(.counter, "heap_collector_cpu_ns", .nanoseconds, "CPU time of the collector") {
      $0.heap?.collectorNanoseconds
    },
    .raw(
      .counter, "heap_assist_ns", .nanoseconds,
      "Time that allocating threads waited for the collector"
    ) { $0.heap?.assistNanoseconds },
    .reading("alloc_bytes_per_s", .bytesPerSecond, "Allocated per second") { $0.heap?.allocRate },
    .reading("alloc_objects_per_s", .perSecond, "Allocations per second") {
      $0.heap?.allocObjectRate
    },
    .reading("collections_per_s", .perSecond, "Collections per second") { $0.heap?.collections },
    .reading("assist_threads", .threads, "Threads that waited for the collector, on average") {
      $0.heap?.assist
    },
  ]

  private static let process: [Column] = [
    .raw(.gauge, "process_rss_bytes", .bytes, "Resident set size") { $0.process?.residentSpace },
    .raw(.gauge, "process_peak_rss_bytes", .bytes, "The largest RSS since the process began") {
      $0.process?.peakResidentSpace
    },
    .raw(
      .gauge, "process_memory_limit_bytes", .bytes,
      "The memory that the process may have at most"
    ) { $0.process?.memoryLimit },
    .raw(
      .counter, "process_cpu_ns", .nanoseconds,
      "CPU time of all threads, the monitor's included"
    ) { $0.process?.cpuNanoseconds },
    .raw(.counter, "process_minor_faults", .none, "Page faults served without a disk") {
      $0.process?.minorFaults
    },
    .reading("minor_faults_per_s", .perSecond, "Page faults per second without a disk") {
      $0.process?.minorFaults
    },
    .reading("cpu_process_cores", .cores, "CPU of the whole process; 1 is one core busy") {
      $0.cpu?.process
    },
    .reading("cpu_workload_cores", .cores, "CPU less the monitor's and the collector's") {
      $0.cpu?.workload
    },
    .reading("cpu_collector_cores", .cores, "CPU of the collector") { $0.cpu?.collector },
    .reading("cpu_monitor_cores", .cores, "CPU of the monitor") { $0.cpu?.monitor },
  ]

  private static let monitor: [Column] = [
    .raw(.counter, "monitor_cpu_ns", .nanoseconds, "CPU time of the monitor's own thread") {
      $0.monitor?.cpuNanoseconds
    },
    .raw(.counter, "monitor_frames", .none, "Frames drawn") { $0.monitor?.frames },
    .raw(.counter, "monitor_late_samples", .none, "Samples that were due and not taken") {
      $0.monitor?.lateSamples
    },
    .raw(.gauge, "monitor_interval_ns", .nanoseconds, "Time between samples as it was set") {
      $0.monitor?.intervalNanoseconds
    },
  ]
}

extension Column {
  /// The list as a table of Markdown, for docs/EXPORTS.md.
  package static var markdown: [String] {
    ["| name | unit | kind | meaning |", "|---|---|---|---|"]
      + all.map { column in
        let name = column.hasClasses ? "\(column.name)_…" : column.name
        return "| `\(name)` | \(column.unit.rawValue) | \(column.kind.rawValue) | "
          + "\(column.meaning) |"
      }
  }
}

import Glibc
package import Telemetry

/// A line of a session below its header.
package enum SessionLine: Equatable, Sendable {
  case sample(Snapshot)
  /// A person's words on an instant, in nanoseconds, without a sample.
  case remark(timeNanoseconds: Int, words: String)
  /// Neither, or damaged.
  case unreadable
}

extension SessionLine {
  /// Reads a line without its end. Fields that are unknown are ignored, as Codable does it with the
  /// same samples; numbers that no run comes to are damage. O(bytes).
  package init(_ line: UnsafeRawBufferPointer) {
    guard var cursor = JSONCursor(line) else {
      self = .unreadable
      return
    }
    do throws(JSONCursor.Invalid) {
      self = try Self.read(&cursor)
      try cursor.finish()
    } catch {
      self = .unreadable
    }
  }

  /// Whether the first field of a line, as poolmon writes it, is one that a remark has not. O(1).
  static func isNoRemark(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let base = line.baseAddress else { return false }
    return partStarts.contains { start in
      start.utf8CodeUnitCount <= line.count
        && memcmp(start.utf8Start, base, start.utf8CodeUnitCount) == 0
    }
  }

  private static let partStarts: [StaticString] = [
    #"{"heap":"#, #"{"monitor":"#, #"{"pools":"#, #"{"process":"#, #"{"workload":"#,
  ]

  private static let names = FieldNames(
    "heap", "monitor", "note", "pools", "process", "t_ns", "workload")

  private static func read(_ cursor: inout JSONCursor) throws(JSONCursor.Invalid) -> SessionLine {
    var snapshot = Snapshot(time: .zero)
    var (hasPools, hasOtherParts, time): (Bool, Bool, Int?) = (false, false, nil)
    try cursor.readObject(names) { cursor, field throws(JSONCursor.Invalid) in
      hasOtherParts = hasOtherParts || (field != 2 && field != 5)
      switch field {
      case 0: snapshot.heap = try cursor.readHeap()
      case 1: snapshot.monitor = try cursor.readMonitor()
      case 2: snapshot.note = try cursor.readString()
      case 3:
        (hasPools, snapshot.pools) = (true, [])
        try cursor.readList { cursor throws(JSONCursor.Invalid) in
          guard snapshot.pools.count < mostPools else { throw JSONCursor.Invalid() }
          snapshot.pools.append(try cursor.readPool())
        }
      case 4: snapshot.process = try cursor.readProcess()
      case 5: time = try cursor.readCount()
      default: snapshot.workload = try cursor.readWorkload()
      }
    }
    guard let time else { throw JSONCursor.Invalid() }
    if hasPools {
      snapshot.timeNanoseconds = time
      return .sample(snapshot)
    }
    // A sample whose list of pools was damaged is no remark: its words would go to another sample.
    guard let words = snapshot.note, !hasOtherParts else { throw JSONCursor.Invalid() }
    return .remark(timeNanoseconds: time, words: words)
  }

  /// More than any program has.
  private static let mostPools = 1000
}

// MARK: - The parts of a sample

/// Fields that a part must have are not optional in its type: without one the line is damaged.
private func required(_ value: Int?) throws(JSONCursor.Invalid) -> Int {
  guard let value else { throw JSONCursor.Invalid() }
  return value
}

extension JSONCursor {
  private static let heapNames = FieldNames(
    "alloc_bytes", "alloc_objects", "alloc_sizes", "assist_ns", "collections", "collector_cpu_ns",
    "free_bytes", "free_objects", "garbage_bytes", "goal_bytes", "idle_bytes", "large_bytes",
    "large_objects", "model")

  fileprivate mutating func readHeap() throws(Invalid) -> HeapSample {
    var sample = HeapSample(allocSpace: 0, allocObjects: 0, freedSpace: 0, freedObjects: 0)
    var (space, objects, freed, freedObjects): (Int?, Int?, Int?, Int?)
    try readObject(Self.heapNames) { cursor, field throws(Invalid) in
      switch field {
      case 0: space = try cursor.readCount()
      case 1: objects = try cursor.readCount()
      case 2: sample.allocSizes = try cursor.readSizes()
      case 3: sample.assistNanoseconds = try cursor.readCount()
      case 4: sample.collections = try cursor.readCount()
      case 5: sample.collectorNanoseconds = try cursor.readCount()
      case 6: freed = try cursor.readCount()
      case 7: freedObjects = try cursor.readCount()
      case 8: sample.garbageSpace = try cursor.readCount()
      case 9: sample.goal = try cursor.readCount()
      case 10: sample.idleSpace = try cursor.readCount()
      case 11: sample.largeSpace = try cursor.readCount()
      case 12: sample.largeObjects = try cursor.readCount()
      default: sample.model = try cursor.readWord()
      }
    }
    sample.allocSpace = try required(space)
    sample.allocObjects = try required(objects)
    sample.freedSpace = try required(freed)
    sample.freedObjects = try required(freedObjects)
    return sample
  }

  /// A size that stands twice has no one meaning.
  private mutating func readSizes() throws(Invalid) -> SizeCounts {
    var sizes: [(size: Int, count: Int)] = []
    try readEntries { cursor, name throws(Invalid) in
      let size = try Self.number(name)
      guard sizes.count < SizeCounts.mostEntries, !sizes.contains(where: { $0.size == size })
      else { throw Invalid() }
      sizes.append((size, try cursor.readCount()))
    }
    return SizeCounts(sizes)
  }

  private static let monitorNames = FieldNames("cpu_ns", "frames", "interval_ns", "late_samples")

  fileprivate mutating func readMonitor() throws(Invalid) -> MonitorSample {
    var (cpu, frames, interval, late): (Int?, Int?, Int?, Int?)
    try readObject(Self.monitorNames) { cursor, field throws(Invalid) in
      switch field {
      case 0: cpu = try cursor.readCount()
      case 1: frames = try cursor.readCount()
      case 2: interval = try cursor.readCount()
      default: late = try cursor.readCount()
      }
    }
    return MonitorSample(
      cpuNanoseconds: try required(cpu), frames: try required(frames),
      lateSamples: try required(late), intervalNanoseconds: try required(interval))
  }

  private static let processNames = FieldNames(
    "cpu_ns", "memory_limit_bytes", "minor_faults", "peak_rss_bytes", "rss_bytes")

  fileprivate mutating func readProcess() throws(Invalid) -> ProcessSample {
    var (cpu, limit, faults, peak, resident): (Int?, Int?, Int?, Int?, Int?)
    try readObject(Self.processNames) { cursor, field throws(Invalid) in
      switch field {
      case 0: cpu = try cursor.readCount()
      case 1: limit = try cursor.readCount()
      case 2: faults = try cursor.readCount()
      case 3: peak = try cursor.readCount()
      default: resident = try cursor.readCount()
      }
    }
    return ProcessSample(
      residentSpace: try required(resident), peakResidentSpace: try required(peak),
      cpuNanoseconds: try required(cpu), minorFaults: try required(faults), memoryLimit: limit)
  }

  private static let workloadNames = FieldNames(
    "get_put_ns", "mode", "name", "operations", "payload_bytes")

  fileprivate mutating func readWorkload() throws(Invalid) -> WorkloadSample {
    var sample = WorkloadSample(mode: .put, operations: 0, payloadBytes: nil)
    var (mode, operations): (WorkloadMode?, Int?)
    try readObject(Self.workloadNames) { cursor, field throws(Invalid) in
      switch field {
      case 0: sample.latency = try cursor.readLatency()
      case 1: mode = try cursor.readWord()
      case 2: sample.name = try cursor.readString()
      case 3: operations = try cursor.readCount()
      default: sample.payloadBytes = try cursor.readCount()
      }
    }
    guard let mode else { throw Invalid() }
    sample.mode = mode
    sample.operations = try required(operations)
    return sample
  }

  /// Takes finer buckets than ours as well: they are added up. A name that stands twice has no one
  /// meaning.
  private mutating func readLatency() throws(Invalid) -> LatencySample {
    var counts = InlineArray<132, Int>(repeating: 0)
    // The first name of each bucket, and whatever further ones there are.
    var names = InlineArray<132, Int>(repeating: -1)
    var finer: [Int] = []
    try readEntries { cursor, name throws(Invalid) in
      let bound = try Self.number(name)
      let index = LatencyBuckets.index(ofNanoseconds: bound)
      if names[index] < 0 {
        names[index] = bound
      } else {
        guard names[index] != bound, !finer.contains(bound), finer.count < Self.mostFinerBuckets
        else { throw Invalid() }
        finer.append(bound)
      }
      counts[index] += try cursor.readCount()
      guard counts[index] <= LatencySample.Bucket.largestCount else { throw Invalid() }
    }
    return LatencySample(counts: counts.span)
  }

  /// More than a histogram has.
  private static let mostFinerBuckets = 4096

  /// A name that is a number, and nothing beside it.
  private static func number(_ name: UnsafeBufferPointer<UInt8>) throws(Invalid) -> Int {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard name.allSatisfy(digits.contains),
      var cursor = JSONCursor(UnsafeRawBufferPointer(name))
    else { throw Invalid() }
    let number = try cursor.readCount()
    try cursor.finish()
    return number
  }

  /// One of the words that a type has.
  private mutating func readWord<Word: RawRepresentable<String>>() throws(Invalid) -> Word {
    guard let word = Word(rawValue: try readString()) else { throw Invalid() }
    return word
  }

  /// A count for each size class, whose sum is no larger than a count may be.
  private mutating func readClasses() throws(Invalid) -> ClassCounts {
    var counts = InlineArray<64, Int>(repeating: 0)
    var (count, sum) = (0, 0)
    try readList { cursor throws(Invalid) in
      guard count < counts.count else { throw Invalid() }
      counts[count] = try cursor.readCount()
      sum += counts[count]
      guard sum <= Self.largestNumber else { throw Invalid() }
      count += 1
    }
    return ClassCounts(counts.span.extracting(first: count))
  }

  private static let poolNames = FieldNames(
    "abandoned", "address", "calibrations", "calls", "class_capacity_bytes",
    "class_length_bytes", "class_puts", "default_bytes", "drops", "element", "evictions", "gets",
    "growth_bytes", "growths", "hits", "kept", "max_bytes", "measured_objects", "misses", "name",
    "policy", "puts", "retained_bytes", "retained_classes", "retained_objects", "steals", "sweeps",
    "victim_bytes", "victim_hits", "victim_objects")

  fileprivate mutating func readPool() throws(Invalid) -> PoolSample {
    var pool = PoolSample(name: "")
    var hasName = false
    try readObject(Self.poolNames) { cursor, field throws(Invalid) in
      switch field {
      case 3: pool.calls = try cursor.readClasses()
      case 4: pool.classCapacityBytes = try cursor.readClasses()
      case 5: pool.classLengthBytes = try cursor.readClasses()
      case 6: pool.classPuts = try cursor.readClasses()
      case 9: pool.element = try cursor.readString()
      case 19: (hasName, pool.name) = (true, try cursor.readString())
      case 20: pool.policy = try cursor.readString()
      case 23: pool.retainedClasses = try cursor.readClasses()
      default: try cursor.readCounter(field, of: &pool)
      }
    }
    guard hasName else { throw Invalid() }
    return pool
  }

  /// A field of a pool that is one number.
  private mutating func readCounter(
    _ field: Int, of pool: inout PoolSample
  ) throws(Invalid) {
    let count = try readCount()
    switch field {
    case 0: pool.abandoned = count
    case 1: pool.address = count
    case 2: pool.calibrations = count
    case 7: pool.defaultSize = count
    case 8: pool.drops = count
    case 10: pool.evictions = count
    case 11: pool.gets = count
    case 12: pool.growthBytes = count
    case 13: pool.growths = count
    case 14: pool.hits = count
    case 15: pool.kept = count
    case 16: pool.maxSize = count
    case 17: pool.measuredObjects = count
    case 18: pool.misses = count
    case 21: pool.puts = count
    case 22: pool.retainedSpace = count
    case 24: pool.retainedObjects = count
    case 25: pool.steals = count
    case 26: pool.sweeps = count
    case 27: pool.victimSpace = count
    case 28: pool.victimHits = count
    default: pool.victimObjects = count
    }
  }
}

import Foundation
import Telemetry

@testable import Sessions

/// A small random generator whose run is its seed. Source: Steele, Lea, Flood, "Fast splittable
/// pseudorandom number generators", 2014.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  /// The seed of a test, printed, so that POOLMON_SEED repeats its run.
  static func seeded(_ test: String) -> SplitMix64 {
    let text = ProcessInfo.processInfo.environment["POOLMON_SEED"]
    let seed = text.flatMap(UInt64.init) ?? .random(in: 0 ... .max)
    print("\(test): POOLMON_SEED=\(seed)")
    return SplitMix64(state: seed)
  }
}

/// Samples of a source that knows now this, now that.
struct RandomSession {
  var random: SplitMix64
  private var time = 0

  init(_ random: SplitMix64) { self.random = random }

  mutating func snapshots(_ count: Int) -> [Snapshot] { (0..<count).map { _ in snapshot() } }

  private mutating func count() -> Int { Int.random(in: 0...1 << 40, using: &random) }
  private mutating func known() -> Int? { random.chance(0.8) ? count() : nil }

  private mutating func classes() -> ClassCounts? {
    guard random.chance(0.8) else { return nil }
    return ClassCounts((0..<20).map { _ in random.chance(0.2) ? count() : 0 })
  }

  private mutating func word() -> String {
    ["default", "", "a\"b\\c", "Zwölf Boxkämpfer 🥊", "\u{1}\n\t/", "calibrated"]
      .randomElement(using: &random) ?? ""
  }

  mutating func snapshot() -> Snapshot {
    time += random.chance(0.02) ? 5_000 : Int.random(in: 1...200, using: &random)
    var snapshot = Snapshot(time: .milliseconds(time))
    if random.chance(0.9) {
      snapshot.process = ProcessSample(
        residentSpace: count(), peakResidentSpace: count(), cpuNanoseconds: count(),
        minorFaults: count())
    }
    if random.chance(0.9) {
      var heap = HeapSample(
        allocSpace: count(), allocObjects: count(), freedSpace: count(), freedObjects: count())
      (heap.garbageSpace, heap.collections, heap.idleSpace) = (known(), known(), known())
      heap.model = random.chance(0.5) ? .counted : nil
      snapshot.heap = heap
    }
    snapshot.pools = (0..<Int.random(in: 0...3, using: &random)).map { _ in pool() }
    if random.chance(0.9) {
      var workload = WorkloadSample(
        name: word(), mode: random.chance(0.1) ? .noput : .put, operations: count(),
        payloadBytes: known())
      let counts = (0..<LatencyBuckets.count).map { _ in random.chance(0.1) ? count() : 0 }
      workload.latency = random.chance(0.7) ? LatencySample(counts: counts) : nil
      snapshot.workload = workload
    }
    if random.chance(0.9) {
      snapshot.monitor = MonitorSample(
        cpuNanoseconds: count(), frames: count(), lateSamples: 0, intervalNanoseconds: 100_000_000)
    }
    snapshot.note = random.chance(0.05) ? word() : nil
    return snapshot
  }

  private mutating func pool() -> PoolSample {
    var pool = PoolSample(name: word())
    pool.policy = random.chance(0.5) ? word() : nil
    (pool.gets, pool.hits, pool.puts, pool.kept) = (known(), known(), known(), known())
    (pool.misses, pool.drops, pool.abandoned) = (known(), known(), known())
    (pool.steals, pool.victimHits, pool.sweeps) = (known(), known(), known())
    (pool.evictions, pool.growths, pool.growthBytes) = (known(), known(), known())
    (pool.classPuts, pool.calls, pool.classLengthBytes) = (classes(), classes(), classes())
    (pool.defaultSize, pool.maxSize, pool.calibrations) = (known(), known(), known())
    (pool.retainedSpace, pool.retainedObjects) = (known(), known())
    return pool
  }

  /// A session's bytes, with a line for each sample.
  static func bytes(_ snapshots: [Snapshot]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes = Array(try encoder.encode(SessionWriterTests.header)) + [10]
    for snapshot in snapshots { bytes += Array(try encoder.encode(snapshot)) + [10] }
    return bytes
  }
}

/// A log in memory.
final class MemoryLog: ByteLog {
  let path = "memory"
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var storedBytes: Int { bytes.count }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = bytes[min(offset, bytes.count)...].prefix(buffer.count)
    buffer.copyBytes(from: part)
    return part.count
  }
}

/// What a gzip file was packed from, as far as it can be read.
func unpacked(_ packed: [UInt8]) throws -> [UInt8] {
  let log = try GzipLog(MemoryLog(packed))
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1000)
  while true {
    let count = try log.read(at: bytes.count, into: &chunk)
    guard count > 0 else { return bytes }
    bytes += chunk[..<count]
  }
}

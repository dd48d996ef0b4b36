import Telemetry
import TestSupport
import Testing

@testable import Sessions

/// Whatever happens to a file, no reader traps, and what was not hit is read.
@Suite struct DamageTests {
  /// A session's lines, and what each says.
  private struct Whole {
    let snapshots: [Snapshot]
    let bytes: [UInt8]
    /// Where each sample's line begins, and where the last one ends.
    let starts: [Int]

    init(_ count: Int, _ random: inout SplitMix64) throws {
      var session = RandomSession(random)
      snapshots = session.snapshots(count)
      random = session.random
      let bytes = try RandomSession.bytes(snapshots)
      starts = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
      self.bytes = bytes
    }

    /// The samples that a range of bytes belongs to.
    func samples(at bytes: Range<Int>) -> Range<Int> {
      let first = starts.lastIndex { $0 <= bytes.lowerBound } ?? 0
      let last = starts.lastIndex { $0 < bytes.upperBound } ?? 0
      return first..<min(max(last + 1, first), snapshots.count)
    }
  }

  /// What every way to read makes of it. All have to agree.
  private static func read(
    _ bytes: [UInt8], isPacked: Bool = false
  ) throws -> (snapshots: [Snapshot], damage: Damage, isUnfinished: Bool) {
    let log: any ByteLog = isPacked ? GzipLog(MemoryLog(bytes)) : MemoryLog(bytes)
    let session = try SessionLog(parts: [log])
    try session.readThrough()
    var replayer = Replayer(session)
    var replayed: [Snapshot] = []
    while let snapshot = try replayer.next() { replayed.append(snapshot) }
    let reader = try SessionReader(parts: [log])
    var read: [Snapshot] = []
    while let snapshot = try reader.next() { read.append(snapshot) }
    #expect(read == replayed)
    #expect(session.index.sampleCount == read.count)
    #expect(session.damage == reader.damage)
    return (read, reader.damage, log.isUnfinished)
  }

  /// At every byte of the last 4 KiB: all samples before it, and a line that is told.
  @Test func aFileThatIsCutKeepsWhatIsWhole() throws {
    var random = SplitMix64.seeded("DamageTests")
    let whole = try Whole(5, &random)
    for length in max(whole.bytes.count - 4096, whole.starts[0])..<whole.bytes.count {
      let reader = try SessionReader(parts: [MemoryLog(Array(whole.bytes[..<length]))])
      var snapshots: [Snapshot] = []
      while let snapshot = try reader.next() { snapshots.append(snapshot) }
      let count = whole.starts.dropFirst().count { $0 <= length }
      let isBetween = whole.starts.contains(length)
      #expect(snapshots == Array(whole.snapshots[..<count]))
      #expect(reader.damage.lines == (isBetween ? 0 : 1))
      #expect(reader.damage.hasTornEnd == !isBetween)
    }
  }

  @Test func bytesThatAreFlippedCostTheirSamplesOnly() throws {
    var random = SplitMix64.seeded("DamageTests")
    let whole = try Whole(8, &random)
    for _ in 0..<SplitMix64.steps(usually: 100) {
      var bytes = whole.bytes
      var hit: Set<Int> = []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: whole.starts[0]..<bytes.count, using: &random)
        bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        // Whoever loses the end of its line is one line with the next.
        hit.formUnion(whole.samples(at: place..<place + 2))
      }
      let snapshots = try Self.read(bytes).snapshots
      expect(snapshots, haveAll: whole, but: hit)
    }
  }

  /// Whatever one line's time has become.
  @Test func aTimeThatIsDamagedCostsOneSample() throws {
    var random = SplitMix64.seeded("DamageTests")
    let whole = try Whole(8, &random)
    for victim in whole.snapshots.indices {
      for time in [0, 1, 1 << 59, whole.snapshots.last?.timeNanoseconds ?? 0] {
        var snapshots = whole.snapshots
        snapshots[victim].timeNanoseconds = time
        let read = try Self.read(try RandomSession.bytes(snapshots)).snapshots
        // Of the first two in disorder, nothing tells which one is.
        expect(read, haveAll: whole, but: victim == 1 && time <= 1 ? [0, 1] : [victim])
      }
    }
  }

  /// Another program's lines, and whole samples that are there twice.
  @Test func linesThatArePutInCostNothing() throws {
    var random = SplitMix64.seeded("DamageTests")
    let whole = try Whole(20, &random)
    let foreign = ["", "{}", "panic: oh", "{\"t_ns\":", "\u{0}\u{0}", "[1,2]", "\"t_ns\""]
    for _ in 0..<SplitMix64.steps(usually: 30) {
      var lines = whole.bytes.split(separator: UInt8(ascii: "\n"))
      for _ in 0..<5 {
        let place = Int.random(in: 1...lines.count, using: &random)
        let text = foreign.randomElement(using: &random) ?? ""
        lines.insert(
          random.chance(0.3) ? lines[place - 1 == 0 ? 1 : place - 1] : Array(text.utf8)[...],
          at: place)
      }
      let (snapshots, damage, _) = try Self.read(Array(lines.joined(separator: [10])) + [10])
      expect(snapshots, haveAll: whole, but: [])
      #expect(damage.lines >= 1)
    }
  }

  @Test func aHeaderThatIsDamagedCostsWhatItSays() throws {
    var random = SplitMix64.seeded("DamageTests")
    let whole = try Whole(5, &random)
    let (snapshots, damage, _) = try Self.read(Array("{\"format\":".utf8) + whole.bytes)
    #expect(snapshots == whole.snapshots && damage.unreadable == 1)
  }

  /// What is packed is read up to where it is damaged, and it is told that it was: gzip's checksum
  /// stands at the end.
  @Test func aPackedFileThatIsDamagedKeepsItsBegin() throws {
    var random = SplitMix64.seeded("DamageTests")
    let whole = try Whole(12, &random)
    let deflater = try #require(Deflater())
    let begin = deflater.deflate(Array(whole.bytes[..<whole.starts[0]]), .sync)
    let packed = begin + deflater.deflate(Array(whole.bytes[whole.starts[0]...]), .finish)
    #expect(try Self.read(packed, isPacked: true).snapshots == whole.snapshots)
    // Behind a flush, a file that is cut is one that is being written, and is whole so far.
    let torn = begin.count + 1..<packed.count
    let trailer = packed.count - 10..<packed.count
    let places = (0..<SplitMix64.steps(usually: 40)).map { _ in
      Int.random(in: torn, using: &random)
    }
    for place in Array(trailer) + places {
      let cut = try Self.read(Array(packed[..<place]), isPacked: true)
      #expect(cut.snapshots == Array(whole.snapshots[..<cut.snapshots.count]))
      // One that is cut between two lines may be one that is being written.
      #expect(cut.damage.hasTornEnd || cut.isUnfinished)
      var bytes = packed
      bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
      let flipped = try Self.read(bytes, isPacked: true)
      // Of the last one the end may have been made up.
      #expect(flipped.snapshots.starts(with: cut.snapshots.dropLast()))
      // Some bits of gzip mean nothing.
      let isWhole = flipped.snapshots == whole.snapshots
      #expect(flipped.damage.lines > 0 || flipped.isUnfinished || isWhole)
    }
  }

  private func expect(
    _ snapshots: [Snapshot], haveAll whole: Whole, but hit: Set<Int>,
    location: SourceLocation = #_sourceLocation
  ) {
    var rest = snapshots[...]
    for (index, snapshot) in whole.snapshots.enumerated() where !hit.contains(index) {
      guard let found = rest.firstIndex(of: snapshot) else {
        Issue.record("sample \(index) is lost; damaged: \(hit)", sourceLocation: location)
        return
      }
      rest = rest[(found + 1)...]
    }
    let times = snapshots.map(\.timeNanoseconds)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, sourceLocation: location)
  }
}

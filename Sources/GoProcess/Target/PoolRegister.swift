import Telemetry

/// The pools that were seen, in the order in which they were: a pool keeps its place and its name,
/// so that two samples can be compared. Counts what is only to be seen from one look to the next.
struct PoolRegister {
  private struct Entry {
    var address: UInt64
    var name: String
    var typeName: String?
    var isByteBufferPool: Bool
    var words: CalibrationWords?
    var calibrations = 0
    var steals = 0
    var sweeps = 0
    var taken: [UInt64: UInt32]
  }

  private var names: PoolNames
  private let hasByteBufferPool: Bool
  private var entries: [Entry] = []
  private var places: [UInt64: Int] = [:]
  /// The program's collections at the last look. nil where they are not known.
  private var collections: Int?

  /// More pools than anybody looks at. Of more, those that hold most are told, and all others as
  /// one; a place whose pool is no longer listed is given to another then.
  private static let mostPools = 999
  private static let others = "all other pools"
  /// More bytes than any pool holds: all pools together stay a number.
  private static let largestSpace = 1 << 50

  init(names: PoolNames, hasByteBufferPool: Bool) {
    self.names = names
    self.hasByteBufferPool = hasByteBufferPool
  }

  /// All pools seen so far, where nobody knows what is in them.
  var unknown: [PoolSample] {
    entries.map { entry in
      var sample = PoolSample(name: entry.name)
      sample.element = entry.typeName
      sample.address = Int(exactly: entry.address)
      return sample
    }
  }

  /// Takes over the names that DWARF has: of the pools seen so far, too, which stay what they are.
  mutating func use(_ variables: PoolVariables) {
    names.variables = variables
    let exact = names.exact(entries.map(\.address))
    for place in entries.indices {
      guard let name = exact[entries[place].address] else { continue }
      entries[place].name = ""
      entries[place].name = unique(name.words)
      entries[place].isByteBufferPool = entries[place].isByteBufferPool || name.isByteBufferPool
    }
  }

  /// All pools seen so far, after one more look. One that is no longer listed holds nothing.
  /// Each of the program's `collections` has swept the pools that are listed after it.
  mutating func samples(
    _ contents: [PoolContent], _ sums: [ObjectMeasure.Sum], collections: Int? = nil
  ) -> [PoolSample] {
    let swept = max((collections ?? 0) - (self.collections ?? collections ?? 0), 0)
    self.collections = collections ?? self.collections
    var now: [Int: (PoolContent, ObjectMeasure.Sum)] = [:]
    var omitted: [(PoolContent, ObjectMeasure.Sum)] = []
    var new: [(PoolContent, ObjectMeasure.Sum)] = []
    for (content, sum) in zip(contents, sums) {
      if let place = places[content.address] {
        update(place, content, sum)
        entries[place].sweeps += swept
        now[place] = (content, sum)
      } else {
        new.append((content, sum))
      }
    }
    // Of those that are seen together for the first time, the one that holds most comes first.
    new.sort { ($0.1.space, $1.0.address) > ($1.1.space, $0.0.address) }
    var free = entries.indices.filter { now[$0] == nil }[...]
    // Of those that there is a place for.
    let room = Self.mostPools - entries.count + free.count
    let exact = names.exact(new.prefix(room).map(\.0.address))
    for (content, sum) in new {
      if entries.count < Self.mostPools {
        entries.append(entry(content, sum, exact[content.address]))
        places[content.address] = entries.count - 1
        now[entries.count - 1] = (content, sum)
      } else if let place = free.popFirst() {
        places[entries[place].address] = nil
        entries[place] = entry(content, sum, exact[content.address])
        places[content.address] = place
        now[place] = (content, sum)
      } else {
        omitted.append((content, sum))
      }
    }
    let told = entries.indices.map { place in
      var sample = PoolSample(name: entries[place].name)
      fill(&sample, entries[place])
      if let (content, sum) = now[place] {
        Self.fill(&sample, content, sum)
      } else {
        (sample.retainedObjects, sample.retainedSpace) = (0, 0)
        (sample.victimObjects, sample.victimSpace, sample.measuredObjects) = (0, 0, 0)
        sample.retainedClasses = ClassCounts([Int](repeating: 0, count: CalibrationWords.classes))
      }
      return sample
    }
    return told + (omitted.isEmpty ? [] : [Self.sample(of: omitted)])
  }

  /// What is left of many pools, as one. Sums stay numbers: each pool is less than 2^50, and there
  /// are at most 8,192.
  private static func sample(of pools: [(PoolContent, ObjectMeasure.Sum)]) -> PoolSample {
    var all = PoolSample(name: others)
    (all.retainedObjects, all.victimObjects, all.measuredObjects) = (0, 0, 0)
    (all.retainedSpace, all.victimSpace) = (0, 0)
    all.element = "\(pools.count) pools"
    func sum(_ one: Int?, _ other: Int?) -> Int? {
      guard let one, let other else { return nil }
      let (sum, isTooLarge) = one.addingReportingOverflow(other)
      return isTooLarge ? nil : sum
    }
    for (content, measured) in pools {
      var one = PoolSample(name: "")
      fill(&one, content, measured)
      all.retainedObjects = sum(all.retainedObjects, one.retainedObjects)
      all.victimObjects = sum(all.victimObjects, one.victimObjects)
      all.measuredObjects = sum(all.measuredObjects, one.measuredObjects)
      all.retainedSpace = sum(all.retainedSpace, one.retainedSpace)
      all.victimSpace = sum(all.victimSpace, one.victimSpace)
    }
    return all
  }

  /// A name that no pool has yet: the words, or with a number behind.
  private func unique(_ words: String) -> String {
    let alike = entries.count { $0.name == words || $0.name.hasPrefix(words + " #") }
    return alike == 0 ? words : "\(words) #\(alike + 1)"
  }

  private func entry(
    _ content: PoolContent, _ sum: ObjectMeasure.Sum, _ exact: PoolNames.Name?
  ) -> Entry {
    let name =
      exact
      ?? names.name(of: content, typeName: sum.typeName, hasByteBufferPool: hasByteBufferPool)
    let isByteBufferPool = name.isByteBufferPool || Self.holdsByteBuffers(content, sum)
    return Entry(
      address: content.address, name: unique(name.words), typeName: sum.typeName,
      isByteBufferPool: isByteBufferPool, words: isByteBufferPool ? content.calibration : nil,
      taken: content.taken)
  }

  /// By what lies in it, where no name tells.
  private static func holdsByteBuffers(_ content: PoolContent, _ sum: ObjectMeasure.Sum) -> Bool {
    content.calibration != nil && content.new == 0
      && sum.typeName == "*bytebufferpool.ByteBuffer"
  }

  private mutating func update(_ place: Int, _ content: PoolContent, _ sum: ObjectMeasure.Sum) {
    var entry = entries[place]
    entry.typeName = sum.typeName ?? entry.typeName
    entry.isByteBufferPool = entry.isByteBufferPool || Self.holdsByteBuffers(content, sum)
    if entry.isByteBufferPool, let words = content.calibration {
      if let before = entry.words, zip(before.calls, words.calls).contains(where: { $0 > $1 }) {
        entry.calibrations += 1
      }
      entry.words = words
    }
    for (queue, tail) in content.taken {
      // A queue that was not there before begins at 0; one whose end went back is another.
      let before = entry.taken[queue] ?? 0
      entry.steals += Int(tail >= before || before > .max / 2 ? tail &- before : tail)
    }
    entry.taken = content.taken
    entries[place] = entry
  }

  private func fill(_ sample: inout PoolSample, _ entry: Entry) {
    sample.element = entry.typeName
    sample.address = Int(exactly: entry.address)
    sample.steals = entry.steals
    sample.sweeps = collections.map { _ in entry.sweeps }
    guard entry.isByteBufferPool, let words = entry.words else { return }
    sample.policy = "calibrated"
    sample.calls = ClassCounts(words.calls)
    sample.defaultSize = words.defaultSize
    sample.maxSize = words.maxSize
    sample.calibrations = entry.calibrations
  }

  private static func fill(
    _ sample: inout PoolSample, _ content: PoolContent, _ sum: ObjectMeasure.Sum
  ) {
    sample.retainedObjects = content.objectCount
    sample.victimObjects = content.victimCount
    sample.measuredObjects = sum.count
    sample.retainedSpace = scaled(sum.space, from: sum.count, to: content.objectCount)
    sample.victimSpace = scaled(sum.victimSpace, from: sum.victimCount, to: content.victimCount)
    sample.retainedClasses =
      sum.count > 0 || content.objectCount == 0
      ? ClassCounts(sum.classes) : nil
  }

  /// What was measured, for all. nil if nothing was measured of something.
  private static func scaled(_ space: Int, from count: Int, to total: Int) -> Int? {
    if total == 0 { return 0 }
    guard count > 0 else { return nil }
    if count == total { return space }
    // A count that is damaged may be any number.
    return Int(min(Double(space) / Double(count) * Double(total), Double(largestSpace)))
  }
}

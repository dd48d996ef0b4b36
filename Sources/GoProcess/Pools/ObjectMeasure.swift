/// How much memory the objects of a pool hold: themselves, and what their pointers and slices lead
/// to, three deep. What several of them lead to is no part of any.
struct ObjectMeasure {
  /// What the objects of one pool come to.
  struct Sum: Equatable {
    /// Objects that were measured, and those of them that the last collection put aside.
    var count = 0
    var victimCount = 0
    /// Bytes of all of them.
    var space = 0
    var victimSpace = 0
    /// How many have so much capacity in their slices, by size class.
    var classes = [Int](repeating: 0, count: CalibrationWords.classes)
    /// The type that most of them are of.
    var typeName: String?
  }

  let memory: any RemoteMemory
  let types: TypeReader
  /// Memory that no collector frees: the program's own.
  let staticMemory: [Range<UInt64>]
  private let scratch = Scratch()

  private static let deepest = 3
  /// A longer value is read up to here.
  private static let longestValue = 4096
  /// Values that are followed at a depth, of all pools together.
  private static let mostValues = 1 << 17
  /// No block is larger.
  private static let largestBlock = 1 << 36

  /// A value to be read, as a part of an object.
  private struct Value {
    var pool: Int
    var object: Int
    var address: UInt64
    var type: GoType
  }

  /// What one object comes to.
  private struct Tally {
    var pool: Int
    var isVictim: Bool
    var space: Int
    var capacity = 0
    /// Its words did not make sense: it was changed while it was read.
    var isTorn = false

    /// No object has more than the largest block: then it is torn as well.
    mutating func add(_ size: Int, isCapacity: Bool = false) {
      guard size <= ObjectMeasure.largestBlock - space else {
        isTorn = true
        return
      }
      space += size
      capacity += isCapacity ? size : 0
    }
  }

  func measure(_ pools: [PoolContent]) throws(MemoryError) -> [Sum] {
    var owners = Owners()
    swap(&owners, &scratch.owners)
    defer { swap(&owners, &scratch.owners) }
    owners.begin(objects: pools.reduce(0) { $0 + $1.objects.count })
    var (tallies, values) = try roots(pools, &owners)
    for depth in 0...Self.deepest where !values.isEmpty {
      var batch = ReadBatch(capacity: values.count)
      for value in values {
        _ = batch.add(value.address, min(value.type.linkedSize, Self.longestValue))
      }
      try batch.perform(on: memory)
      var targets: [Value] = []
      for (number, value) in values.enumerated() {
        guard let bytes = batch.bytes(number) else {
          tallies[value.object].isTorn = true
          continue
        }
        try follow(value, bytes, &tallies, &targets, &owners)
      }
      guard depth < Self.deepest else { break }
      values = Self.owned(targets, &tallies, &owners).filter { !$0.type.links.isEmpty }
    }
    return sums(pools, tallies)
  }

  /// The objects themselves.
  private func roots(
    _ pools: [PoolContent], _ owners: inout Owners
  ) throws(MemoryError) -> ([Tally], [Value]) {
    var (tallies, values) = ([Tally](), [Value]())
    let count = pools.reduce(0) { $0 + $1.objects.count }
    tallies.reserveCapacity(count)
    values.reserveCapacity(min(count, Self.mostValues))
    // The type of the object before and what it holds: in a pool all are mostly of one.
    var last: (type: UInt64, value: GoType?) = (0, nil)
    for (pool, content) in pools.enumerated() {
      for object in content.objects where object.word < AddressTable.end {
        if object.type != last.type { last = (object.type, try valueType(of: object.type)) }
        guard let valueType = last.value, owners.take(object.word, of: pool) else { continue }
        var tally = Tally(pool: pool, isVictim: object.isVictim, space: 0)
        tally.add(valueType.size)
        tallies.append(tally)
        guard !valueType.links.isEmpty, values.count < Self.mostValues else { continue }
        values.append(
          Value(
            pool: pool, object: tallies.count - 1, address: object.word, type: valueType))
      }
    }
    return (tallies, values)
  }

  /// What an interface of a type leads to. nil if that cannot be read, or nobody tells: a map or a
  /// channel is more than a pointer.
  private func valueType(of type: UInt64) throws(MemoryError) -> GoType? {
    guard let type = try types.type(at: type) else { return nil }
    guard type.isPointer else { return type }
    guard let element = type.element else { return nil }
    return try types.type(at: element)
  }

  /// Adds the slices of a value, and finds what its pointers lead to.
  private func follow(
    _ value: Value, _ bytes: Bytes, _ tallies: inout [Tally], _ targets: inout [Value],
    _ owners: inout Owners
  ) throws(MemoryError) {
    for link in value.type.links {
      guard let address = bytes.u64(link.offset), address != 0, !isStatic(address) else { continue }
      guard address < AddressTable.end else {
        tallies[value.object].isTorn = true
        continue
      }
      switch link.target {
      case .slice(let elementSize):
        guard let length = bytes.size(link.offset + 8), let capacity = bytes.size(link.offset + 16)
        else { continue }
        let (size, isOver) = capacity.multipliedReportingOverflow(by: elementSize)
        guard length <= capacity, !isOver, size <= Self.largestBlock else {
          tallies[value.object].isTorn = true
          continue
        }
        if size > 0, owners.take(address, of: value.pool) {
          tallies[value.object].add(size, isCapacity: true)
        }
      case .pointer(let target):
        guard targets.count < Self.mostValues, let type = try types.type(at: target) else {
          continue
        }
        targets.append(
          Value(pool: value.pool, object: value.object, address: address, type: type))
      }
    }
  }

  /// Those of the targets that are new and that one object alone leads to.
  private static func owned(
    _ targets: [Value], _ tallies: inout [Tally], _ owners: inout Owners
  ) -> [Value] {
    for target in targets { owners.claim(target.address, of: target.pool, for: target.object) }
    return targets.filter { target in
      guard owners.takeClaimed(target.address, of: target.pool, for: target.object) else {
        return false
      }
      tallies[target.object].add(target.type.size)
      return true
    }
  }

  private func isStatic(_ address: UInt64) -> Bool {
    staticMemory.contains { $0.contains(address) }
  }

  private func sums(_ pools: [PoolContent], _ tallies: [Tally]) -> [Sum] {
    var sums = pools.map { _ in Sum() }
    for tally in tallies where !tally.isTorn {
      sums[tally.pool].count += 1
      sums[tally.pool].space += tally.space
      sums[tally.pool].classes[Self.sizeClass(tally.capacity)] += 1
      guard tally.isVictim else { continue }
      sums[tally.pool].victimCount += 1
      sums[tally.pool].victimSpace += tally.space
    }
    for (index, content) in pools.enumerated() {
      // It was read for the objects already.
      sums[index].typeName =
        Self.mostFrequentType(content.objects).flatMap {
          (try? types.type(at: $0)) ?? nil
        }?.name
    }
    return sums
  }

  /// Of two that are as frequent the one at the lower address; nil without objects.
  private static func mostFrequentType(_ objects: [PooledObject]) -> UInt64? {
    var counts: [UInt64: Int] = [:]
    var start = 0
    // By runs, since most pools have objects of one type.
    for end in 1...max(objects.count, 1) where end <= objects.count {
      guard end == objects.count || objects[end].type != objects[start].type else { continue }
      counts[objects[start].type, default: 0] += end - start
      start = end
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// bytebufferpool's size classes: 64 B × 2^i.
  private static func sizeClass(_ size: Int) -> Int {
    let bits = Int.bitWidth - (max(size, 1) - 1).leadingZeroBitCount
    return min(max(bits - 6, 0), CalibrationWords.classes - 1)
  }
}

/// Memory that is used again by the next measure: the largest piece that one takes.
private final class Scratch {
  var owners = Owners()
}

/// What memory is a part of which object, in each pool.
private struct Owners {
  private var table = AddressTable()
  /// A part of an object, or of several.
  private static let taken: Int32 = -1
  private static let shared: Int32 = -2

  /// Begins anew for so many objects, most of which have a part.
  mutating func begin(objects: Int) { table.removeAll(capacity: objects * 2) }

  /// Whether the memory was nobody's: now it is somebody's.
  mutating func take(_ address: UInt64, of pool: Int) -> Bool {
    table.insert(address, space: pool, Self.taken).isNew
  }

  /// An object leads to the memory: perhaps another does as well.
  mutating func claim(_ address: UInt64, of pool: Int, for object: Int) {
    let (place, isNew) = table.insert(address, space: pool, Int32(object))
    if !isNew, table[place] >= 0, table[place] != object { table[place] = Self.shared }
  }

  /// Whether the object alone has claimed the memory; true once.
  mutating func takeClaimed(_ address: UInt64, of pool: Int, for object: Int) -> Bool {
    let place = table.insert(address, space: pool, Self.shared).place
    guard table[place] == object else { return false }
    table[place] = Self.taken
    return true
  }
}

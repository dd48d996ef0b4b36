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
    var (tallies, values) = try roots(pools)
    var seen = pools.map { _ in Set<UInt64>() }
    for value in values { seen[value.pool].insert(value.address) }
    for depth in 0...Self.deepest where !values.isEmpty {
      var batch = ReadBatch()
      let numbers = values.map {
        batch.add($0.address, min($0.type.linkedSize, Self.longestValue))
      }
      try batch.perform(on: memory)
      var targets: [Value] = []
      for (value, number) in zip(values, numbers) {
        guard let bytes = batch.bytes(number) else {
          tallies[value.object].isTorn = true
          continue
        }
        try follow(value, bytes, &tallies, &targets, &seen[value.pool])
      }
      guard depth < Self.deepest else { break }
      values = Self.owned(targets, &tallies, &seen).filter { !$0.type.links.isEmpty }
    }
    return sums(pools, tallies)
  }

  /// The objects themselves.
  private func roots(_ pools: [PoolContent]) throws(MemoryError) -> ([Tally], [Value]) {
    var (tallies, values) = ([Tally](), [Value]())
    for (pool, content) in pools.enumerated() {
      var seen: Set<UInt64> = []
      for object in content.objects {
        guard let type = try types.type(at: object.type) else { continue }
        var valueType: GoType? = type
        // A map or a channel is more than a pointer, but nobody tells how much.
        if type.isPointer {
          valueType = nil
          if let element = type.element { valueType = try types.type(at: element) }
        }
        guard let valueType, seen.insert(object.word).inserted else { continue }
        tallies.append(Tally(pool: pool, isVictim: object.isVictim, space: 0))
        tallies[tallies.count - 1].add(valueType.size)
        guard !valueType.links.isEmpty, values.count < Self.mostValues else { continue }
        values.append(
          Value(
            pool: pool, object: tallies.count - 1, address: object.word, type: valueType))
      }
    }
    return (tallies, values)
  }

  /// Adds the slices of a value, and finds what its pointers lead to.
  private func follow(
    _ value: Value, _ bytes: Bytes, _ tallies: inout [Tally], _ targets: inout [Value],
    _ seen: inout Set<UInt64>
  ) throws(MemoryError) {
    for link in value.type.links {
      guard let address = bytes.u64(link.offset), address != 0, !isStatic(address) else { continue }
      switch link.target {
      case .slice(let elementSize):
        guard let length = bytes.size(link.offset + 8), let capacity = bytes.size(link.offset + 16)
        else { continue }
        let (size, isOver) = capacity.multipliedReportingOverflow(by: elementSize)
        guard length <= capacity, !isOver, size <= Self.largestBlock else {
          tallies[value.object].isTorn = true
          continue
        }
        if size > 0, seen.insert(address).inserted {
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
    _ targets: [Value], _ tallies: inout [Tally], _ seen: inout [Set<UInt64>]
  ) -> [Value] {
    struct Place: Hashable {
      var pool: Int
      var address: UInt64
    }
    var owners: [Place: Int] = [:]
    var shared: Set<Place> = []
    for target in targets {
      let place = Place(pool: target.pool, address: target.address)
      if owners.updateValue(target.object, forKey: place).map({ $0 != target.object }) ?? false {
        shared.insert(place)
      }
    }
    return targets.filter { target in
      let place = Place(pool: target.pool, address: target.address)
      guard !shared.contains(place), seen[target.pool].insert(target.address).inserted else {
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
      var counts: [UInt64: Int] = [:]
      for object in content.objects { counts[object.type, default: 0] += 1 }
      let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      // It was read for the objects already.
      sums[index].typeName = most.flatMap { (try? types.type(at: $0)) ?? nil }?.name
    }
    return sums
  }

  /// bytebufferpool's size classes: 64 B × 2^i.
  private static func sizeClass(_ size: Int) -> Int {
    let bits = Int.bitWidth - (max(size, 1) - 1).leadingZeroBitCount
    return min(max(bits - 6, 0), CalibrationWords.classes - 1)
  }
}

/// What the variables of a program lead to, by its present pointers: pools that are on the heap.
struct PointedPools {
  /// Values of one type, one behind the other.
  private struct Region {
    var address: UInt64
    var type: Int
    /// Elements of a slice; nil for a single value.
    var count: Int?
    /// How it is reached.
    var words: String
  }

  /// A pointer or a slice, somewhere in a region.
  private struct Slot {
    var address: UInt64
    var type: Int
    var words: String
  }

  /// Pointers that are found in regions, and what that took.
  private struct Search {
    var slots: [Slot] = []
    /// A damaged type may be a part of itself, twice.
    var steps = 0
    var isOver: Bool { slots.count >= mostRegions || steps >= mostSteps }
  }

  /// Regions that are kept, and pointers that are read at once: a few milliseconds' work.
  private static let mostRegions = 4096
  private static let mostSteps = 1 << 16

  let variables: PoolVariables
  private var regions: [Region] = []

  /// - Parameter bias: how far the program was moved.
  init(
    _ variables: PoolVariables, bias: UInt64, memory: any RemoteMemory
  ) throws(MemoryError) {
    self.variables = variables
    var latest = variables.variables.map { variable in
      Region(
        address: variable.address &+ bias, type: variable.type,
        words: PoolNames.short(variable.name))
    }
    var seen: Set<UInt64> = []
    for _ in 0..<PoolVariables.mostHops {
      var search = Search()
      for region in latest { addSlots(of: region, to: &search) }
      var batch = ReadBatch()
      let numbers = search.slots.map { batch.add($0.address, variables.types[$0.type].size) }
      try batch.perform(on: memory)
      latest = []
      for (slot, number) in zip(search.slots, numbers) {
        guard let words = batch.bytes(number), let region = region(slot, words),
          regions.count < Self.mostRegions, seen.insert(region.address).inserted
        else { continue }
        latest.append(region)
        regions.append(region)
      }
    }
  }

  private func region(_ slot: Slot, _ words: Bytes) -> Region? {
    let type = variables.types[slot.type]
    guard let target = words.u64(0), target != 0, let element = type.element else { return nil }
    guard type.kind == .slice else {
      return Region(address: target, type: element, words: slot.words)
    }
    guard let count = words.size(8), count > 0, count <= Self.mostRegions else { return nil }
    return Region(address: target, type: element, count: count, words: slot.words)
  }

  private func addSlots(of region: Region, to search: inout Search) {
    guard let count = region.count else {
      return add(region.type, region.address, region.words, depth: 0, &search)
    }
    addElements(region.type, count, region.address, region.words, depth: 0, &search)
  }

  private func addElements(
    _ type: Int, _ count: Int, _ address: UInt64, _ words: String, depth: Int,
    _ search: inout Search
  ) {
    guard let stride = variables.stride(of: type) else { return }
    for index in 0..<min(count, Self.mostRegions) where !search.isOver {
      let before = search.slots.count
      add(
        type, address &+ UInt64(index) &* UInt64(stride), "\(words)[\(index)]", depth: depth,
        &search)
      // What has no pointer has none in the next element.
      if search.slots.count == before { return }
    }
  }

  private func add(
    _ type: Int, _ address: UInt64, _ words: String, depth: Int, _ search: inout Search
  ) {
    search.steps += 1
    guard depth < PoolVariables.deepest, !search.isOver else { return }
    let value = variables.types[type]
    switch value.kind {
    case .pool: break
    case .pointer, .slice: search.slots.append(Slot(address: address, type: type, words: words))
    case .structure:
      for part in value.parts {
        add(
          part.type, address &+ UInt64(part.offset), "\(words).\(part.name)", depth: depth + 1,
          &search)
      }
    case .array:
      guard let element = value.element else { return }
      addElements(element, value.count, address, words, depth: depth + 1, &search)
    }
  }

  /// How the pool at an address is reached; nil if it is not. O(regions).
  func path(to address: UInt64) -> PoolVariables.Path? {
    for region in regions where address >= region.address {
      guard let offset = Int(exactly: address - region.address),
        let stride = variables.stride(of: region.type), offset / stride < region.count ?? 1,
        var path = variables.path(to: offset % stride, in: region.type)
      else { continue }
      let element = region.count == nil ? "" : "[\(offset / stride)]"
      path.words = region.words + element + path.words
      return path
    }
    return nil
  }
}

extension RuntimeLayout {
  /// What a version that is not known says of itself in its DWARF.
  ///
  /// nil where a field is missing, and where something is not as it is in all known versions, which
  /// stands as a constant in the code that reads it.
  init?(_ info: DebugInfo) {
    guard Self.constants.allSatisfy({ info.offset(of: $0.field, in: $0.structure) == $0.offset }),
      let local = info.structure("sync.poolLocal"), info.types[local].size == 128
    else { return nil }
    func controllerField(_ name: String) -> Int? {
      info.offset(of: name, in: "runtime.gcControllerState")
    }
    func blockField(_ name: String) -> Int? { info.offset(of: name, in: "runtime.heapStatsDelta") }
    func moduleField(_ name: String) -> Int? { info.offset(of: name, in: "runtime.moduledata") }
    guard let heapGoal = controllerField("gcPercentHeapGoal"),
      let totalAlloc = controllerField("totalAlloc"), let totalFree = controllerField("totalFree"),
      let heapFree = controllerField("heapFree"),
      let types = moduleField("types"), let typesEnd = moduleField("etypes"),
      let block = info.structure("runtime.heapStatsDelta"),
      let tiny = blockField("tinyAllocCount"), let largeAlloc = blockField("largeAlloc"),
      let largeAllocCount = blockField("largeAllocCount"),
      let smallAllocCounts = blockField("smallAllocCount"),
      let largeFreeCount = blockField("largeFreeCount"),
      let smallFreeCounts = blockField("smallFreeCount"),
      let collections = info.offset(of: "numgc", in: "runtime.mstats")
    else { return nil }
    controller = Controller(
      heapGoal: heapGoal, totalAlloc: totalAlloc, totalFree: totalFree, heapFree: heapFree)
    statistics = Statistics(
      blockSize: info.types[block].size, tinyAllocCount: tiny, largeAlloc: largeAlloc,
      largeAllocCount: largeAllocCount, smallAllocCounts: smallAllocCounts,
      largeFreeCount: largeFreeCount, smallFreeCounts: smallFreeCounts, collections: collections)
    (self.types, self.typesEnd) = (types, typesEnd)
    guard isPlausible else { return nil }
  }

  /// No structure of the runtime is longer than some KiB.
  private static let longest = 1 << 16

  private var isPlausible: Bool {
    let offsets = [
      controller.heapGoal, controller.totalAlloc, controller.totalFree, controller.heapFree,
      statistics.tinyAllocCount, statistics.largeAlloc, statistics.largeAllocCount,
      statistics.smallAllocCounts, statistics.largeFreeCount, statistics.smallFreeCounts,
      statistics.collections,
    ]
    // Read up to the end of `totalFree`, and as much of the module's data as `ModuleData` says.
    return offsets.allSatisfy { $0 < Self.longest } && statistics.blockSize > 0
      && statistics.blockSize < Self.longest
      && max(controller.heapGoal, controller.totalAlloc, controller.heapFree)
        <= controller.totalFree
      && max(types, typesEnd) <= ModuleData.size - 8
  }

  /// What the readers take to be where it always was: `PoolWalker`, `RuntimeFinder`, `HeapReader`.
  private static let constants: [(structure: String, field: String, offset: Int)] = [
    ("sync.Pool", "local", 0), ("sync.Pool", "localSize", 8), ("sync.Pool", "victim", 16),
    ("sync.Pool", "victimSize", 24), ("sync.Pool", "New", 32),
    ("sync.poolLocalInternal", "private", 0), ("sync.poolLocalInternal", "shared", 16),
    ("sync.poolChain", "tail", 8), ("sync.poolChainElt", "next", 32),
    ("sync.poolDequeue", "headTail", 0), ("sync.poolDequeue", "vals", 8),
    ("runtime.moduledata", "text", 176), ("runtime.mstats", "heapStats", 0),
    ("runtime.consistentHeapStats", "stats", 0),
  ]
}

extension DebugInfo {
  /// O(types).
  fileprivate func structure(_ name: String) -> Int? {
    let name = Array(name.utf8) + [0]
    return types.indices.first { types[$0].kind == .structure && hasName(name, type: $0) }
  }

  fileprivate func offset(of field: String, in structure: String) -> Int? {
    self.structure(structure).flatMap { type in
      members[types[type].members].first { name(of: $0) == field }?.offset
    }
  }
}

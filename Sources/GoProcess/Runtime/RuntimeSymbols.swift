/// Where the runtime's variables are in the running process.
struct RuntimeSymbols: Equatable {
  /// `sync.allPools` and `sync.oldPools`: pools in use, and pools that still hold what the last
  /// collection put aside.
  var allPools: UInt64
  var oldPools: UInt64
  var moduleData: UInt64
  /// nil where they are not found: pools are seen, the heap is not.
  var controller: UInt64?
  var statistics: UInt64?

  private static let names = [
    "sync.allPools", "sync.oldPools", "runtime.firstmoduledata", "runtime.gcController",
    "runtime.memstats",
  ]

  init(
    allPools: UInt64, oldPools: UInt64, moduleData: UInt64, controller: UInt64?,
    statistics: UInt64?
  ) {
    self.allPools = allPools
    self.oldPools = oldPools
    self.moduleData = moduleData
    self.controller = controller
    self.statistics = statistics
  }

  /// By the names in the symbol table. nil if the pools' are not among them: a program without
  /// pools, or a stripped one.
  init?(_ table: SymbolTable, bias: UInt64) {
    let found = table.addresses(of: Self.names).mapValues { $0 &+ bias }
    guard let allPools = found[Self.names[0]], let oldPools = found[Self.names[1]],
      let moduleData = found[Self.names[2]]
    else { return nil }
    self.init(
      allPools: allPools, oldPools: oldPools, moduleData: moduleData,
      controller: found[Self.names[3]], statistics: found[Self.names[4]])
  }

  /// By what the code of a few functions refers to, for a stripped program.
  ///
  /// - Parameters:
  ///   - text: where the code begins, as the file has it.
  ///   - moduleData: where it is in the running process.
  init?(
    _ elf: Elf, _ functions: FunctionTable, text: UInt64, moduleData: UInt64, bias: UInt64
  ) {
    let cleanup = "sync.poolCleanup"
    let updates = ["runtime.(*gcControllerState).update", "runtime.(*gcControllerState).commit"]
    let acquire = "runtime.(*consistentHeapStats).acquire"
    let found = functions.functions(named: [cleanup, acquire] + updates)
    guard let pools = found[cleanup], pools.end - pools.start <= Self.longestFunction,
      let code = elf.loaded(
        at: text &+ UInt64(pools.start), count: pools.end - pools.start)
    else { return nil }
    let start = text &+ UInt64(pools.start)
    // A list is loaded with its length behind it: first the old ones, to let go of them.
    let lists = CodePatterns.loadedPairs(in: code, at: start)
    guard lists.count >= 2 else { return nil }
    let receivers = CodePatterns.receivers(
      of: [
        updates.compactMap { found[$0] }.map { text &+ UInt64($0.start) },
        [found[acquire]].compactMap { $0 }.map { text &+ UInt64($0.start) },
      ], in: elf)
    self.init(
      allPools: lists[1] &+ bias, oldPools: lists[0] &+ bias, moduleData: moduleData,
      controller: receivers[0].map { $0 &+ bias }, statistics: receivers[1].map { $0 &+ bias })
  }

  private static let longestFunction = 1 << 16
}

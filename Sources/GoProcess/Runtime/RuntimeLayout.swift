/// Where Go's runtime keeps what in its variables, by version, on 64-bit systems. Offsets in bytes.
///
/// Source: the runtime's own types of each version; checked against programs of Go 1.19, 1.21,
/// 1.24, 1.26 and 1.27. What is the same in all of them stands as a constant where it is used.
struct RuntimeLayout: Equatable, Sendable {
  /// The versions of Go whose layouts are known: 1.19 to 1.27.
  static let minors = 19...27

  /// `runtime.gcController`: the fields, in this order in all versions.
  struct Controller: Equatable, Sendable {
    var heapGoal: Int
    var totalAlloc: Int
    var totalFree: Int
    var heapFree: Int
  }

  /// `runtime.memstats`: three blocks of counters by turns, and the number of collections.
  struct Statistics: Equatable, Sendable {
    var blockSize: Int
    /// In a block.
    var tinyAllocCount: Int
    var largeAlloc: Int
    var largeAllocCount: Int
    var smallAllocCounts: Int
    var largeFreeCount: Int
    var smallFreeCounts: Int
    var collections: Int

    /// Counters of a size class each.
    static let classes = 68
    static let blocks = 3
  }

  var controller: Controller
  var statistics: Statistics
  /// `runtime.moduledata`: begin and end of the types.
  var types: Int
  var typesEnd: Int

  /// nil for a version that is not known.
  init?(minor: Int) {
    guard Self.minors.contains(minor) else { return nil }
    // The controller lost 32 bytes in 1.20.
    let shift = minor == 19 ? 32 : 0
    controller = Controller(
      heapGoal: 72 + shift, totalAlloc: 296 + shift, totalFree: 304 + shift, heapFree: 288 + shift)
    // A counter in front of the others went in 1.25.
    let gone = minor >= 25 ? 8 : 0
    statistics = Statistics(
      blockSize: 1176 - gone, tinyAllocCount: 48 - gone, largeAlloc: 56 - gone,
      largeAllocCount: 64 - gone, smallAllocCounts: 72 - gone, largeFreeCount: 624 - gone,
      smallFreeCounts: 632 - gone, collections: 7704 - 3 * gone)
    types = minor == 19 ? 280 : 296
    typesEnd = minor == 19 ? 288 : minor >= 27 ? 312 : 304
  }
}

/// `runtime.moduledata`, of which a program has one, and one more for each plugin.
enum ModuleData {
  /// Enough for all that is read of it.
  static let size = 320
  /// A pointer to `.gopclntab`.
  static let functionTable = 0
  /// Where the code begins.
  static let text = 176
}

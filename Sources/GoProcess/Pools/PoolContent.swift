/// An object that lies in a pool: an interface, of a type and a word.
struct PooledObject: Equatable {
  var type: UInt64
  var word: UInt64
  var isVictim: Bool
}

/// What is read of a `sync.Pool`.
///
/// Source: sync/pool.go and sync/poolqueue.go, unchanged in their layout from Go 1.13 to 1.27.
struct PoolContent: Equatable {
  var address: UInt64
  /// The function value that makes a new object; 0 without one.
  var new: UInt64
  /// All that lie in it, those that the last collection put aside among them.
  var objectCount = 0
  var victimCount = 0
  /// Those that were looked at: all, up to a limit.
  var objects: [PooledObject] = []
  /// Objects that were taken from the far end of each queue that is there, by the queue's address,
  /// modulo 2^32: by another processor than the one that put them.
  var taken: [UInt64: UInt32] = [:]
  /// The words in front of it, if it may be the last field of a `bytebufferpool.Pool`.
  var calibration: CalibrationWords?

  init(address: UInt64, new: UInt64) {
    self.address = address
    self.new = new
  }
}

/// What a `bytebufferpool.Pool` keeps in front of its `sync.Pool`.
///
/// Source: bytebufferpool's pool.go: calls, a flag, the two thresholds.
struct CalibrationWords: Equatable {
  static let size = 184
  static let classes = 20
  /// Calls that start a calibration, and those that may come before it ends.
  private static let mostCalls: UInt64 = 1_000_000

  var calls: [Int]
  var defaultSize: Int
  var maxSize: Int

  /// nil if no such pool has these words.
  init?(_ bytes: Bytes) {
    var calls: [Int] = []
    for index in 0..<Self.classes {
      guard let count = bytes.u64(index * 8), count <= Self.mostCalls else { return nil }
      calls.append(Int(count))
    }
    guard let calibrating = bytes.u64(160), calibrating <= 1,
      let defaultSize = bytes.size(168), let maxSize = bytes.size(176),
      Self.isThreshold(defaultSize), Self.isThreshold(maxSize),
      defaultSize <= maxSize || maxSize == 0
    else { return nil }
    self.calls = calls
    self.defaultSize = defaultSize
    self.maxSize = maxSize
  }

  /// 0, or the bound of a size class.
  private static func isThreshold(_ size: Int) -> Bool {
    size == 0 || size.nonzeroBitCount == 1 && (64...(64 << 19)).contains(size)
  }
}

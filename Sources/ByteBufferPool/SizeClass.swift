/// One of the 20 classes by which bytebufferpool counts lengths: 64 B × 2^index, 64 B to 32 MiB.
///
/// Source: `minBitSize`, `steps` and `index` in bytebufferpool's pool.go.
public struct SizeClass: Hashable, Comparable, Sendable {
  /// How many classes there are.
  public static let count = 20

  /// Every class, smallest first.
  public static let all: [SizeClass] = (0..<count).map(SizeClass.init(index:))

  /// The upper bound of every class in bytes, smallest first.
  public static let sizes: [Int] = all.map(\.size)

  /// 0 for 64 B … 19 for 32 MiB.
  public let index: Int

  /// - Precondition: `index` is in `0..<SizeClass.count`.
  public init(index: Int) {
    precondition((0..<Self.count).contains(index), "a size class index is in 0..<20")
    self.index = index
  }

  /// The smallest class that holds `length` bytes; 0 is in class 0, above 32 MiB is in class 19.
  public init(length: Int) { index = Self.index(ofLength: length) }

  static func index(ofLength length: Int) -> Int {
    let units = max(length &- 1, 0) >> 6
    return min(Int.bitWidth - units.leadingZeroBitCount, count - 1)
  }

  /// The largest length of the class, in bytes.
  public var size: Int { 64 << index }

  public static func < (left: SizeClass, right: SizeClass) -> Bool { left.index < right.index }
}

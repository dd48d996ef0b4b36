/// How a buffer's capacity grows when it is appended to: as a byte slice grows in Go.
///
/// The capacity decides what calibration keeps and what an allocation costs, so growing by another
/// rule would show another pool. Sources: `nextslicecap` in Go's runtime/slice.go, `roundupsize`
/// and the class table in runtime/sizeclasses.go.
package enum Growth {
  /// The sizes in which Go's allocator hands out small objects, in bytes.
  private static let smallSizes: [Int] = [
    8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
    384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048,
    2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240,
    10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
  ]

  /// Larger objects take whole pages of this many bytes.
  private static let pageSize = 8192

  /// The largest buffer, in bytes: 1 TiB. More is a mistake in arithmetic, not a buffer.
  package static let limit = 1 << 40

  /// The capacity, in bytes, of the block that replaces one of `capacity` to hold `needed` bytes.
  ///
  /// - Precondition: `needed > capacity`. Complexity: O(log of the growth).
  package static func capacity(after capacity: Int, toHold needed: Int) -> Int {
    check(needed)
    return min(roundedUp(unrounded(after: capacity, toHold: needed)), limit)
  }

  /// Ends the process if no buffer may have so many bytes.
  static func check(_ needed: Int) {
    guard needed > limit else { return }
    fail("a buffer of \(needed) bytes was asked for; the limit is \(limit) (1 TiB)")
  }

  /// Doubles below 256 B, then grows by a quarter plus 192 B: a smooth passage between the two.
  private static func unrounded(after capacity: Int, toHold needed: Int) -> Int {
    if needed > 2 * capacity { return needed }
    if capacity < 256 { return 2 * capacity }
    var grown = capacity
    while grown < needed { grown += (grown + 3 * 256) >> 2 }
    return grown
  }

  /// The size of the block that Go's allocator gives for a request of `size` bytes; 0 for 0.
  package static func roundedUp(_ size: Int) -> Int {
    guard size > 0 else { return 0 }
    guard size <= smallSizes[smallSizes.count - 1] else {
      return (size + pageSize - 1) & ~(pageSize - 1)
    }
    var (low, high) = (0, smallSizes.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if smallSizes[middle] < size { low = middle + 1 } else { high = middle }
    }
    return smallSizes[low]
  }
}

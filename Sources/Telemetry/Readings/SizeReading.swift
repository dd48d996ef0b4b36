/// What was allocated between two snapshots, by the size of the objects.
package struct SizeReading: Sendable {
  /// The largest size of which Go has many objects in one block of memory; what is larger has a
  /// block of its own. Source: runtime/sizeclasses.go.
  private static let largestSmall = 32 << 10

  /// Objects by their size, in bytes.
  private let small: [Int: Int]
  /// Larger ones, and their bytes.
  private let large: (objects: Int, space: Int)

  /// nil if `later` is not later, where sizes are unknown, and if a counter fell.
  package init?(from earlier: Snapshot, to later: Snapshot) {
    guard let span = Span(from: earlier, to: later),
      let before = earlier.heap, let after = later.heap,
      let sizesBefore = before.allocSizes, let sizesAfter = after.allocSizes,
      let objects = (try? span.growth(before.largeObjects, after.largeObjects)) ?? nil,
      let space = (try? span.growth(before.largeSpace, after.largeSpace)) ?? nil
    else { return nil }
    var small: [Int: Int] = [:]
    for entry in sizesAfter.entries {
      guard let count = try? span.growth(sizesBefore[entry.size], entry.count) else { return nil }
      small[entry.size] = count
    }
    self.small = small
    large = (objects, space)
  }

  /// Objects that may have been asked for with a capacity that is a size of the allocator's: at
  /// most. From 32 KiB on those of other large sizes are among them.
  package func objects(ofSize size: Int) -> Int {
    let count = small[size] ?? 0
    return size < Self.largestSmall ? count : count + large.objects
  }

  /// Objects that are larger than a size, and their bytes: a floating-point number, since a file
  /// may say anything. Of what is larger than 32 KiB, all.
  package func larger(than size: Int) -> (objects: Double, space: Double) {
    var (objects, space) = (Double(large.objects), Double(large.space))
    for (each, count) in small where each > size {
      objects += Double(count)
      space += Double(count) * Double(each)
    }
    return (objects, space)
  }
}

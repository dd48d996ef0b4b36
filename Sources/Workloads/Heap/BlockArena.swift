import Glibc

/// Memory for the heap's small blocks, one list of free blocks for each size, as Go's mcentral has
/// spans for each. Used under the heap's lock.
///
/// A block that is reclaimed goes to its size's list and is handed out again first. Blocks that a
/// list never needed since the last look give their pages back to the system and keep their
/// addresses, as Go's scavenger does.
struct BlockArena: ~Copyable {
  /// Larger blocks are the system allocator's: Go too gives them pages of their own.
  static let largestBlock = 32_768

  /// Address space, in bytes. It costs nothing until it is used; when it is used up, blocks come
  /// from the system allocator.
  private static let reserved = 4 << 30
  private static let pageSize = 4096

  /// A block, and whether all of it is zero: fresh from the system.
  typealias Block = (address: UnsafeMutableRawPointer, isZero: Bool)

  /// A free block, and its size in bytes.
  typealias Idle = (block: UnsafeMutableRawPointer, size: Int)

  /// The blocks of one size that nobody has.
  private struct Shelf {
    /// With content, the one that was reclaimed last at the end: it is the warmest.
    var used: [UnsafeMutableRawPointer] = []
    /// Whose pages the system has back.
    var released: [UnsafeMutableRawPointer] = []
    /// Fewest in `used` since the last look at what can be released.
    var lowWater = 0
  }

  /// Of free blocks that hold memory, in bytes.
  private(set) var idleSpace = 0

  private let base: UnsafeMutableRawPointer?
  private var bumped = 0
  private var shelves: [Shelf]

  init() {
    let protection = PROT_READ | PROT_WRITE
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    let address = mmap(nil, Self.reserved, protection, flags, -1, 0)
    // Without address space all blocks come from the system allocator.
    base = address == MAP_FAILED ? nil : address
    // Huge pages would make 2 MiB resident where 32 KiB are touched.
    if let base { madvise(base, Self.reserved, Int32(MADV_NOHUGEPAGE)) }
    shelves = Array(repeating: Shelf(), count: Self.largestBlock / 64 + 1)
  }

  deinit { if let base { munmap(base, Self.reserved) } }

  /// The addresses of its blocks. Empty without address space.
  var range: Range<UInt> {
    let start = UInt(bitPattern: base)
    return start..<(base == nil ? start : start + UInt(Self.reserved))
  }

  func contains(_ block: UnsafeMutableRawPointer) -> Bool {
    range.contains(UInt(bitPattern: block))
  }

  /// A block of at least `size` bytes, aligned to 64; nil for a large one, and when the arena is
  /// full.
  mutating func take(_ size: Int) -> Block? {
    guard size <= Self.largestBlock, let base else { return nil }
    let shelf = Self.shelf(of: size)
    if let address = shelves[shelf].used.popLast() {
      shelves[shelf].lowWater = min(shelves[shelf].lowWater, shelves[shelf].used.count)
      idleSpace -= shelf * 64
      return (address, false)
    }
    if let address = shelves[shelf].released.popLast() { return (address, true) }
    let stride = shelf * 64
    guard bumped + stride <= Self.reserved else { return nil }
    defer { bumped += stride }
    return (base + bumped, true)
  }

  /// Whether there is a free block for this size that was used before. False for a large one.
  func hasUsed(_ size: Int) -> Bool {
    size <= Self.largestBlock && !shelves[Self.shelf(of: size)].used.isEmpty
  }

  /// Takes a block back that `take` gave out for this size.
  mutating func give(_ block: UnsafeMutableRawPointer, _ size: Int) {
    let shelf = Self.shelf(of: size)
    shelves[shelf].used.append(block)
    idleSpace += shelf * 64
  }

  /// Blocks, and their size, whose pages can go back to the system: a quarter of those that nobody
  /// has needed since the last call, so that memory goes back with a delay and not all at once.
  /// They belong to the caller, who gives them to `release` and back to `shelve`.
  mutating func takeIdle() -> [Idle] {
    var idle: [Idle] = []
    for index in shelves.indices {
      // A block without a whole page has nothing to give back.
      let count = index * 64 > Self.pageSize ? (shelves[index].lowWater + 3) / 4 : 0
      // The oldest, at the front.
      idle += shelves[index].used.prefix(count).map { ($0, index * 64) }
      shelves[index].used.removeFirst(count)
      shelves[index].lowWater = shelves[index].used.count
      idleSpace -= count * index * 64
    }
    return idle
  }

  /// Gives the pages of blocks from `takeIdle` back to the system. Touches no list, and so needs no
  /// lock. Pages that a block shares with its neighbour stay, and are cleared here.
  static func release(_ idle: [Idle]) {
    for (block, size) in idle {
      let start = block.alignedUp(toMultipleOf: pageSize)
      let end = (block + size).alignedDown(toMultipleOf: pageSize)
      guard start < end, madvise(start, end - start, Int32(MADV_DONTNEED)) == 0 else {
        memset(block, 0, size)
        continue
      }
      memset(block, 0, start - block)
      memset(end, 0, block + size - end)
    }
  }

  /// Takes released blocks back.
  mutating func shelve(_ idle: [Idle]) {
    for (block, size) in idle { shelves[Self.shelf(of: size)].released.append(block) }
  }

  private static func shelf(of size: Int) -> Int { (size + 63) / 64 }
}

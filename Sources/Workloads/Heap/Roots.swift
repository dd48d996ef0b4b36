/// What a collection looks through for references before it may reclaim anything: Go scans its
/// globals and stacks at the start of each (`markroot` in runtime/mgcmark.go).
///
/// The model's garbage is known when it is dropped, so that nothing depends on what is found; but
/// the time that a scan takes decides how far the heap passes its goal. So the model scans as many
/// words as a small Go server has globals, and compares each with the bounds of the heap, as Go
/// does. Used by one collection at a time.
struct Roots: ~Copyable {
  /// Of data and bss of a Go program with net/http, and some stacks, in bytes.
  static let space = 512 << 10

  private let words: UnsafeMutableBufferPointer<UInt>

  init() {
    words = .allocate(capacity: Self.space / MemoryLayout<UInt>.size)
    var random = SplitMix64(seed: 1)
    for index in words.indices { words.initializeElement(at: index, to: UInt(random.next())) }
  }

  deinit { words.deallocate() }

  /// The words that would be references into the range. Complexity: O(words).
  func references(into range: Range<UInt>) -> [UInt] {
    var found: [UInt] = []
    for word in words where range.contains(word) { found.append(word) }
    return found
  }
}

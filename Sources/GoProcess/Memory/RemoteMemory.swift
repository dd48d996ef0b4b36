/// A part of another process's memory.
struct MemoryRange: Equatable {
  var address: UInt64
  var count: Int
}

/// The memory of another process, or a recording of it.
protocol RemoteMemory: AnyObject {
  /// Reads ranges one behind the other. Returns how many bytes were read: they end at the first
  /// range that cannot be read, and may end inside it. Throws if nothing can be read at all.
  func read(
    _ ranges: ArraySlice<MemoryRange>, into bytes: UnsafeMutableRawBufferPointer
  ) throws(MemoryError) -> Int
}

enum MemoryError: Error, Equatable {
  /// There is no such process any more.
  case processIsGone
  /// The kernel does not allow it.
  case notPermitted
  case failed(code: Int32)
}

extension RemoteMemory {
  /// One range; nil if it cannot be read.
  func read(_ address: UInt64, _ count: Int) throws(MemoryError) -> Bytes? {
    guard count >= 0, count <= ReadBatch.mostBytes else { return nil }
    var batch = ReadBatch()
    let index = batch.add(address, count)
    try batch.perform(on: self)
    return batch.bytes(index)
  }
}

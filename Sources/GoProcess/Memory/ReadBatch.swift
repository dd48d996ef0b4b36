/// Reads of another process's memory that are done together: a call for 1,024 ranges, and ranges
/// that lie near each other in one.
struct ReadBatch {
  /// A range costs the kernel as much as copying some KiB: the gap between two is read with them.
  private static let gap: UInt64 = 1024
  /// A merged range is not longer, so that a page that is missing spoils little.
  private static let longestMerge = 1 << 16
  /// Ranges of one call: as many as the kernel takes.
  private static let mostAtOnce = 1024
  /// What all reads of a batch come to at most; what is beyond is not read.
  static let mostBytes = 1 << 26

  private struct Request {
    var address: UInt64
    var count: Int
    /// Where its bytes are in the contents, and in which of them; below 0 if it cannot be read.
    var offset = -1
    var content = 0
  }

  private var requests: [Request] = []
  /// What was read in long ranges, and what had to be read by itself.
  private var contents: [Bytes] = []

  /// For so many ranges; for more it grows.
  init(capacity: Int = 0) { requests.reserveCapacity(capacity) }

  var count: Int { requests.count }

  /// Asks for a range. Returns its number.
  mutating func add(_ address: UInt64, _ count: Int) -> Int {
    requests.append(Request(address: address, count: count))
    return requests.count - 1
  }

  /// What was read for a number; nil if it could not be.
  func bytes(_ index: Int) -> Bytes? {
    let request = requests[index]
    return request.offset < 0
      ? nil : contents[request.content].part(from: request.offset, count: request.count)
  }

  /// A run of requests that is read as one range.
  private struct Run {
    var range: MemoryRange
    var members: Range<Int>
  }

  mutating func perform(on memory: any RemoteMemory) throws(MemoryError) {
    let order = order
    let runs = runs(order)
    let (bytes, offsets) = try Self.read(runs.map(\.range), on: memory)
    contents = [bytes]
    var alone: [Int] = []
    for (run, offset) in zip(runs, offsets) {
      for place in run.members {
        let index = order[place]
        if let offset {
          requests[index].offset = offset + Int(requests[index].address - run.range.address)
        } else if run.members.count > 1 {
          alone.append(index)
        }
      }
    }
    guard !alone.isEmpty else { return }
    let ranges = alone.map {
      MemoryRange(address: requests[$0].address, count: requests[$0].count)
    }
    // They may overlap, and come to more than the run that they were in.
    var room = Self.mostBytes
    let fitting = ranges.prefix { range in
      room -= range.count
      return room >= 0
    }
    let (rest, places) = try Self.read(Array(fitting), on: memory)
    contents.append(rest)
    for (index, offset) in zip(alone, places) {
      (requests[index].offset, requests[index].content) = (offset ?? -1, 1)
    }
  }

  /// The requests that can be read, by address: addresses of user space; a null pointer and what is
  /// near it is none.
  private var order: [Int] {
    var (order, last, isSorted) = ([Int](), UInt64.zero, true)
    order.reserveCapacity(requests.count)
    for (index, request) in requests.enumerated()
    where request.count > 0 && request.address >= 4096 && request.address < 1 << 47 {
      isSorted = isSorted && request.address >= last
      last = request.address
      order.append(index)
    }
    // They often come in the order of their addresses.
    return isSorted ? order : order.sorted { requests[$0].address < requests[$1].address }
  }

  private func runs(_ order: [Int]) -> [Run] {
    var runs: [Run] = []
    runs.reserveCapacity(min(order.count, 64))
    var total = 0
    for (place, index) in order.enumerated() {
      let request = requests[index]
      let end = request.address + UInt64(request.count)
      if let last = runs.last {
        let lastEnd = last.range.address + UInt64(last.range.count)
        let merged = Int(max(end, lastEnd) - last.range.address)
        if request.address <= lastEnd + Self.gap,
          merged <= Self.longestMerge || end <= lastEnd
        {
          total += merged - last.range.count
          runs[runs.count - 1].range.count = merged
          runs[runs.count - 1].members = last.members.lowerBound..<(place + 1)
          continue
        }
      }
      guard total <= Self.mostBytes - request.count else { break }
      total += request.count
      let range = MemoryRange(address: request.address, count: request.count)
      runs.append(Run(range: range, members: place..<(place + 1)))
    }
    return runs
  }

  /// The bytes of ranges; for each where they begin, or nil.
  private static func read(
    _ ranges: [MemoryRange], on memory: any RemoteMemory
  ) throws(MemoryError) -> (Bytes, [Int?]) {
    var offsets: [Int?] = []
    offsets.reserveCapacity(ranges.count)
    var failure: MemoryError?
    let total = ranges.reduce(0) { $0 + $1.count }
    // What could not be read stays as it was found, and nothing points to it.
    let bytes = [UInt8](unsafeUninitializedCapacity: total) { buffer, filled in
      do throws(MemoryError) {
        try fill(UnsafeMutableRawBufferPointer(buffer), ranges, on: memory, &offsets)
      } catch {
        failure = error
      }
      filled = total
    }
    if let failure { throw failure }
    return (Bytes(bytes), offsets)
  }

  private static func fill(
    _ bytes: UnsafeMutableRawBufferPointer, _ ranges: [MemoryRange], on memory: any RemoteMemory,
    _ offsets: inout [Int?]
  ) throws(MemoryError) {
    var (next, filled) = (0, 0)
    while next < ranges.count {
      let end = min(next + mostAtOnce, ranges.count)
      let room = UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])
      var read = try memory.read(ranges[next..<end], into: room)
      while next < end, read >= ranges[next].count {
        offsets.append(filled)
        read -= ranges[next].count
        filled += ranges[next].count
        next += 1
      }
      // The one that ended the call is left out, and its room is left as it is.
      if next < end {
        offsets.append(nil)
        filled += ranges[next].count
        next += 1
      }
    }
  }
}

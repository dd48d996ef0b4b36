/// Reads of another process's memory that are done together: a call for 1,024 ranges, and ranges
/// that lie near each other in one.
struct ReadBatch {
  /// A range costs the kernel as much as copying some KiB: the gap between two is read with them.
  private static let gap: UInt64 = 1024
  /// A merged range is not longer, so that a page that is missing spoils little.
  private static let longestMerge = 1 << 16
  private static let mostAtOnce = 1024
  /// What all reads of a batch come to at most; what is beyond is not read.
  static let mostBytes = 1 << 26

  private struct Request {
    var address: UInt64
    var count: Int
    /// Where its bytes are; nil if it cannot be read.
    var offset: Int?
  }

  private var requests: [Request] = []
  private var content = Bytes([])
  private var size = 0

  var count: Int { requests.count }

  /// Asks for a range. Returns its number.
  mutating func add(_ address: UInt64, _ count: Int) -> Int {
    requests.append(Request(address: address, count: count))
    return requests.count - 1
  }

  /// What was read for a number; nil if it could not be.
  func bytes(_ index: Int) -> Bytes? {
    requests[index].offset.flatMap { content.part(from: $0, count: requests[index].count) }
  }

  /// Where the bytes of a number begin in `all`; nil if they could not be read.
  func offset(_ index: Int) -> Int? { requests[index].offset }
  var all: Bytes { content }

  /// A run of requests that is read as one range.
  private struct Run {
    var range: MemoryRange
    var members: Range<Int>
  }

  mutating func perform(on memory: any RemoteMemory) throws(MemoryError) {
    let order = requests.indices.filter { index in
      let request = requests[index]
      // Addresses of user space; a null pointer and what is near it is none.
      return request.count > 0 && request.address >= 4096 && request.address < 1 << 47
    }.sorted { requests[$0].address < requests[$1].address }
    let runs = runs(order)
    var bytes: [UInt8] = []
    var offsets: [Int?] = []
    try Self.read(runs.map(\.range), on: memory, into: &bytes, &offsets)
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
    if !alone.isEmpty {
      let ranges = alone.map {
        MemoryRange(address: requests[$0].address, count: requests[$0].count)
      }
      try Self.read(ranges, on: memory, into: &bytes, &offsets)
      for (index, offset) in zip(alone, offsets) { requests[index].offset = offset }
    }
    content = Bytes(bytes)
  }

  private func runs(_ order: [Int]) -> [Run] {
    var runs: [Run] = []
    var total = 0
    for (place, index) in order.enumerated() {
      let request = requests[index]
      let end = request.address + UInt64(request.count)
      if var last = runs.last {
        let lastEnd = last.range.address + UInt64(last.range.count)
        let merged = Int(max(end, lastEnd) - last.range.address)
        if request.address <= lastEnd + Self.gap,
          merged <= Self.longestMerge || end <= lastEnd
        {
          total += merged - last.range.count
          last.range.count = merged
          last.members = last.members.lowerBound..<(place + 1)
          runs[runs.count - 1] = last
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

  /// Appends the bytes of ranges; for each where they begin, or nil.
  private static func read(
    _ ranges: [MemoryRange], on memory: any RemoteMemory, into bytes: inout [UInt8],
    _ offsets: inout [Int?]
  ) throws(MemoryError) {
    offsets = []
    let start = bytes.count
    let total = ranges.reduce(0) { $0 + $1.count }
    bytes.append(contentsOf: repeatElement(0, count: total))
    var (next, filled) = (0, start)
    while next < ranges.count {
      let end = min(next + mostAtOnce, ranges.count)
      var failure: MemoryError?
      var read = bytes.withUnsafeMutableBytes { all -> Int in
        let room = UnsafeMutableRawBufferPointer(rebasing: all[filled...])
        do throws(MemoryError) {
          return try memory.read(ranges[next..<end], into: room)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      while next < end, read >= ranges[next].count {
        offsets.append(filled)
        read -= ranges[next].count
        filled += ranges[next].count
        next += 1
      }
      // The one that ended the call is left out, and its room is left empty.
      if next < end {
        offsets.append(nil)
        filled += ranges[next].count
        next += 1
      }
    }
  }
}

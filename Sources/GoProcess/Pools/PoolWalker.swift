/// Looks through all pools of a running program, which goes on meanwhile: what is read is checked,
/// and read again where it changed under the reader.
///
/// Each step reads what it needs of all pools together, so that a look takes a dozen calls however
/// many pools there are.
struct PoolWalker {
  let memory: any RemoteMemory
  let symbols: RuntimeSymbols
  let types: TypeReader

  /// Objects of a pool that are looked at; of more, the first so many stand for all.
  static let mostObjects = 4096
  private static let mostPools = 4096
  /// No list is longer; of longer ones than `mostPools`, so many are looked at.
  private static let longestList = 1 << 24
  private static let mostProcessors = 4096
  private static let longestQueue = 1 << 30
  private static let mostHops = 40
  /// Queues of all pools together: of more processors and pools than any program has.
  private static let mostQueues = 1 << 16
  private static let retries = 3
  /// `poolLocal` is padded to 128 bytes: an interface, and a chain of queues.
  private static let localSize = 128
  /// Bytes of a `sync.Pool`.
  static let poolSize = 40

  /// The pools that hold something, and those in use: by their addresses, in no order. nil if their
  /// lists cannot be read: then nobody knows what there is.
  func look() throws(MemoryError) -> [PoolContent]? {
    var list = try listed()
    for _ in 0..<Self.retries where list == nil { list = try listed() }
    guard var addresses = list else { return nil }
    var found: [PoolContent] = []
    for attempt in 0...Self.retries where !addresses.isEmpty {
      let (contents, changed) = try look(at: addresses, isLast: attempt == Self.retries)
      found += contents
      addresses = changed
    }
    return found
  }

  /// The union of both lists; nil if one makes no sense.
  private func listed() throws(MemoryError) -> [UInt64]? {
    var heads = ReadBatch()
    let numbers = [symbols.allPools, symbols.oldPools].map { heads.add($0, 24) }
    try heads.perform(on: memory)
    var lists = ReadBatch()
    for number in numbers {
      guard let head = heads.bytes(number), let start = head.u64(0), let count = head.size(8),
        let capacity = head.size(16), count <= capacity, count <= Self.longestList
      else { return nil }
      // An empty list may be nowhere.
      if count > 0 { _ = lists.add(start, min(count, Self.mostPools) * 8) }
    }
    try lists.perform(on: memory)
    var (seen, addresses) = (Set<UInt64>(), [UInt64]())
    for number in 0..<lists.count {
      guard let list = lists.bytes(number) else { return nil }
      for address in (0..<(list.count / 8)).compactMap({ list.u64($0 * 8) })
      where seen.insert(address).inserted { addresses.append(address) }
    }
    return addresses
  }

  // MARK: - One look

  /// Chains of queues, each with the pool it is of.
  private struct Chain {
    var pool: Int
    var isVictim: Bool
    var element: UInt64
  }

  /// A queue: a ring of interfaces.
  fileprivate struct Queue {
    var pool: Int
    var isVictim: Bool
    var address: UInt64
    var headTail: UInt64
    var values: UInt64
    var length: Int

    var tail: UInt32 { UInt32(truncatingIfNeeded: headTail) }
    var count: Int { Int(UInt32(truncatingIfNeeded: headTail >> 32) &- tail) }
    var isPlausible: Bool {
      length.nonzeroBitCount == 1 && length <= PoolWalker.longestQueue && count <= length
    }
  }

  private func look(
    at addresses: [UInt64], isLast: Bool
  ) throws(MemoryError) -> (found: [PoolContent], changed: [UInt64]) {
    let (words, calibrations) = try poolWords(addresses)
    var contents = zip(addresses, words).map { address, words in
      PoolContent(address: address, new: words?.u64(32) ?? 0)
    }
    for index in contents.indices { contents[index].calibration = calibrations[index] }
    let chains = try chains(words, &contents)
    let (queues, after) = try queues(chains, addresses)
    try readObjects(queues, &contents)
    var (found, changed): ([PoolContent], [UInt64]) = ([], [])
    for (index, content) in contents.enumerated() {
      guard let before = words[index] else { continue }
      // A collection moves what is in use to the victims, and may come in between.
      if !isLast, after[index] != before {
        changed.append(content.address)
      } else {
        found.append(content)
      }
    }
    return (found, changed)
  }

  private func poolWords(
    _ addresses: [UInt64]
  ) throws(MemoryError) -> ([Bytes?], [CalibrationWords?]) {
    var batch = ReadBatch()
    let numbers = addresses.map { address in
      (
        batch.add(address, Self.poolSize),
        batch.add(address &- UInt64(CalibrationWords.size), CalibrationWords.size)
      )
    }
    try batch.perform(on: memory)
    return (
      numbers.map { batch.bytes($0.0) },
      numbers.map { batch.bytes($0.1).flatMap(CalibrationWords.init) }
    )
  }

  /// Reads what each processor has of its own; returns its queues.
  private func chains(
    _ words: [Bytes?], _ contents: inout [PoolContent]
  ) throws(MemoryError) -> [Chain] {
    var batch = ReadBatch()
    var parts: [(pool: Int, isVictim: Bool, number: Int)] = []
    for (pool, words) in words.enumerated() {
      guard let words else { continue }
      for (isVictim, offset) in [(false, 0), (true, 16)] {
        guard let start = words.u64(offset), let count = words.size(offset + 8), start != 0,
          count <= Self.mostProcessors
        else { continue }
        parts.append((pool, isVictim, batch.add(start, count * Self.localSize)))
      }
    }
    try batch.perform(on: memory)
    var chains: [Chain] = []
    for part in parts {
      guard let locals = batch.bytes(part.number) else { continue }
      for start in stride(from: 0, to: locals.count, by: Self.localSize) {
        if let type = locals.u64(start), let word = locals.u64(start + 8), types.isType(type) {
          contents[part.pool].add(
            PooledObject(type: type, word: word, isVictim: part.isVictim))
        }
        if let tail = locals.u64(start + 24), tail != 0, chains.count < Self.mostQueues {
          chains.append(Chain(pool: part.pool, isVictim: part.isVictim, element: tail))
        }
      }
    }
    return chains
  }

  /// Follows chains to their ends; also reads the pools' words again.
  private func queues(
    _ chains: [Chain], _ addresses: [UInt64]
  ) throws(MemoryError) -> ([Queue], after: [Bytes?]) {
    var (chains, queues, seen) = (chains, [Queue](), Set<UInt64>())
    for _ in 0..<Self.mostHops where !chains.isEmpty {
      var batch = ReadBatch()
      let numbers = chains.map { batch.add($0.element, 48) }
      try batch.perform(on: memory)
      var further: [Chain] = []
      for (chain, number) in zip(chains, numbers) {
        guard seen.insert(chain.element).inserted, let words = batch.bytes(number),
          let headTail = words.u64(0), let values = words.u64(8), let length = words.size(16),
          let next = words.u64(32)
        else { continue }
        let queue = Queue(
          pool: chain.pool, isVictim: chain.isVictim, address: chain.element, headTail: headTail,
          values: values, length: length)
        if queue.isPlausible, queues.count < Self.mostQueues { queues.append(queue) }
        if next != 0 {
          further.append(Chain(pool: chain.pool, isVictim: chain.isVictim, element: next))
        }
      }
      chains = further
    }
    var again = ReadBatch()
    let numbers = addresses.map { again.add($0, Self.poolSize) }
    try again.perform(on: memory)
    return (queues, numbers.map { again.bytes($0) })
  }

  // MARK: - Objects

  /// Reads what lies in queues. One that changes meanwhile is read again; the last try stands.
  private func readObjects(
    _ queues: [Queue], _ contents: inout [PoolContent]
  ) throws(MemoryError) {
    var room = contents.map { Self.mostObjects - $0.objects.count }
    var pending = queues
    for attempt in 0...Self.retries where !pending.isEmpty {
      var batch = ReadBatch()
      let parts = pending.map { queue in
        let count = min(queue.count, max(room[queue.pool], 0))
        return Self.ranges(queue, count).map { batch.add($0.address, $0.count) }
      }
      try batch.perform(on: memory)
      var check = ReadBatch()
      let heads = pending.map { check.add($0.address, 8) }
      try check.perform(on: memory)
      var changed: [Queue] = []
      for (index, queue) in pending.enumerated() {
        let now = check.bytes(heads[index])?.u64(0)
        if let now, now != queue.headTail, attempt < Self.retries {
          var queue = queue
          queue.headTail = now
          if queue.isPlausible { changed.append(queue) }
          continue
        }
        let slots = parts[index].compactMap { batch.bytes($0) }
        let found = slots.flatMap { objects($0, isVictim: queue.isVictim) }
        contents[queue.pool].add(queue, found, limit: room[queue.pool])
        room[queue.pool] -= found.count
      }
      pending = changed
    }
  }

  /// Where the first so many objects of a ring are: in one range, or two where it wraps.
  private static func ranges(_ queue: Queue, _ count: Int) -> [MemoryRange] {
    guard count > 0 else { return [] }
    let first = Int(queue.tail) & (queue.length - 1)
    let before = min(count, queue.length - first)
    let ranges = [(first, before), (0, count - before)]
    return ranges.filter { $0.1 > 0 }.map { start, count in
      MemoryRange(address: queue.values &+ UInt64(start) &* 16, count: count * 16)
    }
  }

  private func objects(_ slots: Bytes, isVictim: Bool) -> [PooledObject] {
    stride(from: 0, to: slots.count, by: 16).compactMap { start in
      guard let type = slots.u64(start), let word = slots.u64(start + 8), types.isType(type) else {
        return nil
      }
      return PooledObject(type: type, word: word, isVictim: isVictim)
    }
  }
}

extension PoolContent {
  fileprivate mutating func add(_ object: PooledObject) {
    objectCount += 1
    victimCount += object.isVictim ? 1 : 0
    if objects.count < PoolWalker.mostObjects { objects.append(object) }
  }

  fileprivate mutating func add(
    _ queue: PoolWalker.Queue, _ objects: [PooledObject], limit: Int
  ) {
    objectCount += queue.count
    victimCount += queue.isVictim ? queue.count : 0
    self.objects += objects.prefix(max(limit, 0))
    if !queue.isVictim { taken[queue.address] = queue.tail }
  }
}

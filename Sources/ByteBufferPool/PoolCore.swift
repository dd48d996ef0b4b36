internal import Synchronization

/// What a pool and its buffers share. Lives until the pool is gone and so is every buffer that was
/// still out then.
///
/// No reference counts: a get with its put would change one twice, in a word that all threads
/// share. The pool lives while anyone can call it; a buffer only needs the core, to free its memory
/// or to grow. When the pool goes, the core stays for as many buffers as the counters say are out.
// @unchecked: everything in it is immutable or made to be shared.
struct PoolCore: ~Copyable, @unchecked Sendable {
  let allocator: any BufferAllocator
  let caches = LocalCaches()
  let retention: Retention
  let sweeps = Atomic(0)
  let evictions = Atomic(0)
  let evictedBytes = Atomic(0)

  /// Once the pool is gone: buffers that are still out.
  private let orphans = Atomic(0)

  init(allocator: any BufferAllocator, retention: some RetentionPolicy) {
    self.allocator = allocator
    self.retention = Retention(retention)
  }

  /// A buffer with a cached block, else with a new one.
  ///
  /// What is usual is here and calls nothing; the rest is elsewhere and is called last, with the
  /// core as an ordinary argument. So neither this nor `put` has a stack frame to set up.
  @inline(__always)
  static func take(from core: UnsafeMutablePointer<PoolCore>) -> ByteBuffer {
    // Acquiring pairs with the releasing store in put: a former owner of the slot may have put it.
    guard let own = core.pointee.caches.workers.ownIfPresent,
      let idle = own.pointee.privateSlot.exchange(nil, ordering: .acquiring)
    else { return takeSlowly(from: core) }
    return ByteBuffer(block: own.pointee.hit(Block(idle)), core: core)
  }

  @inline(never)
  private static func takeSlowly(from core: UnsafeMutablePointer<PoolCore>) -> ByteBuffer {
    ByteBuffer(block: core.pointee.takeSlowly(), core: core)
  }

  private func takeSlowly() -> Block {
    if let own = caches.workers.own {
      caches.adopt(own.pointee)
      if let block = caches.takeOwn(own.pointee) { return block }
    }
    return caches.takeElsewhere()
      ?? allocator.makeBlock(capacity: retention.withCurrent { $0.defaultSize })
  }

  /// Counts a returned block and keeps it, or frees it if the policy says so. As `take`, it holds
  /// only what is usual.
  @inline(__always)
  static func put(_ block: Block, length: Int, to core: UnsafeMutablePointer<PoolCore>) {
    guard let own = core.pointee.caches.workers.ownIfPresent else {
      return putFirst(block, length: length, to: core)
    }
    let index = SizeClass.index(ofLength: length)
    let puts = own.pointee.count(ofClass: index, length: length, capacity: block.capacity)
    // Relaxed: only the owner fills the private slot, so what it sees empty stays empty.
    guard puts < own.pointee.classes[index].nextCheck.load(ordering: .relaxed),
      block.capacity <= core.pointee.retention.withCurrent({ $0.keepLimit }),
      own.pointee.privateSlot.load(ordering: .relaxed) == nil
    else { return finishPut(block, length: length, own: own, to: core) }
    // Releasing passes the shape that is written into the block to whoever empties the slot.
    own.pointee.privateSlot.store(block.idle(), ordering: .releasing)
  }

  /// A thread's first put, or one of a thread that has no slot.
  @inline(never)
  private static func putFirst(
    _ block: Block, length: Int, to core: UnsafeMutablePointer<PoolCore>
  ) {
    guard let own = core.pointee.caches.workers.own else {
      return core.pointee.putWithoutSlot(block, length: length)
    }
    core.pointee.caches.adopt(own.pointee)
    let index = SizeClass.index(ofLength: length)
    _ = own.pointee.count(ofClass: index, length: length, capacity: block.capacity)
    core.pointee.finishPut(block, length: length, own: own)
  }

  @inline(never)
  private static func finishPut(
    _ block: Block, length: Int, own: UnsafeMutablePointer<LocalCache>,
    to core: UnsafeMutablePointer<PoolCore>
  ) {
    core.pointee.finishPut(block, length: length, own: own)
  }

  /// Calibrates if it is time, and only then decides, as bytebufferpool does.
  private func finishPut(_ block: Block, length: Int, own: UnsafeMutablePointer<LocalCache>) {
    checkIfDue(ofClass: SizeClass.index(ofLength: length), own)
    if block.capacity <= retention.withCurrent({ $0.keepLimit }) {
      caches.put(block.idle(), in: own.pointee)
    } else {
      judge(block, length: length, own: own)
    }
  }

  /// Calibrates if it is time, or says when to look again. Relaxed: a check too many is no harm.
  private func checkIfDue(ofClass index: Int, _ cache: UnsafeMutablePointer<LocalCache>) {
    let puts = cache.pointee.classes[index].puts.current
    guard puts >= cache.pointee.classes[index].nextCheck.load(ordering: .relaxed) else { return }
    let next = retention.check(
      ofClass: index, own: puts, workers: caches.workers.slotsInUse.count,
      sum: { sum(ofClass: index) }, puts: { putsByClass })
    cache.pointee.classes[index].nextCheck.store(next, ordering: .relaxed)
  }

  /// Puts another policy in force, and has every worker look at its next put of each class: how
  /// long it may go without looking was the old policy's to say.
  func switchPolicy(to policy: some RetentionPolicy) {
    retention.switchPolicy(to: policy) { putsByClass }
    caches.workers.visit { cache in
      for index in 0..<SizeClass.count {
        cache.pointee.classes[index].nextCheck.store(0, ordering: .relaxed)
      }
    }
  }

  private func judge(_ block: Block, length: Int, own: UnsafeMutablePointer<LocalCache>) {
    let returned = ReturnedBuffer(length: length, capacity: block.capacity, strikes: block.strikes)
    // One look at the policy: the size that it asks for is its own to keep, whatever is in force
    // now.
    let judgement = retention.withCurrent { active in
      let judgement = active.policy.judge(returned)
      if case .drop(let size?) = judgement { active.defaultSize = size }
      return judgement
    }
    switch judgement {
    case .keep(let strikes):
      var kept = block
      kept.strikes = strikes
      caches.put(kept.idle(), in: own.pointee)
    case .drop: drop(block, own, shared: false)
    }
  }

  /// A thread without a slot has no cache to keep a block in.
  private func putWithoutSlot(_ block: Block, length: Int) {
    let shared = caches.workers.shared
    let index = SizeClass.index(ofLength: length)
    _ = shared.pointee.count(
      ofClass: index, length: length, capacity: block.capacity, shared: true)
    checkIfDue(ofClass: index, shared)
    drop(block, shared, shared: true)
  }

  private func drop(_ block: Block, _ cache: UnsafeMutablePointer<LocalCache>, shared: Bool) {
    cache.pointee.tally.drops.add(1, shared: shared)
    cache.pointee.tally.droppedBytes.add(block.capacity, shared: shared)
    allocator.free(block)
  }

  /// A larger block with the same `count` bytes of content, in place of `block`.
  func grown(_ block: Block, count: Int, capacity: Int) -> Block {
    var larger = allocator.makeBlock(capacity: capacity)
    larger.strikes = block.strikes
    if count > 0, let from = block.base, let to = larger.base {
      to.copyMemory(from: from, byteCount: count)
    }
    allocator.free(block)
    let (cache, isShared) = caches.workers.ownOrShared
    cache.pointee.tally.growths.add(1, shared: isShared)
    cache.pointee.tally.growthBytes.add(count, shared: isShared)
    return larger
  }

  /// Inside a method the allocator is borrowed with `self`; through a pointer each call would
  /// retain and release it, in a word that all threads share.
  private func free(_ block: Block) { allocator.free(block) }

  func sweep() {
    caches.rotate { block in
      // Releasing: whoever sees the block gone also sees the put that it came by.
      evictions.add(1, ordering: .releasing)
      evictedBytes.add(block.capacity, ordering: .releasing)
      allocator.free(block)
    }
    sweeps.add(1, ordering: .relaxed)
  }
}

// MARK: - The end

extension PoolCore {
  /// Frees the block of a buffer that goes out of scope without a put, and the core with it if the
  /// pool is gone and this was the last one out.
  static func abandon(_ block: Block, of core: UnsafeMutablePointer<PoolCore>) {
    core.pointee.free(block)
    let cache = core.pointee.caches.workers.ownOrShared.value
    // Releasing, so that all of this is done when another thread ends the core; acquiring, to see
    // all that the others did when this one does.
    let before = cache.pointee.abandonments.add(2, ordering: .acquiringAndReleasing).oldValue
    guard before & 1 == 1 else { return }
    if core.pointee.orphans.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
      end(core)
    }
  }

  /// The pool is gone: frees the idle blocks, and the core as soon as no buffer is out.
  ///
  /// Nobody calls get or put any more, but buffers may be abandoned meanwhile. Those that the
  /// closing bit finds counted are done with; each later one subtracts itself from `orphans`, which
  /// goes below zero if that comes before the sum is added here. Exactly one of them all sees zero
  /// after the addition.
  static func close(_ core: UnsafeMutablePointer<PoolCore>) {
    guard Counter.isCounting else { return }
    for _ in 0..<2 { core.pointee.caches.rotate { core.pointee.allocator.free($0) } }
    var out = 0
    core.pointee.caches.workers.fillWithShared()
    core.pointee.caches.workers.visit { cache in
      let before = cache.pointee.abandonments.bitwiseOr(1, ordering: .acquiringAndReleasing)
        .oldValue
      out += cache.pointee.outstanding(abandoned: before >> 1)
    }
    if core.pointee.orphans.add(out, ordering: .acquiringAndReleasing).newValue == 0 { end(core) }
  }

  private static func end(_ core: UnsafeMutablePointer<PoolCore>) {
    core.deinitialize(count: 1)
    core.deallocate()
  }
}

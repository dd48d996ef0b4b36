internal import CByteBufferPool
internal import Synchronization

/// The local caches of one pool, and what is done across them: Go's `Pool` without its policy.
///
/// Nothing on the way through a get or a put waits for another thread. Sources: `Get`, `getSlow`,
/// `Put` and `poolCleanup` in Go's sync/pool.go.
struct LocalCaches: ~Copyable, Sendable {
  let workers = PerWorker<LocalCache>()

  /// Rises with each sweep. By its parity one queue of each cache is primary, the other victim.
  ///
  /// Relaxed loads suffice: whoever sees an old value puts a block among the victims or takes one
  /// from there as if it were fresh, and either is as good, only sooner gone.
  private let generation = Atomic(0)

  /// Held by a sweep, so that there is one at a time. No get and no put takes it.
  private let sweeping = Mutex(())

  /// Keeps a block in the owner's cache: in its private slot if that is empty, else in its queue.
  func put(_ block: IdleBlock, in own: borrowing LocalCache) {
    // The orders are argued in PoolCore.put, which does the same for the usual case.
    if own.privateSlot.load(ordering: .relaxed) == nil {
      own.privateSlot.store(block, ordering: .releasing)
    } else {
      own.withQueue(of: generation.load(ordering: .relaxed)) { $0.push(block) }
    }
  }

  /// Says that the calling thread owns this cache now: what its predecessor left is its own.
  func adopt(_ own: borrowing LocalCache) {
    own.owner.store(worker_slot_owner(worker_slot()), ordering: .relaxed)
  }

  /// Takes what is in the owner's cache: the private slot, else the newest of the queue; counts a
  /// hit. The private slot is looked at again for a thread that has just come by this cache.
  func takeOwn(_ own: borrowing LocalCache) -> Block? {
    // Acquiring pairs with the releasing store in put: a former owner may have put the block.
    let taken =
      own.privateSlot.exchange(nil, ordering: .acquiring)
      ?? own.withQueue(of: generation.load(ordering: .relaxed)) { $0.popNewest() }
    return taken.map { own.hit(Block($0)) }
  }

  /// Takes a block that is not in the own cache, in the order of Go's `getSlow`, and counts where
  /// it was: oldest of another's queue; own victim; oldest of any victim queue. nil is a miss,
  /// counted too.
  ///
  /// Complexity: O(worker slots in use).
  func takeElsewhere() -> Block? {
    let (cache, isShared) = workers.ownOrShared
    let generation = generation.load(ordering: .relaxed)
    let slot = Int(worker_slot())
    var taken = steal(from: generation, first: slot + 1, lookingAtPrivate: true)
    if taken != nil {
      cache.pointee.tally.steals.add(1, shared: isShared)
    } else {
      // Acquiring pairs with the sweep's releasing exchange.
      taken =
        cache.pointee.victimSlot.exchange(nil, ordering: .acquiring)
        ?? steal(from: generation &- 1, first: slot, lookingAtPrivate: false)
      if taken != nil { cache.pointee.tally.victimHits.add(1, shared: isShared) }
    }
    guard let taken else {
      cache.pointee.tally.misses.add(1, shared: isShared)
      return nil
    }
    let block = Block(taken)
    cache.pointee.tally.takenBytes.add(block.capacity, shared: isShared)
    return block
  }

  /// Looks into every cache once, beginning at slot `first`. A private slot is its owner's, and
  /// everyone's once that thread has ended.
  private func steal(from generation: Int, first: Int, lookingAtPrivate: Bool) -> IdleBlock? {
    let slots = workers.slotsInUse
    for step in slots {
      let slot = (max(first, 0) + step) % slots.count
      guard let cache = workers.value(at: slot) else { continue }
      if let block = cache.pointee.withQueue(of: generation, { $0.popOldest() }) { return block }
      if lookingAtPrivate, cache.pointee.privateSlot.load(ordering: .relaxed) != nil,
        cache.pointee.owner.load(ordering: .relaxed) != worker_slot_owner(Int32(slot)),
        let block = cache.pointee.privateSlot.exchange(nil, ordering: .acquiring)
      {
        return block
      }
    }
    return nil
  }

  /// Drops what the last sweep put aside and puts aside what is idle now: Go's `poolCleanup`, one
  /// cache after the other instead of with the world stopped. Hands each dropped block to `drop`.
  ///
  /// Complexity: O(blocks dropped + worker slots in use).
  func rotate(_ drop: (Block) -> Void) {
    sweeping.withLock { _ in
      let victims = generation.load(ordering: .relaxed) &- 1
      workers.visit { cache in
        while let block = cache.pointee.withQueue(of: victims, { $0.popOldest() }) {
          drop(Block(block))
        }
        let aged = cache.pointee.privateSlot.exchange(nil, ordering: .acquiring)
        // Acquiring for the block that comes out, releasing for the one that goes in.
        let dropped = cache.pointee.victimSlot.exchange(aged, ordering: .acquiringAndReleasing)
        if let dropped { drop(Block(dropped)) }
      }
      // From here on the emptied queues are primary, and what was primary is victim.
      generation.store(victims &+ 2, ordering: .releasing)
    }
  }
}

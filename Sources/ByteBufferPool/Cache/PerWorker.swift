internal import CByteBufferPool
internal import Synchronization

/// What each worker has one of.
protocol WorkerLocal: ~Copyable {
  init()
}

/// One `Value` for each worker slot, made when its thread first asks for it, and one more that all
/// threads without a slot share.
///
/// Values stay at their addresses until the whole goes: other threads look at them while their
/// owners work. Each lies on cache lines of its own, two at a time, since processors fetch lines in
/// pairs: what one owner writes slows down no other.
// @unchecked: the pointers are written once; what they point to is made to be shared.
struct PerWorker<Value: WorkerLocal & ~Copyable>: ~Copyable, @unchecked Sendable {
  private typealias Entry = Atomic<UnsafeMutablePointer<Value>?>

  private static var slots: Int { Int(WORKER_SLOT_COUNT) }
  /// By slot plus one. The first stays nil, so that a thread that has no slot finds nothing without
  /// having to be told apart. In place, since a pointer to it would be one more load on the way.
  private let table: InlineArray<257, Entry>

  /// The one that threads without a slot share.
  let shared: UnsafeMutablePointer<Value>

  init() {
    precondition(Self.slots == 256, "a place for each worker slot, and the first")
    table = InlineArray { _ in Entry(nil) }
    shared = Self.make()
  }

  deinit {
    for slot in 0..<Self.slots {
      if let value = value(at: slot), value != shared { Self.free(value) }
    }
    Self.free(shared)
  }

  /// The calling thread's own, if it has one already. Calls nothing.
  @inline(__always)
  var ownIfPresent: UnsafeMutablePointer<Value>? {
    // Below 257: see worker_slot_plus_one.
    table[unchecked: Int(worker_slot_plus_one_or_zero())].load(ordering: .acquiring)
  }

  /// The calling thread's own; nil if it has no slot.
  var own: UnsafeMutablePointer<Value>? {
    let slot = Int(worker_slot())
    guard slot >= 0 else { return nil }
    return value(at: slot) ?? add(at: slot)
  }

  /// The calling thread's own, or else the shared one, and which of them it is.
  var ownOrShared: (value: UnsafeMutablePointer<Value>, isShared: Bool) {
    guard let own else { return (shared, true) }
    return (own, own == shared)
  }

  /// The value at a slot; nil where no thread has asked for one.
  func value(at slot: Int) -> UnsafeMutablePointer<Value>? {
    table[slot + 1].load(ordering: .acquiring)
  }

  /// Slots that any thread can have used.
  var slotsInUse: Range<Int> { 0..<Int(worker_slot_limit()) }

  /// Visits every value that there is, the shared one last. Complexity: O(worker slots in use).
  func visit(_ body: (UnsafeMutablePointer<Value>) -> Void) {
    for slot in slotsInUse {
      if let value = value(at: slot), value != shared { body(value) }
    }
    body(shared)
  }

  /// From now on every thread that asks for the first time is given the shared one.
  func fillWithShared() {
    for slot in 0..<Self.slots {
      _ = table[slot + 1].compareExchange(
        expected: nil, desired: shared, ordering: .acquiringAndReleasing)
    }
  }

  /// Releasing publishes the value's initial content to whoever loads the pointer. The exchange can
  /// only fail against `fillWithShared`.
  private func add(at slot: Int) -> UnsafeMutablePointer<Value> {
    let value = Self.make()
    let (isAdded, present) = table[slot + 1].compareExchange(
      expected: nil, desired: value, ordering: .acquiringAndReleasing)
    guard !isAdded, let present else { return value }
    Self.free(value)
    return present
  }

  private static func make() -> UnsafeMutablePointer<Value> {
    let line = 128
    let size = (MemoryLayout<Value>.size + line - 1) / line * line
    let value = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: line)
      .bindMemory(to: Value.self, capacity: 1)
    value.initialize(to: Value())
    return value
  }

  private static func free(_ value: UnsafeMutablePointer<Value>) {
    value.deinitialize(count: 1)
    value.deallocate()
  }
}

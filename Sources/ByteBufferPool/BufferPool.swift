/// A pool of byte buffers that learns their size: bytebufferpool, on a cache like Go's `sync.Pool`.
///
/// ```swift
/// var buffer = BufferPool.shared.get()
/// buffer.append("GET / HTTP/1.1\r\n")
/// // … use it …
/// BufferPool.shared.put(buffer)
/// ```
///
/// Safe to use from any thread, and nothing waits for anything on the way through `get` and `put`.
/// A buffer that is not put back is freed when it goes out of scope and counted as abandoned:
/// forgetting `put` is no leak, but every such `get` has to allocate.
///
/// A pool may go before its buffers: they are freed as they go out of scope.
///
/// Each thread that uses a pool has a *worker slot*, 256 at most at once, and a cache in it; the
/// next thread takes over both. A thread for which there is none gets what others have put, or a
/// new buffer, and its puts free theirs. Costs that grow with worker slots grow with the most
/// threads that have used pools at the same time since the process began. After fork(2) use no pool
/// in the child before exec(2).
///
/// Sources: bytebufferpool's pool.go, Go's sync/pool.go.
// @unchecked: the pointer is written once, and what it leads to is made to be shared.
public final class BufferPool: @unchecked Sendable {
  /// The pool for those who need only one. Lives as long as the process.
  public static let shared = BufferPool()

  private let core: UnsafeMutablePointer<PoolCore>

  /// An empty pool with a retention policy, that takes its memory from `allocator`, which several
  /// pools may share.
  public init(
    retention: some RetentionPolicy = .calibrated,
    allocator: any BufferAllocator = SystemAllocator()
  ) {
    core = .allocate(capacity: 1)
    core.initialize(to: PoolCore(allocator: allocator, retention: retention))
  }

  deinit { PoolCore.close(core) }

  /// Where the buffers' memory comes from, and where its allocations are counted.
  public var allocator: any BufferAllocator { core.pointee.allocator }

  /// The policy that decides which returned buffers are kept.
  public var retention: any RetentionPolicy { core.pointee.retention.withCurrent { $0.policy } }

  /// Puts another retention policy in force, while the pool is in use: it begins with nothing
  /// learned, and idle buffers stay. The policy in force already goes on undisturbed.
  ///
  /// Each distinct policy takes a few hundred bytes until the pool goes: switch among some, and do
  /// not tune a cap in small steps.
  ///
  /// Complexity: O(worker slots in use + distinct policies that this pool has had).
  public func switchRetention(to policy: some RetentionPolicy) {
    core.pointee.switchPolicy(to: policy)
  }

  /// An empty buffer: a cached one if there is one, else a new one with the default capacity.
  ///
  /// Before the first calibration the default capacity is 0 and a new buffer owns no memory yet.
  ///
  /// Complexity: O(1) from the calling thread's cache, else O(worker slots in use).
  public func get() -> ByteBuffer { PoolCore.take(from: core) }

  /// Gives a buffer back. Its length is counted for the next calibration; then it is kept if its
  /// capacity is at most the maximum size, and freed otherwise: as the retention policy says.
  ///
  /// The compiler rejects any use of the buffer afterwards. A buffer of another pool is freed, and
  /// counted as abandoned there: it takes its memory from that pool's allocator.
  ///
  /// Complexity: O(1), and at a calibration O(size classes × worker slots in use).
  public func put(_ buffer: consuming ByteBuffer) {
    let length = buffer.count
    guard buffer.home == core else { return }
    PoolCore.put(buffer.release(), length: length, to: core)
  }

  /// Gives a buffer back that held secrets: all of its memory is overwritten with zeroes before
  /// anyone else can have it. The optimiser cannot leave that out. Without `erasing` the content
  /// stays in memory until it is written over, as in Go.
  ///
  /// A buffer that grew has left copies of its content in memory that is freed already: reserve
  /// capacity first. One that goes out of scope without this call is freed as it is.
  ///
  /// Complexity: O(capacity) if erasing.
  public func put(_ buffer: consuming ByteBuffer, erasing: Bool) {
    if erasing { buffer.block.erase() }
    put(buffer)
  }

  /// Lends an empty buffer to `body` and puts it back, also when `body` throws: what `defer` does
  /// in Go. `erasing` is as for `put`.
  public func withBuffer<R, E: Error>(
    erasing: Bool = false, _ body: (inout ByteBuffer) throws(E) -> R
  ) throws(E) -> R {
    var buffer = get()
    let result: Result<R, E>
    do throws(E) { result = .success(try body(&buffer)) } catch { result = .failure(error) }
    put(buffer, erasing: erasing)
    return try result.get()
  }

  /// Lends an empty buffer to `body`, which may suspend, and puts it back on whatever thread it
  /// ends.
  nonisolated(nonsending)
    public func withBuffer<R, E: Error>(
      erasing: Bool = false, _ body: nonisolated(nonsending) (inout ByteBuffer) async throws(E) -> R
    ) async throws(E) -> R
  {
    var buffer = get()
    let result: Result<R, E>
    do throws(E) { result = .success(try await body(&buffer)) } catch { result = .failure(error) }
    put(buffer, erasing: erasing)
    return try result.get()
  }

  /// Ages the idle buffers: those that were idle at the last sweep already are freed, the others
  /// are put aside and freed at the next one unless a `get` takes them. Go does this at the start
  /// of every collection (`poolCleanup`); here the owner of the pool says when.
  ///
  /// Complexity: O(idle buffers freed + worker slots in use).
  public func sweep() { core.pointee.sweep() }

  /// What the pool has done so far. Complexity: O(size classes × worker slots in use).
  public var counters: PoolCounters { core.pointee.counters }
}

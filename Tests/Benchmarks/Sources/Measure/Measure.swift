import Glibc
import Synchronization

/// One thing to measure: `body` does so many operations on the calling thread, and may be called on
/// several at once; the second argument is the thread's number.
public struct Case: Sendable {
  let name: String
  let body: @Sendable (Int, Int) -> Void

  public init(_ name: String, _ body: @escaping @Sendable (Int, Int) -> Void) {
    self.name = name
    self.body = body
  }
}

/// `PROGRAM CASE THREADS MILLISECONDS` prints nanoseconds an operation: wall-clock time over the
/// operations of all threads together. `PROGRAM CASE THREADS =COUNT` does just that many and prints
/// nothing: for callgrind. Without arguments it prints the names of the cases.
public func measure(_ cases: [Case]) {
  let arguments = CommandLine.arguments.dropFirst()
  guard let name = arguments.first else { return print(cases.map(\.name).joined(separator: "\n")) }
  guard arguments.count == 3, let chosen = cases.first(where: { $0.name == name }),
    let threads = Int(arguments[2]), threads > 0
  else {
    print("usage: \(CommandLine.arguments[0]) [CASE THREADS MILLISECONDS|=COUNT]")
    exit(2)
  }
  if arguments[3].hasPrefix("="), let count = Int(arguments[3].dropFirst()) {
    return chosen.body(count, 0)
  }
  guard let milliseconds = Int(arguments[3]) else { exit(2) }
  // Enough operations for the time asked for, found by doubling; then once more, for the record.
  var count = 1
  var time = run(chosen, threads: threads, count: count)
  while time < Duration.milliseconds(milliseconds) / 2 {
    count *= 2
    time = run(chosen, threads: threads, count: count)
  }
  time = run(chosen, threads: threads, count: count)
  let nanoseconds =
    Double(time.components.attoseconds) / 1e9 + Double(time.components.seconds) * 1e9
  print(nanoseconds / Double(count * threads))
}

/// Wall-clock time in which each of the threads does `count` operations.
private func run(_ chosen: Case, threads: Int, count: Int) -> Duration {
  let ready = Atomic(0)
  let body = chosen.body
  let running = (1..<threads).map { number in
    start {
      ready.add(1, ordering: .acquiringAndReleasing)
      while ready.load(ordering: .acquiring) < threads {}
      body(count, number)
    }
  }
  ready.add(1, ordering: .acquiringAndReleasing)
  while ready.load(ordering: .acquiring) < threads {}
  let begin = ContinuousClock.now
  body(count, 0)
  for thread in running { pthread_join(thread, nil) }
  return ContinuousClock.now - begin
}

private final class Job: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func start(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  var thread = pthread_t()
  let job = Unmanaged.passRetained(Job(body)).toOpaque()
  let code = pthread_create(&thread, nil, { runJob($0) }, job)
  precondition(code == 0, "a thread for a benchmark")
  return thread
}

private func runJob(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  // Never nil: start() passes a retained Job.
  Unmanaged<Job>.fromOpaque(opaque.unsafelyUnwrapped).takeRetainedValue().body()
  return nil
}

/// Bytes to copy from, aligned to 64: see BufferAllocator.allocate for what else would happen.
// @unchecked: written in init only.
public struct Payload: @unchecked Sendable {
  public let bytes: UnsafeRawBufferPointer

  public init(count: Int) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0x6C)
    bytes = UnsafeRawBufferPointer(memory)
  }
}

/// Takes a pointer in such a way that what it points to has to be there.
@inline(never) @_optimize(none)
public func use(_ bytes: UnsafeRawPointer?) {}

import Glibc
import Testing

@testable import ByteBufferPool

/// What ends the process, and what it says then.
@Suite struct FailureTests {
  private func message(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }

  @Test func aBufferBeyondTheLimitIsRefusedWithAMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var buffer = BufferPool().get()
      buffer.reserveCapacity(1 << 40 + 1)
    }
    #expect(
      message(result).contains("1099511627777 bytes was asked for; the limit is 1099511627776"))
  }

  @Test func anAppendThatOverflowsIsRefusedWithAMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var buffer = BufferPool().get()
      buffer.append(1)
      buffer.append(upTo: .max) { _ in }
    }
    #expect(message(result).contains("the limit is 1099511627776 (1 TiB)"))
  }

  @Test func noMemoryIsSaid() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var limit = rlimit(rlim_cur: 1 << 36, rlim_max: 1 << 36)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      var buffer = BufferPool().get()
      buffer.reserveCapacity(1 << 37)
    }
    #expect(
      message(result).contains("out of memory: the system has no block of 137438953472 bytes"))
  }

  @Test func aReadOutsideTheContentTraps() async {
    await #expect(processExitsWith: .failure) {
      var buffer = BufferPool().get()
      buffer.append("abc")
      _ = buffer[3]
    }
  }

  @Test func aSequenceThatSaysItIsEndlessIsRefusedWithAMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var buffer = BufferPool().get()
      buffer.append(1)
      buffer.append(contentsOf: repeatElement(0, count: .max))
    }
    #expect(message(result).contains("the limit is 1099511627776 (1 TiB)"))
  }

  /// What release builds make of it is in the stress tests, which are built so.
  @Test func aNegativeCapacityTrapsInADebugBuild() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var buffer = BufferPool().get()
      buffer.reserveCapacity(-1)
    }
    #expect(message(result).contains("a capacity is not negative"))
  }
}

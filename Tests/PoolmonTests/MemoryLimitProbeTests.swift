import Glibc
import Testing

@testable import poolmon

@Suite struct MemoryLimitProbeTests {
  /// Once at the start, and once a minute of the samples' own time.
  @Test func filesAreReadRarely() {
    var reads = 0
    let probe = MemoryLimitProbe {
      reads += 1
      return reads == 2 ? nil : reads * 100
    }
    #expect(probe.limit(at: .seconds(5)) == 100)
    #expect((50..<650).allSatisfy { probe.limit(at: .milliseconds($0 * 100)) == 100 })
    #expect(reads == 1)
    #expect(probe.limit(at: .seconds(65)) == nil)
    #expect(probe.limit(at: .seconds(70)) == nil, "what is unknown stays so for as long")
    #expect(reads == 2)
    #expect(probe.limit(at: .seconds(125)) == 300)
  }

  @Test func thisMachineTellsOne() {
    let probe = MemoryLimitProbe(pid: getpid())
    let limit = probe.limit(at: .zero)
    #expect((limit ?? 0) > 1 << 20)
  }

  /// Where a process has no groups to tell, the machine's memory stays.
  @Test func aProcessThatIsNotThereHasTheMachine() {
    let probe = MemoryLimitProbe(pid: -1)
    let limit = probe.limit(at: .zero)
    #expect((limit ?? 0) > 1 << 20)
  }
}

import Telemetry
import Testing

@testable import poolmon

@Suite struct SelfProbeTests {
  @Test func thisProcessIsSeen() throws {
    let sample = try #require(SelfProbe().sample(at: .zero))
    #expect(sample.residentSpace > 1 << 20)
    #expect(sample.peakResidentSpace >= sample.residentSpace)
    #expect(sample.cpuNanoseconds > 0)
    #expect(sample.minorFaults > 0)
    // No group of this machine's has less than what runs in it.
    #expect((sample.memoryLimit ?? 0) > sample.residentSpace)
  }
}

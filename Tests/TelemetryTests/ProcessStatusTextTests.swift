import Telemetry
import Testing

@Suite struct ProcessStatusTextTests {
  @Test func readsTheTwoLines() throws {
    let text =
      "Name:\tpoolmon\nVmPeak:\t  99 kB\nVmHWM:\t   11784 kB\nVmRSS:\t   9000 kB\nThreads:\t2\n"
    let status = try #require(ProcessStatusText(Array(text.utf8)[...]))
    #expect(status.residentSpace == 9000 * 1024)
    #expect(status.peakResidentSpace == 11_784 * 1024)
  }

  @Test(arguments: [
    "", "VmRSS:\t1 kB\n", "VmHWM:\t1 kB\n", "VmRSS:\t1 kB\nVmHWM:\tmany kB\n",
    "VmRSS:\t1 MB\nVmHWM:\t1 kB\n", "VmRSS:\t-1 kB\nVmHWM:\t1 kB\n", "VmRSS:\nVmHWM:\n",
  ])
  func whatIsMissingOrWrongIsUnknown(text: String) {
    #expect(ProcessStatusText(Array(text.utf8)[...]) == nil)
  }
}

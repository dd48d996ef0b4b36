import Telemetry
import Testing

@Suite struct QuantityTests {
  @Test(arguments: [
    (0, "0 B"), (1, "1 B"), (999, "999 B"), (1023, "1023 B"), (1024, "1.00 KiB"),
    (10_240, "10.0 KiB"), (102_400, "100 KiB"), (1_022_000, "998 KiB"), (1_023_000, "999 KiB"),
    (1_024_000, "0.98 MiB"), (1 << 20, "1.00 MiB"), (54_316_236, "51.8 MiB"),
    (Int.max, "8.00 EiB"), (-5, "-5 B"), (-2048, "-2.00 KiB"),
  ])
  func bytes(count: Int, text: String) {
    #expect(Quantity.bytes(count) == text)
  }

  @Test(arguments: [
    (64, "64 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (32_768, "32 KiB"), (102_400, "100 KiB"),
    (1 << 20, "1 MiB"), (0, "0 B"),
  ])
  func sizes(count: Int, text: String) {
    #expect(Quantity.size(count) == text)
  }

  @Test(arguments: [
    (0, "0/s"), (0.333, "0.33/s"), (5, "5/s"), (5.25, "5.25/s"), (999.4, "999/s"),
    (999.6, "1.00 k/s"), (448_120, "448 k/s"), (4_100_000, "4.10 M/s"),
  ])
  func rates(rate: Double, text: String) {
    #expect(Quantity.perSecond(rate) == text)
  }

  @Test(arguments: [
    (2e6, "2 M/s"), (2.5e6, "2.5 M/s"), (40_000, "40 k/s"), (500, "500/s"), (0.5, "0.5/s"),
  ])
  func axisLabels(rate: Double, text: String) {
    #expect(Quantity.roundPerSecond(rate) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (61_203_400, "61,203,400"), (-1234, "-1,234"),
  ])
  func counts(count: Int, text: String) {
    #expect(Quantity.count(count) == text)
  }

  /// Nearly all is not all, and nearly nothing is not nothing.
  @Test(arguments: [
    (0, "0 %"), (1, "100 %"), (0.973, "97.3 %"), (0.9999, ">99.9 %"), (0.0001, "<0.1 %"),
    (0.5, "50.0 %"), (0.05, "5.0 %"),
  ])
  func shares(share: Double, text: String) {
    #expect(Quantity.percent(share) == text)
  }

  @Test(arguments: [
    (-1, "0 s"), (0, "0 s"), (0.4, "0 s"), (1, "1 s"), (119.4, "119 s"), (119.6, "2 min"),
    (754, "13 min"), (7100, "118 min"), (7199, "2 h"), (7800, "2 h 10 min"), (10_829, "3 h"),
    (172_700, "47 h 58 min"), (172_790, "2 d"), (187_000, "2 d 4 h"), (31_536_000, "365 d"),
  ])
  func timesToCome(seconds: Double, text: String) {
    #expect(Quantity.roughTime(.seconds(seconds)) == text)
  }

  @Test(arguments: [(0, "0.0 %"), (0.006, "0.6 %"), (0.998, "99.8 %"), (1.87, "187 %")])
  func cores(cores: Double, text: String) {
    #expect(Quantity.cores(cores) == text)
  }

  @Test(arguments: [
    (0, "00:00:00"), (59, "00:00:59"), (3661, "01:01:01"), (360_000, "100:00:00"),
  ])
  func clocks(seconds: Int, text: String) {
    #expect(Quantity.clock(.seconds(seconds)) == text)
  }

  @Test(arguments: [
    (10, "10 ms"), (999, "999 ms"), (1000, "1 s"), (2500, "2.5 s"), (1050, "1050 ms"),
    (60_000, "60 s"),
    (120_000, "2 min"), (150_000, "150 s"),
  ])
  func intervals(milliseconds: Int, text: String) {
    #expect(Quantity.interval(.milliseconds(milliseconds)) == text)
  }

  @Test(arguments: [
    (45.0, 60.0, "45 s"), (1.5, 6.0, "1.5 s"), (450.0, 600.0, "7.5 min"),
    (27_000.0, 36_000.0, "7.5 h"),
  ])
  func axisTimes(seconds: Double, span: Double, text: String) {
    #expect(Quantity.axisTime(.seconds(seconds), span: .seconds(span)) == text)
  }

  @Test func aPreciseClockHasTenths() {
    #expect(Quantity.preciseClock(.milliseconds(61_250)) == "00:01:01.2")
  }

  @Test func lengthsAreRoundedAndMayBeBelowZero() {
    #expect(Quantity.preciseLength(.milliseconds(61_250)) == "00:01:01.3")
    #expect(Quantity.preciseLength(.milliseconds(3_990)) == "00:00:04.0")
    #expect(Quantity.preciseLength(.milliseconds(-9_960)) == "-00:00:10.0")
    #expect(Quantity.clock(.seconds(-65)) == "-00:01:05")
    #expect(Quantity.preciseClock(.milliseconds(-500)) == "-00:00:00.5")
  }

  @Test func whatIsNoNumberIsADash() {
    #expect(Quantity.fixed(.nan, decimals: 1) == "–")
    #expect(Quantity.fixed(.infinity, decimals: 0) == "–")
    #expect(Quantity.fixed(-0.001, decimals: 1) == "0.0")
  }

  @Test(arguments: [
    (0.0, "0×"), (0.004, "<0.01×"), (0.333, "0.33×"), (1, "1.00×"), (2.996, "3.00×"),
    (15.34, "15.3×"),
    (99.96, "100×"), (154.2, "154×"), (4_704_000, "4,704,000×"), (.infinity, "–"),
  ])
  func multiples(ratio: Double, text: String) {
    #expect(Quantity.multiple(ratio) == text)
  }

  @Test(arguments: [
    (0.0, "0 ns"), (676.6, "677 ns"), (2128, "2.13 µs"), (1.5e6, "1.50 ms"), (2.5e9, "2.50 s"),
    (1e13, "10000 s"),
  ])
  func measuredTimes(nanoseconds: Double, text: String) {
    #expect(Quantity.nanoseconds(nanoseconds) == text)
  }
}

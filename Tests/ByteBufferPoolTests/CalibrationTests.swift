import ByteBufferPool
import Testing

@Suite struct CalibrationTests {
  private func calls(_ counts: [Int: Int]) -> [Int] {
    (0..<SizeClass.count).map { counts[$0] ?? 0 }
  }

  @Test func oneClassSetsBothSizes() {
    let calibration = Calibration(calls: calls([9: 42_001]))
    #expect(calibration == Calibration(defaultSize: 32_768, maxSize: 32_768))
  }

  /// 4.8 % and 5.2 % of 1 MiB buffers among 1,000 B ones: the cliff.
  @Test(arguments: [(48, 1024), (52, 1 << 20)])
  func aShareAboveFivePercentMovesTheMaximum(large: Int, maxSize: Int) {
    let calibration = Calibration(calls: calls([4: 1000 - large, 14: large]))
    #expect(calibration.defaultSize == 1024)
    #expect(calibration.maxSize == maxSize)
  }

  @Test func walksByPopularityNotBySize() {
    // The 32 MiB class is second by popularity, so it is passed before 95 % are reached.
    let calibration = Calibration(calls: calls([0: 60, 19: 39, 1: 1]))
    #expect(calibration == Calibration(defaultSize: 64, maxSize: 32 << 20))
  }

  @Test func aNearTiePicksTheMorePopular() {
    let calibration = Calibration(calls: calls([3: 42_001, 4: 40_000]))
    #expect(calibration == Calibration(defaultSize: 512, maxSize: 1024))
  }

  @Test func keepsEverythingBeforeTheFirstCalibration() {
    #expect(Calibration().keeps(capacity: .max))
    #expect(Calibration(defaultSize: 64, maxSize: 64).keeps(capacity: 64))
    #expect(!Calibration(defaultSize: 64, maxSize: 64).keeps(capacity: 65))
  }
}

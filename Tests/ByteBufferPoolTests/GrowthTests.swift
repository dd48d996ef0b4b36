import Testing

@testable import ByteBufferPool

@Suite struct GrowthTests {
  /// Capacities of a Go byte slice that is appended to byte by byte: `cap()` as printed by
  /// Go 1.19.8 on linux/amd64.
  @Test func growsByteByByteAsInGo() {
    let expected = [
      8, 16, 32, 64, 128, 256, 512, 896, 1408, 2048, 3072, 4096, 5376, 6912, 9472, 12288, 16384,
      21760, 28672, 40960,
    ]
    var capacities = [0]
    while capacities.count <= expected.count {
      let last = capacities[capacities.count - 1]
      capacities.append(Growth.capacity(after: last, toHold: last + 1))
    }
    #expect(Array(capacities.dropFirst()) == expected)
  }

  @Test(arguments: [
    (1, 8), (30_000, 32_768), (32_768, 32_768), (32_769, 40_960), (100_000, 106_496),
  ])
  func firstAppendTakesARoundedBlock(length: Int, capacity: Int) {
    #expect(Growth.capacity(after: 0, toHold: length) == capacity)
  }

  @Test func roundingHoldsTheRequest() {
    for size in 0...70_000 {
      let rounded = Growth.roundedUp(size)
      #expect(rounded >= size)
      #expect(Growth.roundedUp(rounded) == rounded)
    }
  }
}

import ByteBufferPool
import Testing

@Suite struct SizeClassTests {
  @Test(arguments: [
    (0, 0), (1, 0), (64, 0), (65, 1), (128, 1), (129, 2), (1000, 4), (1024, 4), (1025, 5),
    (30_000, 9), (32_768, 9), (32_769, 10), (1 << 20, 14), (32 << 20, 19), ((32 << 20) + 1, 19),
    (Int.max, 19), (-1, 0),
  ])
  func classOfALength(length: Int, index: Int) {
    #expect(SizeClass(length: length).index == index)
  }

  @Test func sizesDoubleFrom64BytesTo32MiB() {
    #expect(SizeClass.sizes.first == 64)
    #expect(SizeClass.sizes.last == 32 << 20)
    #expect(zip(SizeClass.sizes, SizeClass.sizes.dropFirst()).allSatisfy { $0 * 2 == $1 })
    #expect(SizeClass.all == SizeClass.all.sorted())
  }
}

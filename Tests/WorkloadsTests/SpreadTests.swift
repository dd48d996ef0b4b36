import Testing
import Workloads

@Suite struct SpreadTests {
  @Test func lengthsComeInProportionAndEvenly() {
    let counts = [
      LengthCount(length: 10, count: 5), LengthCount(length: 20, count: 1),
      LengthCount(length: 30, count: 1),
    ]
    #expect(spread(counts, over: 7) == [10, 10, 20, 10, 30, 10, 10])
  }

  @Test func whatCameAtAllComesOnce() {
    let counts = [
      LengthCount(length: 1, count: .max / 2), LengthCount(length: 2, count: 1),
      LengthCount(length: 3, count: 0),
    ]
    let lengths = spread(counts, over: 1000)
    #expect(lengths.count == 1001 && lengths.filter { $0 == 2 }.count == 1)
    #expect(!lengths.contains(3))
  }

  @Test(arguments: [[], [LengthCount(length: 1, count: 0)]])
  func nothingComesOfNothing(counts: [LengthCount]) {
    #expect(spread(counts, over: 10).isEmpty)
  }
}

import Foundation
import Telemetry
import Testing

@Suite struct ClassCountsTests {
  @Test(arguments: [
    [], [0], [0, 0, 0], [1], [0, 0, 5, 0], [1, 0, 0, 2], [0, 3, 0, 0, 4, 0], [Int.max, 0],
  ])
  func isTheListThatItIsMadeOf(counts: [Int]) throws {
    let stored = ClassCounts(counts)
    #expect(Array(stored) == counts && stored.array == counts && stored.count == counts.count)
    #expect(stored.max() == counts.max() && stored.firstIndex(of: 0) == counts.firstIndex(of: 0))
    let text = try JSONEncoder().encode(stored)
    #expect(text == (try JSONEncoder().encode(counts)))
    #expect(try JSONDecoder().decode(ClassCounts.self, from: text) == stored)
  }
}

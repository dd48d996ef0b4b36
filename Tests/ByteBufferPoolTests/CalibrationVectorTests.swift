import Foundation
import Testing

@testable import ByteBufferPool

/// Sequences of puts with the state that bytebufferpool v1.0.0 under Go 1.19 reached after each
/// step, with one thread.
@Suite struct CalibrationVectorTests {
  struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    struct Step: Decodable, Sendable {
      let `repeat`: Int
      /// Pairs of length and capacity.
      let pattern: [[Int]]
    }
    struct State: Decodable, Equatable, Sendable {
      let calls: [Int]
      let defaultSize: Int
      let maxSize: Int
      /// Capacity of a new buffer.
      let freshCapacity: Int
    }
    let name: String
    let steps: [Step]
    let after: [State]
    var testDescription: String { "\(name), \(steps.count) steps" }
  }

  static let vectors: [Vector] = {
    let file = Bundle.module.url(forResource: "calibration-vectors", withExtension: "ndjson")
    guard let file, let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    let decoder = JSONDecoder()
    return text.split(separator: "\n").compactMap {
      try? decoder.decode(Vector.self, from: Data($0.utf8))
    }
  }()

  @Test func allVectorsAreRead() {
    #expect(Self.vectors.count == 80)
    #expect(Self.vectors.allSatisfy { $0.steps.count == $0.after.count })
  }

  @Test(arguments: vectors)
  func reachesTheStateOfTheRealPackage(vector: Vector) {
    let pool = BufferPool(allocator: TokenAllocator())
    for (step, state) in zip(vector.steps, vector.after) {
      for _ in 0..<step.repeat {
        for pair in step.pattern {
          pool.put(pool.buffer(unwrittenCount: pair[0], capacity: pair[1]))
        }
      }
      let counters = pool.counters
      let calibration = counters.calibration
      #expect(counters.calls == state.calls)
      #expect(calibration.defaultSize == state.defaultSize)
      #expect(calibration.maxSize == state.maxSize)
      #expect(calibration.defaultSize == state.freshCapacity)
    }
  }
}

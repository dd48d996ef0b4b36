import ByteBufferPool

/// One way in which the uses may have been that a class's counters do not tell apart.
struct Guess: Equatable, Sendable {
  enum Lengths: CaseIterable, Sendable {
    /// All of a class are as long as their mean; the shortest, where that is unknown.
    case alike
    /// They are the shortest and the longest of the class, and some between, through which buffers
    /// grow in more steps; all the longest, where the mean is unknown.
    case apart
  }

  enum Order: CaseIterable, Sendable {
    /// All sizes take turns, as evenly as they can or as chance has it.
    case evenly, shuffled
    /// Within each time those of one size follow each other.
    case smallestFirst, largestFirst
  }

  /// How much is asked for before writing: as little, or as much as what was put can have asked.
  enum Asked: CaseIterable, Sendable { case least, most }

  var lengths: Lengths
  var order: Order
  var asked: Asked

  /// All that can make a difference.
  static func all(_ facts: ClassFacts) -> [Guess] {
    let classes = facts.puts.indices.filter { facts.puts[$0] > 0 }
    let isExact = classes.allSatisfy { facts.lengths[$0] != nil }
    let isAsked = classes.contains { index in
      let natural = facts.lengths[index].map { Growth.roundedUp(min($0, Growth.limit)) } ?? 0
      return max(facts.askedLow[index], natural) < facts.askedHigh[index]
    }
    let isOrdered = classes.count > 1 || !isExact || facts.isForgetful
    return Lengths.allCases.prefix(isExact ? 1 : 2).flatMap { lengths in
      Order.allCases.suffix(isOrdered ? 4 : 1).flatMap { order in
        Asked.allCases.prefix(isAsked ? 2 : 1).map { asked in
          Guess(lengths: lengths, order: order, asked: asked)
        }
      }
    }
  }
}

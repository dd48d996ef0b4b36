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

  enum Order: CaseIterable, Sendable { case inTurn, smallestFirst, largestFirst }

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
      Order.allCases.prefix(isOrdered ? 3 : 1).flatMap { order in
        Asked.allCases.prefix(isAsked ? 2 : 1).map { asked in
          Guess(lengths: lengths, order: order, asked: asked)
        }
      }
    }
  }
}

/// Uses of one size that follow each other.
struct Stretch: Equatable, Sendable {
  var use: Use
  var count: Int
}

/// A time of the stream as uses, one way of several.
struct GuessedUses {
  /// Rounds in which the sizes of a time take turns.
  private static let rounds = 4
  /// Lengths between the shortest and the longest of a class: with these growth by a quarter meets
  /// as many sizes as it can.
  private static let steps = 3
  /// Buffers that are held at the same time, at most.
  private static let mostTogether = 10_000

  let interval: ClassInterval
  let facts: ClassFacts
  let guess: Guess

  /// Those that were out at the same time; the rest follows, one after the other.
  private(set) var together: [Use] = []
  private(set) var stretches: [Stretch] = []

  init(_ interval: ClassInterval, _ facts: ClassFacts, _ guess: Guess) {
    (self.interval, self.facts, self.guess) = (interval, facts, guess)
    var sizes = self.sizes.sorted { $0.use.length < $1.use.length }
    if guess.order == .largestFirst { sizes.reverse() }
    takeTogether(&sizes)
    stretches =
      guess.order == .inTurn
      ? (0..<Self.rounds).flatMap { round in
        sizes.map { Stretch(use: $0.use, count: part(of: $0.count, round)) }
      } : sizes
    stretches.removeAll { $0.count == 0 }
  }

  private func part(of count: Int, _ round: Int) -> Int {
    let (each, rest) = count.quotientAndRemainder(dividingBy: Self.rounds)
    return each + (round < rest ? 1 : 0)
  }

  /// One of each in turn, or the first.
  private mutating func takeTogether(_ sizes: inout [Stretch]) {
    var left = min(interval.together, Self.mostTogether)
    guard left > 1 else { return }
    while left > 0 {
      var taken = 0
      for index in sizes.indices where left > 0 && sizes[index].use.isPutBack {
        let count = min(guess.order == .inTurn ? 1 : left, sizes[index].count)
        together += repeatElement(sizes[index].use, count: count)
        sizes[index].count -= count
        left -= count
        taken += count
      }
      if taken == 0 { break }
    }
  }

  // MARK: Sizes

  private var sizes: [Stretch] {
    let put = interval.puts.indices.flatMap { index in
      stretches(ofClass: index, count: interval.puts[index], bytes: interval.lengthBytes?[index])
    }
    return put + unreturned
  }

  /// What did not come back is taken to be as what did, at that time or else in all.
  private var unreturned: [Stretch] {
    guard interval.unreturned > 0 else { return [] }
    var mix = interval.puts
    if mix.allSatisfy({ $0 == 0 }) { mix = facts.puts }
    let whole = Double(mix.reduce(0, &+))
    guard whole > 0, let most = mix.indices.max(by: { mix[$0] < mix[$1] }) else { return [] }
    var counts = mix.map { Int(Double($0) / whole * Double(interval.unreturned)) }
    counts[most] += max(interval.unreturned - counts.reduce(0, +), 0)
    let isKnown = interval.puts == mix
    return counts.indices.flatMap { index in
      let bytes = isKnown ? interval.lengthBytes?[index] : nil
      let share = bytes.map { Int(Double($0) / Double(max(mix[index], 1)) * Double(counts[index])) }
      return stretches(ofClass: index, count: counts[index], bytes: share).map { stretch in
        var stretch = stretch
        stretch.use.isPutBack = false
        return stretch
      }
    }
  }

  private func stretches(ofClass index: Int, count: Int, bytes: Int?) -> [Stretch] {
    guard count > 0 else { return [] }
    let asked = guess.asked == .least ? facts.askedLow[index] : facts.askedHigh[index]
    return lengths(ofClass: index, count: count, bytes: bytes).map { length, count in
      var use = Use(length: length, asked: asked > length ? asked : 0)
      if length == 0, let payload = facts.payloadBytes {
        // Emptied before the put: what it held is known from elsewhere.
        (use.length, use.isEmptied) = (payload, true)
      }
      return Stretch(use: use, count: count)
    }
  }

  private func lengths(ofClass index: Int, count: Int, bytes: Int?) -> [(length: Int, count: Int)] {
    if let length = facts.lengths[index] { return [(length, count)] }
    let longest = SizeClass(index: index).size
    let shortest = index == 0 ? 0 : longest / 2 + 1
    guard let bytes else { return [(guess.lengths == .alike ? shortest : longest, count)] }
    let mean = Double(bytes) / Double(count)
    // The last class has no end.
    let end = max(Double(longest), index == SizeClass.count - 1 ? mean : 0)
    let inside = min(max(mean, Double(shortest)), end)
    let length = min(Int(inside.rounded()), Growth.limit)
    guard guess.lengths == .apart, end > Double(shortest), count > 1 else {
      return [(length, count)]
    }
    let between =
      count < 4 * Self.steps
      ? []
      : (1...Self.steps).map { step in
        (
          Int(Double(shortest) + (end - Double(shortest)) * Double(step) / Double(Self.steps + 1)),
          1
        )
      }
    let left = count - between.count
    let share = (inside - Double(shortest)) / (end - Double(shortest))
    let long = min(Int((share * Double(left)).rounded()), left)
    let ends = [(shortest, left - long)] + between + [(min(Int(end), Growth.limit), long)]
    return ends.filter { $0.1 > 0 }
  }

  // MARK: Playing

  /// Has a contender do these uses, with what ages its idle buffers spread among them.
  func play(to trial: inout Trial) {
    if !together.isEmpty { trial.use(together) }
    let all = stretches.reduce(0) { $0 &+ $1.count }
    if all == 0 {
      for _ in 0..<min(interval.sweeps, 2) { trial.sweep() }
    } else if interval.sweeps >= all {
      // Nothing is left to age after two.
      let each = min(interval.sweeps / all, 2)
      for stretch in stretches { trial.use(stretch.use, times: stretch.count, sweeps: each) }
    } else {
      let sweeps = min(interval.sweeps, stretches.count)
      for (index, stretch) in stretches.enumerated() {
        trial.use(stretch.use, times: stretch.count)
        let isDue = (index + 1) * sweeps / stretches.count > index * sweeps / stretches.count
        if isDue { trial.sweep() }
      }
    }
    trial.advance(to: interval.end)
  }
}

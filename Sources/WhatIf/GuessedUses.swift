import ByteBufferPool

/// Uses of one size that follow each other.
struct Stretch: Equatable, Sendable {
  var use: Use
  var count: Int
}

/// How closely sizes that take turns are gone through: the less closely, the sooner it is done.
package struct Closeness: Sendable {
  /// Uses in a mix of sizes, about: a mix is done as often as it takes.
  var mixCount = 256
  /// Where thresholds go on changing, the last of so many mixes stands for the rest.
  package static let usualRounds = 200
  var mostRounds = usualRounds
}

/// A time of the stream as uses, one way of several.
struct GuessedUses {
  /// Lengths between the shortest and the longest of a class: with these growth by a quarter meets
  /// as many sizes as it can.
  private static let steps = 3
  /// Buffers that are held at the same time, at most.
  private static let mostTogether = 10_000

  let interval: ClassInterval
  let facts: ClassFacts
  let guess: Guess
  private let closeness: Closeness
  /// Collections among them.
  private var sweeps: Int

  /// Those that were out at the same time; the rest follows, one after the other.
  private(set) var together: [Use] = []
  private(set) var stretches: [Stretch] = []
  /// Sizes that take turns, instead of stretches, each mix so many times.
  private(set) var turns: [(mix: [Use], times: Int)] = []

  init(
    _ interval: ClassInterval, _ facts: ClassFacts, _ guess: Guess, _ closeness: Closeness
  ) {
    (self.interval, self.facts, self.guess) = (interval, facts, guess)
    self.closeness = closeness
    sweeps = interval.sweeps
    var sizes = self.sizes.sorted { $0.use.length < $1.use.length }
    if guess.order == .largestFirst { sizes.reverse() }
    takeTogether(&sizes)
    sizes.removeAll { $0.count == 0 }
    let isMixed = guess.order == .evenly || guess.order == .shuffled
    if isMixed && sizes.count > 1 && interval.sweeps < Self.count(sizes) {
      takeTurns(sizes)
    } else {
      stretches = sizes
    }
  }

  private static func count(_ stretches: [Stretch]) -> Int {
    stretches.reduce(0) { $0 &+ $1.count }
  }

  /// A small mix many times over; what is too rare to be in it is left, and is mixed in turn.
  private mutating func takeTurns(_ sizes: [Stretch]) {
    var left = sizes
    while Self.count(left) > 0 {
      // Of many sizes the mix is longer, so that at least one of them gets less.
      let most = left.reduce(1) { max($0, $1.count) }
      let times = min(max(Self.count(left) / closeness.mixCount, 1), most)
      let each = left.map { Stretch(use: $0.use, count: $0.count / times) }
      turns.append((inTurn(each), times))
      left = left.map { Stretch(use: $0.use, count: $0.count % times) }
    }
    turns.removeAll { $0.mix.isEmpty }
  }

  /// Each size as often as it is said, all of them in turn.
  private func inTurn(_ sizes: [Stretch]) -> [Use] {
    var places: [(place: Double, use: Use)] = []
    for size in sizes {
      for number in 0..<size.count {
        let evenly = (Double(number) + 0.5) / Double(size.count)
        places.append((guess.order == .evenly ? evenly : Self.chance(places.count), size.use))
      }
    }
    return places.sorted { $0.place < $1.place }.map(\.use)
  }

  /// A number from 0 to 1 that looks like chance, and is the same each time. Source: the mixing of
  /// SplitMix64.
  private static func chance(_ index: Int) -> Double {
    var mixed = UInt64(truncatingIfNeeded: index + 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double(mixed >> 11) / Double(1 << 53)
  }

  /// One of each in turn, or the first.
  private mutating func takeTogether(_ sizes: inout [Stretch]) {
    var left = min(interval.together, Self.mostTogether)
    guard left > 1 else { return }
    let isLimited = guess.order == .smallestFirst || guess.order == .largestFirst
    while left > 0 {
      var taken = 0
      for index in sizes.indices where left > 0 && sizes[index].use.isPutBack {
        let count = min(isLimited ? left : 1, sizes[index].count)
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
      let share = bytes.map { bytes in
        let share = Double(bytes) / Double(max(mix[index], 1)) * Double(counts[index])
        return Int(min(share, Double(ClassInterval.most)))
      }
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
    let parts = Self.parts(interval, trial.contender)
    let start = interval.start + interval.unknown
    for part in 0..<parts {
      let share = parts == 1 ? self : self.part(part, of: parts)
      if !turns.isEmpty {
        share.playTurns(to: &trial)
      } else {
        share.playStretches(to: &trial)
      }
      trial.advance(to: start + (interval.end - start) * (part + 1) / parts)
    }
  }

  /// What goes with time does so only where it is not used: who lets idle buffers go is given the
  /// uses of a long time in parts that are shorter than what it waits.
  private static func parts(_ interval: ClassInterval, _ contender: Contender) -> Int {
    guard let decay = contender.decay, decay > .zero else { return 1 }
    let time = interval.end - interval.start - interval.unknown
    return min(max(Int((time / decay).rounded(.up)), 1), mostParts)
  }

  private static let mostParts = 64

  /// One of so many equal parts, of what follows those that are out together.
  private func part(_ number: Int, of parts: Int) -> GuessedUses {
    func share(_ count: Int) -> Int {
      let (each, left) = count.quotientAndRemainder(dividingBy: parts)
      return each + (left * (number + 1) / parts - left * number / parts)
    }
    var part = self
    part.stretches = stretches.map { Stretch(use: $0.use, count: share($0.count)) }
      .filter { $0.count > 0 }
    part.turns = turns.map { ($0.mix, share($0.times)) }.filter { $0.1 > 0 }
    part.sweeps = share(sweeps)
    return part
  }

  private func playTurns(to trial: inout Trial) {
    for (index, turn) in turns.enumerated() {
      trial.use(turn.mix, times: turn.times, mostRounds: closeness.mostRounds)
      // Nothing is left to age after two.
      if index < min(sweeps, 2) { trial.sweep() }
    }
  }

  private func playStretches(to trial: inout Trial) {
    let all = Self.count(stretches)
    if all == 0 {
      // Nothing is left to age after two.
      for _ in 0..<min(sweeps, 2) { trial.sweep() }
    } else if sweeps >= all {
      let each = min(sweeps / all, 2)
      for stretch in stretches { trial.use(stretch.use, times: stretch.count, sweeps: each) }
    } else {
      let count = min(sweeps, stretches.count)
      for (index, stretch) in stretches.enumerated() {
        trial.use(stretch.use, times: stretch.count)
        let isDue = (index + 1) * count / stretches.count > index * count / stretches.count
        if isDue { trial.sweep() }
      }
    }
  }
}

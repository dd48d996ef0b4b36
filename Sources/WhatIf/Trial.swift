import ByteBufferPool

/// One contender under a stream of uses, and what it has come to.
package struct Trial: Sendable {
  package let contender: Contender
  private var pools: [SizePool]
  private var time: Duration
  private var nextDecay: Duration?
  /// Retained bytes times the seconds that they were retained.
  private var spaceTime = 0.0
  package private(set) var seconds = 0.0
  /// The most that was retained after a use, in bytes.
  package private(set) var peakBytes = 0

  /// Begins with nothing at a time of the stream.
  package init(_ contender: Contender, at time: Duration = .zero) {
    self.contender = contender
    self.time = time
    pools = contender.policies.map { SizePool($0, of: contender) }
    nextDecay = contender.decay.map { time + $0 }
  }

  package var tally: Tally { pools.reduce(Tally()) { $0 + $1.tally } }
  package var retainedBytes: Int { pools.reduce(0) { $0 + $1.retainedBytes } }
  /// What it cost: uses that were gone through one by one, and as much as one for each look where
  /// a pool stands.
  var work: Int { pools.reduce(looks) { $0 + $1.work } }
  private var looks = 0
  package var calibrations: Int { pools.reduce(0) { $0 + $1.calibrations } }

  /// Mean over the time that has passed, in bytes; what is retained now before any has.
  package var meanRetainedBytes: Double {
    seconds > 0 ? spaceTime / seconds : Double(retainedBytes)
  }

  /// Where a use goes: its user knows how much it has to hold, if there is a choice.
  private func place(of use: Use) -> Int {
    contender.isTiered ? SizeClass(length: use.needed).index : 0
  }

  /// Uses of buffers that are out together: got and written one after the other, and put back in
  /// the opposite order.
  package mutating func use(_ uses: [Use]) {
    let buffers = uses.map { use in pools[place(of: use)].get(for: use) }
    for (use, buffer) in zip(uses, buffers).reversed() where use.isPutBack {
      pools[place(of: use)].put(buffer, after: use)
    }
    peakBytes = max(peakBytes, retainedBytes)
  }

  /// The same use so many times, one buffer after the other, each followed by `sweeps`.
  package mutating func use(_ use: Use, times: Int, sweeps: Int = 0) {
    guard sweeps > 0 && pools.count > 1 else {
      pools[place(of: use)].run(use, times: times, sweeps: sweeps)
      peakBytes = max(peakBytes, retainedBytes)
      return
    }
    // What lies in the other tiers is swept too, and gone after two.
    pools[place(of: use)].run(use, times: times, sweeps: sweeps)
    peakBytes = max(peakBytes, retainedBytes)
    for index in pools.indices where index != place(of: use) {
      for _ in 0..<min(times * sweeps, 2) { pools[index].sweep() }
    }
  }

  /// A mix of uses so many times, one buffer after the other: what the second time came to stands
  /// for those that follow it, until a calibration; once several of these have changed nothing,
  /// for all. Where thresholds go on changing, the last of `mostRounds` mixes stands for the rest.
  package mutating func use(_ mix: [Use], times: Int, mostRounds: Int = Closeness.usualRounds) {
    var (left, isSteady, unchanged, rounds) = (times, false, 0, 0)
    while left > 0 {
      rounds += 1
      let starts = pools.map(\.mark)
      looks += 2 * pools.count
      for use in mix {
        pools[place(of: use)].use(use)
        if pools.count == 1 { peakBytes = max(peakBytes, pools[0].retainedBytes) }
      }
      peakBytes = max(peakBytes, retainedBytes)
      left -= 1
      let wasSteady = isSteady
      isSteady = zip(pools, starts).allSatisfy { $0.calibrations == $1.calibrations }
      if !isSteady {
        let isSame = zip(pools, starts).allSatisfy { $0.hasThresholds(of: $1) }
        unchanged = isSame ? unchanged + 1 : 0
      }
      guard left > 0, isSteady, wasSteady else { continue }
      let isSettled = unchanged >= Self.settling || rounds >= mostRounds
      let cycles = zip(pools, starts).map { $0.cyclesBeforeCalibration(since: $1) }.min() ?? 0
      let skipped = isSettled ? left : min(cycles, left)
      for index in pools.indices {
        pools[index].skip(skipped, since: starts[index], countingCalls: !isSettled)
      }
      left -= skipped
    }
  }

  /// So many calibrations that change nothing are followed by no other, under the same uses.
  private static let settling = 3

  /// A collection ages what is idle.
  package mutating func sweep() {
    for index in pools.indices { pools[index].sweep() }
  }

  /// Goes on at a time, if that is later: of the time until then nothing is known.
  package mutating func leaveOut(until start: Duration) {
    guard start > time else { return }
    nextDecay = nextDecay.map { $0 + (start - time) }
    time = start
  }

  /// Time passes, and what is retained stays.
  package mutating func advance(to end: Duration) {
    guard end > time else { return }
    if let decay = contender.decay, var due = nextDecay, due <= end {
      // Nothing is left to go after two.
      for _ in 0..<2 where due <= end {
        pass(to: due)
        sweep()
        due += decay
      }
      if due <= end { due += decay * (Int((end - due) / decay) + 1) }
      nextDecay = due
    }
    pass(to: end)
  }

  private mutating func pass(to end: Duration) {
    let (length, attoseconds) = (end - time).components
    let passed = Double(length) + Double(attoseconds) / 1e18
    spaceTime += Double(retainedBytes) * passed
    seconds += passed
    time = end
  }
}

/// Many times the same, without going through it many times.
extension SizePool {
  /// A use that is done so many times, one buffer after the other, each followed by `sweeps`.
  ///
  /// What comes back to where it was is not gone through again: a cycle of up to eight uses is
  /// counted as often as it fits before a calibration, and one from a calibration to the next as
  /// often as it fits. Complexity: O(uses until all repeats itself).
  mutating func run(_ use: Use, times: Int, sweeps: Int = 0) {
    var left = times
    var (start, steps) = (mark, 0)
    var calibrated: (mark: Mark, left: Int)?
    while left > 0 {
      let before = calibrations
      self.use(use)
      for _ in 0..<sweeps { sweep() }
      left -= 1
      steps += 1
      if calibrations != before {
        if let last = calibrated, isWhere(last.mark, after: sweeps) {
          let uses = last.left - left
          let cycles = left / uses
          tally = tally + (tally - last.mark.tally) * cycles
          calibrations += (calibrations - last.mark.calibrations) * cycles
          left -= cycles * uses
        }
        calibrated = (mark, left)
        (start, steps) = (mark, 0)
      } else if isWhere(start, after: sweeps) {
        let cycles = min(left / steps, cyclesBeforeCalibration(since: start))
        skip(cycles, since: start)
        left -= cycles * steps
        (start, steps) = (mark, 0)
      } else if steps == Self.longestCycle {
        (start, steps) = (mark, 0)
      }
    }
  }

  private static let longestCycle = 8

  /// Where a pool is in a run.
  struct Mark {
    let slot: SizedBuffer?
    let victimSlot: SizedBuffer?
    let queued: Int
    let victims: Int
    let defaultSize: Int
    let keepLimit: Int
    let calibrations: Int
    let tally: Tally
    let calls: [Int]
  }

  var mark: Mark {
    Mark(
      slot: slot, victimSlot: victimSlot, queued: queue.count, victims: victims.count,
      defaultSize: defaultSize, keepLimit: keepLimit, calibrations: calibrations, tally: tally,
      calls: calls)
  }

  /// Whether all is as it was at the start of a few uses of one buffer after the other, but for
  /// what is counted. Only the end of a queue is touched without sweeps, so that its count tells.
  private func isWhere(_ start: Mark, after sweeps: Int) -> Bool {
    let isSwept = sweeps > 0 && !(queue.isEmpty && victims.isEmpty)
    return !isSwept && slot == start.slot && victimSlot == start.victimSlot
      && queue.count == start.queued && victims.count == start.victims
      && hasThresholds(of: start)
  }

  /// Whether new buffers are as large, and as much is kept.
  func hasThresholds(of other: Mark) -> Bool {
    defaultSize == other.defaultSize && keepLimit == other.keepLimit
  }

  /// How often what was done since `start` can be repeated before a calibration.
  func cyclesBeforeCalibration(since start: Mark) -> Int {
    guard let callsThreshold else { return .max }
    let grown = zip(calls, start.calls).map { $0 - $1 }
    if countsAllClasses {
      let (sum, all) = (grown.reduce(0, +), calls.reduce(0, +))
      return sum > 0 ? max(callsThreshold - all, 0) / sum : .max
    }
    return zip(calls, grown).reduce(.max) { least, counts in
      counts.1 > 0 ? min(least, max(callsThreshold - counts.0, 0) / counts.1) : least
    }
  }

  /// What was done since `start`, so many times more.
  mutating func skip(_ cycles: Int, since start: Mark, countingCalls: Bool = true) {
    guard cycles > 0 else { return }
    tally = tally + (tally - start.tally) * cycles
    guard callsThreshold != nil, countingCalls else { return }
    for index in calls.indices { calls[index] += (calls[index] - start.calls[index]) * cycles }
  }
}

/// What a pool did since an earlier sample of it, in counts.
extension PoolSample {
  /// Puts by size class. nil where they are unknown, where classes are others, and where one fell.
  package func classPuts(since earlier: PoolSample) -> [Int]? {
    guard let before = earlier.classPuts, let now = classPuts, before.count == now.count,
      zip(before, now).allSatisfy({ $0 <= $1 })
    else { return nil }
    return zip(before, now).map { $1 - $0 }
  }

  /// Collections after which the pool was still in use. nil where they are unknown, or fell.
  package func sweeps(since earlier: PoolSample) -> Int? {
    guard let before = earlier.sweeps, let now = sweeps, before <= now else { return nil }
    return now - before
  }

  /// Puts by size class since an earlier sample of the same pool, by its calls alone: for a source
  /// that counts no puts. What a calibration resets is known of the class that started it, and of
  /// the others only what came after: at least so many. nil where calls are unknown, where they
  /// fell without a calibration, and where nothing tells who started one.
  package func putsByCalls(since earlier: PoolSample) -> [Double]? {
    guard let before = earlier.calls, let after = calls, before.count == after.count else {
      return nil
    }
    let calibrations = (self.calibrations ?? 0) - (earlier.calibrations ?? 0)
    guard calibrations > 0 else {
      guard zip(before, after).allSatisfy({ $0 <= $1 }) else { return nil }
      return zip(before, after).map { Double($1 - $0) }
    }
    guard let leader = earlier.leadingClass?.index ?? leadingClass?.index else { return nil }
    var puts = after.map(Double.init)
    puts[leader] += Double(calibrations) * Double(Self.callsThreshold + 1)
    puts[leader] = max(puts[leader] - Double(before[leader]), 0)
    return puts
  }
}

import Telemetry

/// Buffers are emptied before they are put: bytebufferpool counts the length, 0, as the smallest
/// class, takes 64 B for the usual size, and drops whatever is larger.
struct CalibrationPoisoned: Rule {
  let name = "calibration poisoned"

  func judge(_ view: PoolView) -> Judgement {
    guard view.isCalibrated else { return view.ofUncalibrated }
    guard let smallest = view.sizeClasses.first else { return .silent }
    guard !view.isSeenFromOutside else { return judgeFromOutside(view, smallest) }
    guard view.tellsLengths else { return .silent }
    guard let reading = view.reading, let puts = view.puts else { return .learning("100 puts") }
    // Below half of all calls another class may still lead.
    guard view.areMostEmptied, let inSmallest = reading.classPuts?.first,
      let capacity = reading.classCapacities?.first, capacity / inSmallest > Double(smallest)
    else { return .ok }
    let mean = Quantity.bytes(capacity / inSmallest)
    let isDone = view.sample.maxSize == smallest && (view.sample.calibrations ?? 1) > 0
    var evidence = [
      Finding.Evidence(
        "puts of length 0", "\(Quantity.percent(min(inSmallest / puts, 1))), of \(mean) each",
        over: view.span)
    ]
    if let dropped = view.dropRatio {
      evidence.append(.init("dropped", Quantity.percent(dropped), over: view.span))
    }
    if let size = view.sample.maxSize { evidence.append(.init("max size", Quantity.size(size))) }
    return .finding(finding(isDone: isDone, smallest, evidence))
  }

  /// Large buffers that are put with a length of the smallest class, by what is seen of a Go
  /// program: whether the length is 0 nobody tells.
  private func judgeFromOutside(_ view: PoolView, _ smallest: Int) -> Judgement {
    guard let outside = view.outside else { return .learning("five seconds of samples") }
    guard view.tellsDrops else { return .silent }
    guard let oversize = view.oversize, oversize.areEmptied,
      let inSmallest = outside.classPuts.first
    else { return .ok }
    let share = Quantity.percent(min(inSmallest / outside.puts, 1))
    var evidence = [
      Finding.Evidence(
        "puts of length 0", "\(share), or up to \(Quantity.size(smallest))", over: outside.span),
      Finding.Evidence(
        oversize.dropped == nil ? "idle in the pool" : "allocated beside them",
        "\(Quantity.bytes(oversize.meanSpace)) each", over: outside.span),
    ]
    if let dropped = oversize.dropped {
      evidence.append(
        .init("new buffers", "about \(Quantity.percent(dropped)) of puts", over: outside.span))
    }
    if let size = view.sample.maxSize { evidence.append(.init("max size", Quantity.size(size))) }
    return .finding(finding(isDone: oversize.dropped != nil, smallest, evidence))
  }

  private func finding(
    isDone: Bool, _ smallest: Int, _ evidence: [Finding.Evidence]
  ) -> Finding {
    Finding(
      name: name, severity: .warning,
      sentence: isDone
        ? "emptied before Put: max size is \(Quantity.size(smallest)), larger ones are dropped"
        : "emptied before Put: each counts as \(Quantity.size(smallest)), which is what "
          + "calibration will take",
      evidence: evidence,
      advice: "Do not Reset before Put: the pool does it, after it has counted the length.")
  }
}

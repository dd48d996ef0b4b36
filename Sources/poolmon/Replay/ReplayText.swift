import Dashboard
import Sessions
import Telemetry

/// A session as text, without waiting for its times: a row a sample, and the summary.
struct ReplayText {
  let log: SessionLog
  let bounds: ReplayBounds
  let output: TextOutput
  let pipe: PipeLog?
  let stop: StopRequest

  func write() throws {
    while let pipe, pipe.isOpen {
      try stop.check()
      try pipe.take()
    }
    try log.readThrough(while: { !stop.isAsked })
    try stop.check()
    let span = bounds.span(in: log.index.span)
    let begin = bounds.resolvedStart(in: log.index.span)
    var replayer = Replayer(log)
    let front = TextFront(output: output, sizeClasses: log.header.sizeClasses)
    var seen = Seen()
    do {
      // The first row tells what happened since the sample before it.
      var isEmpty = true
      if begin > log.index.span.lowerBound, let before = try replayer.seek(to: begin).latest {
        try show(before, to: front, &seen)
        isEmpty = before.time < begin
      }
      while let snapshot = try replayer.next(), snapshot.time <= span.upperBound {
        try show(snapshot, to: front, &seen)
        isEmpty = false
      }
      guard !isEmpty || log.index.sampleCount == 0 else {
        throw Failure(description: "there is no sample of that time")
      }
      let subject = log.header.subject(workload: seen.latest?.workload?.name)
      let summary = Summary(
        subject: ["replay"] + subject, seen: seen, conclusion: front.conclusion)
      try output.write(lines: summary.lines)
    } catch is TextOutput.Closed {}
    if let words = log.damage.words { complain(words) }
  }

  private func show(_ snapshot: Snapshot, to front: TextFront, _ seen: inout Seen) throws {
    try stop.check()
    seen.add(snapshot)
    _ = try front.receive(.snapshots([snapshot]))
  }
}

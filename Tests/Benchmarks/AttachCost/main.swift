import Glibc
import GoProcess
import Telemetry

// What one sample of a running Go process costs by itself: without screen, file and text.
//
//   swift run -c release attach-cost PID [SAMPLES]
//
// Samples are ten milliseconds apart, as the most frequent of poolmon are, so that caches are as
// cold. Prints the time of attaching in microseconds, and the CPU time of a sample: the median, and
// what nine of ten stay below.

/// Of this thread, in nanoseconds.
private func threadTime() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

private func measure(pid: Int32, count: Int) throws {
  let clock = ContinuousClock()
  let begin = clock.now
  let source = try GoProcessSource(
    pid: pid, interval: .milliseconds(10), monitorCost: { (cpuNanoseconds: 0, frames: 0) })
  _ = try source.snapshotNow(at: .zero)
  let attaching = clock.now - begin
  var costs: [Int] = []
  for _ in 0..<count {
    usleep(10_000)
    let before = threadTime()
    _ = try source.snapshotNow(at: clock.now - begin)
    costs.append(threadTime() - before)
  }
  costs.sort()
  print(
    "attach and first sample \(attaching.components.attoseconds / 1_000_000_000_000) µs, a sample "
      + "\(costs[count / 2] / 1000) µs, nine of ten below \(costs[count * 9 / 10] / 1000) µs")
}

let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
guard let number = arguments.first, let pid = Int32(exactly: number), pid > 0 else {
  print("usage: attach-cost PID [SAMPLES]")
  exit(2)
}
do {
  try measure(pid: pid, count: max(arguments.dropFirst().first ?? 200, 1))
} catch {
  print("\(error)")
  exit(1)
}

/// What watching costs and how it goes: shown apart from what is watched.
package struct MonitorSample: Equatable, Sendable, Codable {
  /// CPU time of the monitor's own thread in nanoseconds, cumulative.
  package var cpuNanoseconds: Int
  /// Frames drawn.
  package var frames: Int
  /// Samples that were due and not taken, since the monitor came too late.
  package var lateSamples: Int
  /// Time between samples as it was set at this instant, in nanoseconds.
  package var intervalNanoseconds: Int

  package init(cpuNanoseconds: Int, frames: Int, lateSamples: Int, intervalNanoseconds: Int) {
    self.cpuNanoseconds = cpuNanoseconds
    self.frames = frames
    self.lateSamples = lateSamples
    self.intervalNanoseconds = intervalNanoseconds
  }

  private enum CodingKeys: String, CodingKey {
    case cpuNanoseconds = "cpu_ns"
    case frames
    case lateSamples = "late_samples"
    case intervalNanoseconds = "interval_ns"
  }
}

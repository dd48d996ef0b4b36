import Glibc
import Sessions
import Telemetry

/// The last of a recording, at the end of a run: what still waits is written.
enum RecordingEnd {
  /// No longer than this, however slow the disk is. What is not written then is said.
  private static let longestWait = Duration.seconds(2)

  /// Ends the recording, and waits for it until a signal asks for the end once more.
  static func wait<Source>(for recorder: inout Recorder<Source>, _ signals: SignalPipe) {
    recorder.stop()
    guard case .ending = recorder.status, let output = recorder.output as? QueuedOutput else {
      return
    }
    let end = ContinuousClock.now + longestWait
    while case .ending = recorder.status {
      let milliseconds = (end - .now).wholeNanoseconds / 1_000_000
      guard milliseconds > 0 else { break }
      var descriptors = [output.end, signals.readEnd].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      // An interrupted wait goes on, with the signal that did it.
      poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: milliseconds))
      if signals.take().contains(where: [SIGINT, SIGTERM, SIGHUP].contains) { break }
    }
    if case .ending = recorder.status { output.giveUp() }
  }
}

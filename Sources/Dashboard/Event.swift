package import Drawing
package import Telemetry

/// What can happen to a dashboard.
package enum Event: Sendable {
  case key(Key)
  case snapshots([Snapshot])
  case recording(Recording)
  /// Time since the session began.
  case time(Duration)
  /// The size of the screen.
  case size(Size)
  /// Time between samples, once it is in force.
  case interval(Duration)
  /// Something to tell until the next key.
  case notice(String)
  /// What a demonstration tells from now on; empty for nothing.
  case caption(String)
  /// What had been seen by an instant to which a replay went: it takes the place of what was shown.
  case history(History)
  /// How a replay stands.
  case replay(ReplayStatus)
  /// All marks of a replay that are known by now, in the order of time.
  case marks([Mark])
  /// What is watched, in words, most important first.
  case subject([String])
}

/// What a dashboard wants done. It does nothing itself: the run loop carries commands out.
package enum Command: Equatable, Sendable {
  case quit
  case setMode(WorkloadMode)
  case setWorkload(name: String)
  case setHeapModel(HeapModel)
  /// Begin a collection.
  case collect
  case fireBurst
  /// Change the share of buffers that are forgotten, in percent of all.
  case changeForgotten(byPercent: Int)
  case setInterval(Duration)
  /// Retain buffers by the policy of this name.
  case setPolicy(name: String)
  /// A person's words, for the recording and the graphs.
  case note(String)
  case setTheme(name: String)
  /// Write what the screen shows to a file.
  case saveScreen
  /// Paint all of the screen anew.
  case repaint
  case startRecording
  case stopRecording
  case replay(ReplayRequest)
}

/// How the recording stands, as the screen tells it.
package enum Recording: Equatable, Sendable {
  case off
  /// `lost` samples had no room, since the disk is too slow.
  case on(path: String, bytes: Int, lost: Int = 0)
  /// To end, once what waits is written.
  case ending(path: String)
  case ended(path: String, bytes: Int, lost: Int = 0)
  /// Ended by an error, told in one sentence.
  case failed(String)

  /// What was lost, in words; nil if nothing was.
  package var loss: String? {
    switch self {
    case .on(_, _, let lost) where lost > 0, .ended(_, _, let lost) where lost > 0:
      let samples = lost == 1 ? "1 sample" : "\(Quantity.count(lost)) samples"
      return "\(samples) lost: the disk is too slow"
    case .off, .on, .ending, .ended, .failed: return nil
    }
  }
}

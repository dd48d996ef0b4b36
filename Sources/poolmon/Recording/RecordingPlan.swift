import Dashboard
import Glibc
import Sessions
import Telemetry

/// How recordings of this run begin.
struct RecordingPlan {
  let header: SessionHeader
  /// Whether a file that exists may be overwritten.
  let overwrites: Bool
  /// For --record; a recording by key is one file.
  let rotation: Rotation?
  let isEndAsked: () -> Bool

  /// A path that stands for stdout, as in other programs.
  static let standardOutput = "-"

  /// stdout is the product of its run, and its reader sets the pace. A file is not: writing it
  /// holds nothing up.
  func output(path: String) throws(SessionWriteError) -> any SessionOutput {
    if path == Self.standardOutput {
      return DirectOutput(
        try SessionWriter(
          toStandardOutput: header,
          isGivenUp: { [isEndAsked] in isEndAsked() && !TextOutput.hasRoomSoon }))
    }
    return try QueuedOutput(
      SessionWriter(path: path, overwriting: overwrites, rotation: rotation, header: header))
  }

  /// A recording that was asked for by key, in the current folder. Never overwrites: a second one
  /// within a second takes the next free name.
  func output() throws(SessionWriteError) -> any SessionOutput {
    let names = NewFile.names.map { $0 + ".ndjson" }
    for name in names {
      do throws(SessionWriteError) {
        return try QueuedOutput(SessionWriter(path: name, header: header))
      } catch  where error.code == EEXIST {
        continue
      }
    }
    throw SessionWriteError(path: names[0], code: EEXIST)
  }
}

extension Recording {
  /// How a recorder stands, as the dashboard tells it.
  init<Source>(_ status: Recorder<Source>.Status) {
    switch status {
    case .off: self = .off
    case .recording(let path, let bytes, let lost): self = .on(path: path, bytes: bytes, lost: lost)
    case .ending(let path): self = .ending(path: path)
    case .ended(let path, let bytes, let lost): self = .ended(path: path, bytes: bytes, lost: lost)
    case .failed(let error): self = .failed("recording ended: \(error)")
    }
  }
}

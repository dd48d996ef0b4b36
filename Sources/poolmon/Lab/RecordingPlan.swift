import Dashboard
import Glibc
import Sessions

/// How recordings of this run begin.
struct RecordingPlan {
  let header: SessionHeader
  /// Whether a file that exists may be overwritten.
  let overwrites: Bool
  let isEndAsked: () -> Bool

  /// A path that stands for stdout, as in other programs.
  static let standardOutput = "-"

  func writer(path: String) throws(SessionWriteError) -> SessionWriter {
    path == Self.standardOutput
      ? try SessionWriter(
        toStandardOutput: header,
        isGivenUp: { [isEndAsked] in isEndAsked() && !TextOutput.hasRoomSoon })
      : try SessionWriter(path: path, overwriting: overwrites, header: header)
  }

  /// A recording that was asked for by key, in the current folder. Never overwrites: a second one
  /// within a second takes the next free name.
  func writer() throws(SessionWriteError) -> SessionWriter {
    let names = NewFile.names.map { $0 + ".ndjson" }
    for name in names {
      do throws(SessionWriteError) {
        return try SessionWriter(path: name, header: header)
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
    case .recording(let path, let bytes): self = .on(path: path, bytes: bytes)
    case .ended(let path, let bytes): self = .ended(path: path, bytes: bytes)
    case .failed(let error): self = .failed("recording ended: \(error)")
    }
  }
}

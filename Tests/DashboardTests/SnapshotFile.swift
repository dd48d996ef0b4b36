import Foundation
import Testing

/// Pictures of the screen as text files, for people to read in review.
enum SnapshotFile {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  /// Compares with the file of this name. A missing one is written, and so are all if
  /// POOLMON_RECORD_SNAPSHOTS is set; either fails the test, so that no new picture is ever green
  /// unseen.
  static func expect(
    _ text: String, matches name: String, location: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name + ".txt")
    let isRecording = ProcessInfo.processInfo.environment["POOLMON_RECORD_SNAPSHOTS"] != nil
    guard !isRecording, let expected = try? String(contentsOf: file, encoding: .utf8) else {
      try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
      Issue.record("wrote \(name).txt: look at it and run again", sourceLocation: location)
      return
    }
    if expected == text + "\n" { return }
    Issue.record("\(name).txt differs; now it is:\n\(text)", sourceLocation: location)
  }
}

import ArgumentParser
import Sessions
import Telemetry

/// When a recording goes on in another file, on the command line: "64MiB", "1h".
struct RotationArgument {
  /// A header and some samples; a file of less is nearly all header.
  private static let smallestSize = 4096
  private static let shortestTime = Duration.seconds(1)

  let limit: Rotation.Limit
  /// As it was written.
  let text: String

  static func parse(_ text: String) throws -> RotationArgument {
    if let time = DurationArgument(argument: text) {
      return RotationArgument(limit: .time(time.duration), text: text)
    }
    if let size = ByteArgument(argument: text) {
      return RotationArgument(limit: .size(size.count), text: text)
    }
    throw ValidationError("it is a size such as 64MiB or a time such as 1h")
  }

  func validate() throws {
    let isEnough =
      switch limit {
      case .size(let size): size >= Self.smallestSize
      case .time(let time): time >= Self.shortestTime
      }
    try require(isEnough, "--rotate is \(text); it has to be 4KiB or 1s at least")
  }
}

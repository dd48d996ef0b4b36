import Dashboard
import Glibc

/// Shows nothing: stdout has the session. Ends the run once nobody reads it.
final class SilentFront: Front {
  let input: Int32? = nil
  private let isEndAsked: () -> Bool

  init(isEndAsked: @escaping () -> Bool) { self.isEndAsked = isEndAsked }

  func receive(_ event: Event) throws -> Command? {
    guard case .recording(.failed(let message)) = event else { return nil }
    throw isReaderGone || isEndAsked() ? TextOutput.Closed() : Failure(description: message)
  }

  private var isReaderGone: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&output, 1, 0) > 0 && Int32(output.revents) & (POLLERR | POLLHUP) != 0
  }

  func nextCommand() -> Command? { nil }
  func carryOut(_ command: Command) -> String? { nil }
  func draw() -> Bool { false }
  func suspend() {}
  func resume() {}
  func close() {}
}

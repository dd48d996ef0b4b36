import Glibc
import Synchronization

/// Turns signals into bytes that the run loop can wait for beside the keyboard.
///
/// One for the process; its descriptors are never closed, since a signal may come at any time.
final class SignalPipe {
  /// The end that signal handlers write to; -1 until there is one.
  private static let writeEnd = Atomic<Int32>(-1)

  /// What a person or the system asks for by signals. SIGWINCH tells that the terminal's size has
  /// changed.
  private static let watched = [
    SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGTSTP, SIGCONT, SIGWINCH,
  ]

  /// Whether a signal has asked for the end.
  private static let hasEnd = Atomic(false)

  /// Readable while signals wait to be taken.
  let readEnd: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw Failure(description: "cannot make a pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    readEnd = ends[0]
    Self.writeEnd.store(ends[1], ordering: .releasing)
    for number in Self.watched { Self.watch(number) }
    // A reader that went and a file that may not grow are errors of a write, which is told there.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// A signal that the parent had ignored stays so: nohup(1), or a job in the background.
  private static func watch(_ number: Int32) {
    var before = sigaction()
    sigaction(number, nil, &before)
    // Functions cannot be compared; as addresses they can: SIG_IGN is a small number (signal(2)).
    let handlers = [before.__sigaction_handler.sa_handler, SIG_IGN]
    let addresses = handlers.map { unsafeBitCast($0, to: UInt.self) }
    guard addresses[0] != addresses[1] else { return }
    // Without SA_RESTART, so that a write whose reader has stopped is interrupted.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = noteSignal
    sigaction(number, &action, nil)
  }

  /// The signals that came since the last call, oldest first.
  func take() -> [Int32] {
    var numbers = [UInt8](repeating: 0, count: 64)
    let count = read(readEnd, &numbers, numbers.count)
    return numbers[..<max(count, 0)].map(Int32.init)
  }

  /// Stops the process as ^Z would have, and returns when it goes on.
  func stop() {
    signal(SIGTSTP, SIG_DFL)
    raise(SIGTSTP)
    Self.watch(SIGTSTP)
  }

  /// Whether SIGINT, SIGTERM or SIGHUP has come.
  var isEndAsked: Bool { Self.hasEnd.load(ordering: .relaxed) }

  /// What the handler does: a store, alarm(2) and one write(2), which signal-safety(7) allows. A
  /// full pipe loses nothing that is not asked for already.
  ///
  /// From the wish for an end on, an alarm a second interrupts a write that nobody reads, also one
  /// that began in the moment between the look whether an end is asked and the call.
  fileprivate static func note(_ number: Int32) {
    let saved = errno
    if number == SIGINT || number == SIGTERM || number == SIGHUP {
      hasEnd.store(true, ordering: .relaxed)
    }
    if hasEnd.load(ordering: .relaxed) { alarm(1) }
    if number == SIGALRM {
      errno = saved
      return
    }
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(writeEnd.load(ordering: .acquiring), &byte, 1)
    errno = saved
  }
}

/// A free function: see Main.
private func noteSignal(_ number: Int32) { SignalPipe.note(number) }

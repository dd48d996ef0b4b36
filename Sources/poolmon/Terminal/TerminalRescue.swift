import Glibc
import Synchronization

/// Gives the terminal back as it was when the process dies of a trap.
///
/// Everything it needs is made beforehand, so that the handler only calls write(2), tcsetattr(3)
/// and raise(3), which signal-safety(7) allows.
enum TerminalRescue {
  /// What the terminal is to be sent and set to.
  private struct Kit {
    var settings: termios
    var farewell: UnsafeMutableBufferPointer<UInt8>
  }

  /// Address of the kit while the terminal is not as it was, else 0. An address, since a pointer is
  /// not Sendable.
  private static let armed = Atomic<UInt>(0)
  /// Address of the kit, once there is one.
  private static let kit = Atomic<UInt>(0)

  /// Signals of a process that fails, and SIGQUIT, by which a person makes it fail.
  private static let fatal = [
    SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS,
  ]

  /// Prepares and arms the rescue: `settings` are the terminal's before, `farewell` is what leaves
  /// the full screen. The kit lives as long as the process: a handler may be using it.
  static func prepare(settings: termios, farewell: [UInt8]) {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: farewell.count)
    _ = bytes.initialize(from: farewell)
    let prepared = UnsafeMutablePointer<Kit>.allocate(capacity: 1)
    prepared.initialize(to: Kit(settings: settings, farewell: bytes))
    kit.store(UInt(bitPattern: prepared), ordering: .releasing)
    useStackOfItsOwn()
    for number in fatal {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = dieTidily
      action.sa_flags = Int32(SA_ONSTACK)
      sigaction(number, &action, nil)
    }
    arm()
  }

  /// A thread whose stack has overflowed has none left for a handler. For the thread that draws.
  private static func useStackOfItsOwn() {
    let size = 64 << 10
    var stack = stack_t()
    stack.ss_sp = .allocate(byteCount: size, alignment: 16)
    stack.ss_size = size
    sigaltstack(&stack, nil)
  }

  /// The terminal is taken, or taken again.
  static func arm() { armed.store(kit.load(ordering: .acquiring), ordering: .releasing) }

  /// The terminal is as it was: nothing is left to rescue.
  static func disarm() { armed.store(0, ordering: .releasing) }

  /// Restores the terminal once, then dies of the same signal.
  fileprivate static func restoreAndDie(_ number: Int32) {
    let address = armed.exchange(0, ordering: .acquiringAndReleasing)
    if let kit = UnsafeMutablePointer<Kit>(bitPattern: address) {
      _ = write(STDOUT_FILENO, kit.pointee.farewell.baseAddress, kit.pointee.farewell.count)
      tcsetattr(STDIN_FILENO, TCSANOW, &kit.pointee.settings)
    }
    signal(number, SIG_DFL)
    raise(number)
  }
}

/// A free function: see Main.
private func dieTidily(_ number: Int32) { TerminalRescue.restoreAndDie(number) }

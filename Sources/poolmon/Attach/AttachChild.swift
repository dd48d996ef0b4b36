import Glibc
import Telemetry

/// A program that was started to be watched, and is ended with the run.
final class AttachChild {
  /// A program may do something before it ends.
  private static let longestEnd = Duration.seconds(5)
  private static let look = Int32(20)

  let pid: pid_t
  /// How it ended; nil while it runs.
  private(set) var status: Int32?

  /// Starts a program that is found as a shell finds it. It reads nothing, and what it writes goes
  /// to a file, or where `output` tells.
  ///
  /// - Parameter keepsQuiet: whether its words would be in the way on our stderr.
  init(_ words: [String], output: String?, keepsQuiet: Bool) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    if let path = output ?? (keepsQuiet ? "/dev/null" : nil) {
      let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
      guard file >= 0 else {
        throw Failure(description: "cannot write to \(path): \(String(cString: strerror(errno)))")
      }
      close(file)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, path, O_WRONLY | O_APPEND, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: an interrupt from the keyboard is for us. What we ignore it does not.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF))
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid = pid_t()
    let code = posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, environ)
    guard code == 0 else {
      throw Failure(description: "cannot start \(words[0]): \(String(cString: strerror(code)))")
    }
    self.pid = pid
  }

  /// Whether it has ended, which leaves nothing of it behind.
  var hasEnded: Bool {
    if status != nil { return true }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return false }
    self.status = status
    return true
  }

  /// How it ended, in words; nil while it runs, or if it ended as it should.
  var ending: String? {
    guard hasEnded, let status, status != 0 else { return nil }
    let killer = status & 0x7f
    return killer == 0
      ? "with exit code \(status >> 8 & 0xff)"
      : "by signal \(killer) (\(String(cString: strsignal(killer))))"
  }

  /// Waits a moment, or until it has ended.
  func waitAMoment() { if !hasEnded { poll(nil, 0, Self.look) } }

  /// Asks it to end, and waits a while.
  func end() {
    guard !hasEnded else { return }
    kill(pid, SIGTERM)
    // One that is stopped would not see it.
    kill(pid, SIGCONT)
    let deadline = ContinuousClock.now + Self.longestEnd
    while !hasEnded, ContinuousClock.now < deadline { waitAMoment() }
    if !hasEnded { complain("process \(pid) was asked to end and still runs") }
  }
}

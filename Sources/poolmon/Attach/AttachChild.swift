import Glibc
import GoProcess
import Telemetry

/// A program that was started to be watched, and is ended with the run: it and what it started,
/// all of its process group.
final class AttachChild {
  /// A program may do something before it ends.
  private static let longestEnd = Duration.seconds(5)
  /// The kernel may have something to do before it tells how a program ended.
  private static let longestExit = Duration.seconds(1)
  private static let look = Int32(20)

  let pid: pid_t

  /// How it ended.
  enum Ending {
    case exit(code: Int32)
    case signal(Int32)
    /// Somebody else has heard of it.
    case unknown

    /// In words; nil if it ended as it should.
    var failure: String? {
      switch self {
      case .exit(let code) where code != 0: "with exit code \(code)"
      case .signal(let number): "by signal \(number) (\(String(cString: strsignal(number))))"
      case .exit, .unknown: nil
      }
    }
  }

  /// Where what it writes goes.
  enum Output {
    case file(String)
    /// All of it to our stderr.
    case errors
    /// To our stdout and our stderr, as it does without us.
    case through
    case nowhere
  }

  /// How it ended before it was asked to. nil while it runs, and where it was asked.
  private(set) var ownEnding: Ending?

  /// nil while it runs. Until `end()` it stays a zombie, so that its number, which is its group's
  /// too, is nobody else's.
  private var known: Ending?
  private var isLetGo = false

  /// Starts a program that is found as a shell finds it. It reads nothing.
  init(_ words: [String], output: Output) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    try Self.direct(output, in: &actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: an interrupt from the keyboard is for us. What we ignore it does not.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGPIPE, SIGXFSZ, SIGCHLD] { sigaddset(&signals, number) }
    // Whose parent had it ignored would not hear how it ended.
    signal(SIGCHLD, SIG_DFL)
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

  private static func direct(
    _ output: Output, in actions: inout posix_spawn_file_actions_t
  ) throws {
    switch output {
    case .file(let path): try open(path, in: &actions)
    case .nowhere: try open("/dev/null", in: &actions)
    case .errors: break
    case .through: return
    }
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
  }

  /// As its stderr, once it is known that this can be.
  private static func open(
    _ path: String, in actions: inout posix_spawn_file_actions_t
  ) throws {
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      throw Failure(description: "cannot write to \(path): \(String(cString: strerror(errno)))")
    }
    close(file)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, path, O_WRONLY | O_APPEND, 0)
  }

  /// Whether it has ended itself, whatever became of what it started.
  var hasEnded: Bool {
    if known != nil { return true }
    var info = siginfo_t()
    let result = waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT)
    if result != 0, errno == ECHILD { known = .unknown }
    // 0 as long as it runs.
    if result == 0, info._sifields._sigchld.si_pid == pid {
      let code = info._sifields._sigchld.si_status
      known = info.si_code == Int32(CLD_EXITED) ? .exit(code: code) : .signal(code)
    }
    return known != nil
  }

  /// How it ended; nil while it runs.
  var ending: Ending? { hasEnded ? known : nil }

  /// Waits until it has ended, which takes a moment where its memory is gone already.
  func waitForItsEnd() {
    let deadline = ContinuousClock.now + Self.longestExit
    while !hasEnded, ContinuousClock.now < deadline { waitAMoment() }
  }

  /// Waits a moment, or until it has ended.
  func waitAMoment() { if !hasEnded { poll(nil, 0, Self.look) } }

  /// Asks it and what it started to end, waits a while, and then ends what is left.
  func end() {
    guard !isLetGo else { return }
    isLetGo = true
    ownEnding = ending
    // Its number may be somebody else's by now.
    if hasEnded, case .unknown? = known { return }
    kill(-pid, SIGTERM)
    // One that is stopped would not see it.
    kill(-pid, SIGCONT)
    let deadline = ContinuousClock.now + Self.longestEnd
    while isAnyoneLeft, ContinuousClock.now < deadline { poll(nil, 0, Self.look) }
    if isAnyoneLeft {
      kill(-pid, SIGKILL)
      complain("process \(pid) was asked to end, did not within 5 s, and was killed")
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
  }

  /// Whether something of the group still runs: once it has ended itself, others of it may.
  private var isAnyoneLeft: Bool {
    guard hasEnded else { return true }
    return GoProcessList.isGroupAlive(pid)
  }
}

import Glibc
import Sessions
import Telemetry

/// A run of the lab in a process of its own, which sends its session through a pipe.
///
/// A child that is left alone ends by itself: its pipe has no reader any more.
struct LabChild {
  /// It did not end as it should: what it said, or how it died.
  struct Failed: Error {
    let reason: String
  }

  /// More than it ever says.
  private static let longestComplaint = 4096

  private let pid: pid_t
  private let session: Int32
  private let complaints: Int32

  /// Starts poolmon's lab with these options.
  init(options: [String]) throws(Failed) {
    let (session, complaints) = (try Self.makePipe(), try Self.makePipe())
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, session.write, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, complaints.write, STDERR_FILENO)
    let words = ["poolmon", "lab"] + options + ["--record", "-"]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid = pid_t()
    // This very program, even if its file has been replaced meanwhile.
    let code = posix_spawn(&pid, "/proc/self/exe", &actions, nil, &arguments, environ)
    close(session.write)
    close(complaints.write)
    guard code == 0 else {
      close(session.read)
      close(complaints.read)
      throw Failed(reason: "cannot start a child: \(String(cString: strerror(code)))")
    }
    self.pid = pid
    self.session = session.read
    self.complaints = complaints.read
  }

  private static func makePipe() throws(Failed) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw Failed(reason: "cannot make a pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Reads its session to the end. `see` is told each sample. A signal to this process ends the
  /// child and is returned once that is gone.
  func run(
    signals: SignalPipe, see: (Snapshot) -> Void
  ) throws(Failed) -> (reading: RunReading, signal: Int32?) {
    var decoder = SessionDecoder()
    var reading = RunReading()
    var (complaint, signal): ([UInt8], Int32?) = ([], nil)
    var open: Set<Int32> = [session, complaints]
    while !open.isEmpty {
      for file in ready(open, signals) {
        if file == signals.readEnd {
          for number in signals.take() { signal = handle(number, signals) ?? signal }
          continue
        }
        let bytes = Self.read(file)
        if bytes.isEmpty { open.remove(file) }
        if file == complaints { complaint += bytes.prefix(Self.longestComplaint - complaint.count) }
        guard file == session else { continue }
        // A child that sends something else says why when it ends.
        for snapshot in (try? decoder.decode(bytes)) ?? [] {
          reading.add(snapshot)
          see(snapshot)
        }
      }
    }
    close(session)
    close(complaints)
    try end(complaint, isAsked: signal != nil)
    return (reading, signal)
  }

  /// Passes a signal on to the child. Returns it if it asks for the end.
  private func handle(_ number: Int32, _ signals: SignalPipe) -> Int32? {
    switch number {
    case SIGTSTP:
      // The child has it from the terminal too.
      signals.stop()
      kill(pid, SIGCONT)
      return nil
    case SIGCONT, SIGWINCH: return nil
    default:
      kill(pid, SIGTERM)
      // A child that is stopped would not see it.
      kill(pid, SIGCONT)
      return number
    }
  }

  private func ready(_ open: Set<Int32>, _ signals: SignalPipe) -> [Int32] {
    var files = (open + [signals.readEnd]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&files, nfds_t(files.count), -1) > 0 else { return [] }
    return files.filter { $0.revents != 0 }.map(\.fd)
  }

  private static func read(_ file: Int32) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(file, &buffer, buffer.count)
    return Array(buffer[..<max(count, 0)])
  }

  /// Waits until the child is gone.
  private func end(_ complaint: [UInt8], isAsked: Bool) throws(Failed) {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    guard !isAsked, status != 0 else { return }
    let said = String(decoding: complaint, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("poolmon: ") }
    let killer = status & 0x7F
    let how =
      killer != 0
      ? "it was killed by signal \(killer) (\(String(cString: strsignal(killer))))"
      : "it ended with exit code \(status >> 8 & 0xFF)"
    throw Failed(reason: said.map { String($0.trimmingPrefix("poolmon: ")) } ?? how)
  }
}

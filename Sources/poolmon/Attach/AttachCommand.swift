import ArgumentParser
import Glibc
import GoProcess

/// `poolmon attach`: watches a Go program that runs.
struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Watch every pool of a running Go program, as it is.",
    usage: """
      poolmon attach [<options>] <pid|name|url>
      poolmon attach [<options>] -- <program> [<arguments> ...]
      """,
    discussion: """
      Reads the program's memory and nothing else: it is not stopped, not changed, and needs no \
      preparation. For Go 1.19 to 1.27 on linux/amd64, stripped programs too. 'poolmon processes' \
      lists what can be watched. Behind -- a program is started, and ended with the run.

      A URL, such as http://host:6060, is of a program that shows its own figures with Go's \
      packages expvar or net/http/pprof: its heap is watched, every second unless --interval \
      says otherwise.
      """)

  @Argument(
    help: ArgumentHelp(
      "The process, by its number or its program's name; or where it shows its own figures.",
      valueName: "pid|name|url"))
  var target: String?

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("A program to start, with its arguments.", valueName: "program"))
  var program: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Append what a program that is started writes to this file. (default: it goes to stderr, or \
      nowhere beside the dashboard)
      """,
      valueName: "file"))
  var output: String?

  @OptionGroup var watch: WatchOptions
  @OptionGroup var look: LookOptions

  func validate() throws {
    try require(
      target != nil || !program.isEmpty,
      "say what to attach to: a PID, a program's name, or -- and a program to start")
    try require(
      target == nil || program.isEmpty, "give a process or -- and a program to start, not both")
    try require(program.first != "", "a program has a name")
    try require(
      output == nil || !program.isEmpty, "--output is of use only with a program behind --")
    if let target { _ = try AttachTarget(running: target) }
    try watch.requireUseOfForce()
  }

  func run() throws {
    let asked: AttachTarget =
      if let target {
        try AttachTarget(running: target)
      } else {
        .program(program, output: output.map { .file($0) })
      }
    try AttachRun(target: asked, watch: watch, onlooker: .person(look)).run()
  }
}

/// What is attached to.
enum AttachTarget {
  /// A process by its number or its program's name.
  case running(String)
  /// A program to be started; without an output it goes where it is not in the way.
  case program([String], output: AttachChild.Output?)
  /// A program that shows its own figures.
  case pages(PageAddress)
}

extension AttachTarget {
  /// What is meant by a number, a name or a URL.
  init(running text: String) throws {
    guard PageAddress.isURL(text) else {
      self = .running(text)
      return
    }
    do throws(PageAddress.Refusal) {
      self = .pages(try PageAddress(text))
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// The numbers in /proc have to be those that the kernel takes from us: in a PID namespace of our
  /// own, /proc may still be that of another.
  static func checkNumbers(own: Int32) throws {
    var text = [UInt8](repeating: 0, count: 16)
    let count = text.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map {
        readlink("/proc/self", $0.assumingMemoryBound(to: CChar.self), bytes.count)
      } ?? -1
    }
    guard count <= 0 || String(decoding: text[..<count], as: UTF8.self) == "\(own)" else {
      throw Failure(
        description: "/proc is of another PID namespace than poolmon: its numbers are not ours; "
          + "mount one of this namespace, as 'unshare --mount-proc' does")
    }
    guard count > 0 else {
      throw Failure(description: "there is no /proc to look into; mount it, proc(5)")
    }
  }

  /// The number of a running process. A name is of one process only.
  static func pid(of target: String, own: Int32) throws -> Int32 {
    try checkNumbers(own: own)
    if let number = Int(target) {
      guard let pid = Int32(exactly: number), pid > 0 else {
        throw Failure(description: "\(target) is no process's number")
      }
      guard pid != own else { throw Failure(description: "\(pid) is poolmon itself") }
      return pid
    }
    let found = GoProcessList.all(except: own).found.filter { $0.program == target }
    guard let first = found.first else {
      throw Failure(
        description: "no Go program named '\(target)' runs here, or none that poolmon may look "
          + "into; 'poolmon processes' lists those that do")
    }
    guard found.count == 1 else {
      let pids = found.prefix(20).map { "\($0.pid)" }.joined(separator: ", ")
      throw Failure(
        description: "\(found.count) Go programs are named '\(target)'; attach to one of them by "
          + "its PID: \(pids)")
    }
    return first.pid
  }
}

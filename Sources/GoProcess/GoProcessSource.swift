package import Telemetry

/// A running Go process as a source of snapshots: read from outside, not stopped, not written.
package final class GoProcessSource: SnapshotSource {
  /// What the monitor knows of itself: its thread's CPU time in nanoseconds and its frames so far.
  package typealias MonitorCost = () -> (cpuNanoseconds: Int, frames: Int)

  /// "server (PID 123)".
  package let process: String
  package let programName: String
  package let goVersion: String
  package let pid: Int32

  /// Time between samples. A change counts from the last sample on.
  package var interval: Duration {
    get { schedule.interval }
    set { schedule.interval = newValue }
  }

  /// Asked before each snapshot for what has become known of the program's variables: pools are
  /// called by it from then on. nil while nothing has.
  package var newVariables: () -> PoolVariables? = { nil }

  /// Asked with the time of each snapshot for the memory that the process may have, in bytes: it
  /// depends on the reader's own mounts. nil while nobody tells.
  package var memoryLimit: (Duration) -> Int? = { _ in nil }

  private let files: ProcessFiles
  private let statFile: OpenProcessFile?
  private let statusFile: OpenProcessFile?
  private let target: GoTarget
  private let identity: [UInt64]?
  private let begin: ProcessStatText
  private let monitorCost: MonitorCost
  private var register: PoolRegister
  private var schedule: SampleSchedule
  /// The highest RSS that was seen or told, in bytes.
  private var peak = 0

  /// Finds its way around in a process.
  ///
  /// - Precondition: `interval > .zero`.
  package init(pid: Int32, interval: Duration, monitorCost: @escaping MonitorCost) throws {
    let files = ProcessFiles(pid: pid)
    guard let begin = files.stat, !begin.hasEnded else {
      throw AttachError(
        .noSuchProcess, "there is no process \(pid); 'poolmon processes' lists those of Go")
    }
    let process = "\(files.programName ?? begin.name) (PID \(pid))"
    guard !begin.isKernelThread else {
      throw AttachError(.kernelThread, "\(process) is a thread of the kernel, no Go program")
    }
    guard let file = files.program, let words = files.read("auxv") else {
      // What is gone cannot be looked into, either.
      guard let now = files.stat, !now.hasEnded, now.startTicks == begin.startTicks else {
        throw AttachError(.noSuchProcess, "\(process) has ended")
      }
      throw Permission.error(of: process, pid)
    }
    // First, since 32 bits have another vector.
    let program = try GoProgram(file, of: process)
    guard let vector = AuxiliaryVector(words) else {
      throw AttachError(.notBegun, "\(process) has not begun to run, or is about to end")
    }
    do throws(any Error) {
      target = try GoTarget(
        pid: pid, process: process, program: program, memory: ProcessMemory(pid: pid),
        entry: vector.entry)
    } catch let error as MemoryError {
      throw error.asAttachError(process, pid)
    }
    // A child may have been within execve(2) before, which sets the begin of the stack last.
    let now = files.stat
    self.begin = now.map { $0.startTicks == begin.startTicks ? $0 : begin } ?? begin
    (self.pid, self.process, self.files) = (pid, process, files)
    (statFile, statusFile) = (files.open("stat"), files.open("status"))
    programName = files.programName ?? begin.name
    goVersion = program.info.version
    identity = files.programIdentity
    self.monitorCost = monitorCost
    register = PoolRegister(names: target.names, hasByteBufferPool: target.hasByteBufferPool)
    schedule = SampleSchedule(interval: interval)
  }

  /// When the next snapshot is due.
  package var nextDue: Duration { schedule.due }

  /// The monitor was stopped: what was missed is nobody's lateness.
  package func forgiveLateness() { schedule.forgiveLateness() }

  /// Throws `TargetEnded` once there is nothing to see any more.
  package func snapshots(upTo time: Duration) throws -> [Snapshot] {
    schedule.take(at: time) ? [try snapshot(at: time)] : []
  }

  /// A snapshot before it is due: for a person's note, which it carries.
  package func snapshotNow(at time: Duration, note: String? = nil) throws -> Snapshot {
    schedule.takeNow(at: time)
    var snapshot = try snapshot(at: time)
    snapshot.note = note
    return snapshot
  }

  private func snapshot(at time: Duration) throws -> Snapshot {
    let stat = try check()
    if let variables = newVariables() { register.use(variables) }
    do throws(MemoryError) {
      let heap = try target.heap?.read()
      let contents = try target.walker.look()
      var sums: [ObjectMeasure.Sum] = []
      if let contents { sums = try target.measure.measure(contents) }
      let pools =
        contents.map { register.samples($0, sums, collections: heap?.collections) }
        ?? register.unknown
      let cost = monitorCost()
      var process = ProcessFiles.sample(stat, statusFile?.read())
      process?.memoryLimit = memoryLimit(time)
      // The kernel sums VmHWM up anew now and then, and a little less each time.
      process.map { peak = max(peak, $0.peakResidentSpace, $0.residentSpace) }
      process?.peakResidentSpace = peak
      return Snapshot(
        time: time, process: process, heap: heap ?? nil, pools: pools,
        monitor: MonitorSample(
          cpuNanoseconds: cost.cpuNanoseconds, frames: cost.frames,
          lateSamples: schedule.lateSamples,
          intervalNanoseconds: schedule.interval.wholeNanoseconds))
    } catch {
      if error == .processIsGone { throw ended }
      throw error.asAttachError(process, pid)
    }
  }

  private var ended: TargetEnded { TargetEnded(description: "\(process) has ended") }

  /// Whether it is still the process that it was, and the program.
  private func check() throws(TargetEnded) -> ProcessStatText {
    // Another that has the number begins later.
    guard let stat = statFile?.read().flatMap(ProcessStatText.init), !stat.hasEnded,
      stat.startTicks == begin.startTicks
    else { throw ended }
    let now = files.programIdentity
    // About to end, it has let go of its memory and its program.
    guard now != nil, stat.stackStart != 0 || begin.stackStart == 0 else { throw ended }
    guard stat.stackStart == begin.stackStart, now == identity else {
      throw TargetEnded(
        description: "\(process) runs another program now, \(files.programName ?? stat.name)")
    }
    return stat
  }
}

extension MemoryError {
  func asAttachError(_ process: String, _ pid: Int32) -> AttachError {
    switch self {
    case .processIsGone: AttachError(.noSuchProcess, "\(process) has ended")
    case .notPermitted: Permission.error(of: process, pid)
    case .failed(let code):
      AttachError(.notPermitted, "cannot read the memory of \(process): error \(code)")
    }
  }
}

import ArgumentParser
import Dashboard
import Sessions
import Telemetry
import Workloads

/// What a run in the lab does: the options of every command that has one.
///
/// Where a person may write a negative number, the value is taken unconditionally, so that it is
/// what the message is about.
struct LabOptions: ParsableArguments {
  private static let defaultPayload = ByteArgument(30_000)
  private static let largestPayload = 1 << 30
  private static let mostWorkers = 256
  private static let rates = 0.001...1e9

  @Option(
    help: ArgumentHelp(
      "What is done with the buffers; 'poolmon workloads' lists all.", valueName: "name"),
    transform: WorkloadKind.parse)
  var workload = WorkloadKind.all[0]

  @Option(help: "Whether buffers are put back: put or noput.")
  var mode = WorkloadMode.put

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Bytes that an operation writes, to 1 GiB; KiB, MiB and GiB are understood. \
      (default: \(defaultPayload.count))
      """, valueName: "bytes"),
    transform: ByteArgument.parse)
  var payload = defaultPayload

  @Option(parsing: .unconditional, help: ArgumentHelp("Worker threads, 1 to 256.", valueName: "n"))
  var workers = 1

  @Option(
    help: ArgumentHelp(
      "Operations per second of all workers together. (default: as fast as it goes)",
      valueName: "ops"))
  var rate: Double?

  @Option(
    help: """
      How the heap treats what is dropped: collected, as Go does, or counted, as Swift does: freed \
      at once. A model.
      """)
  var heap = HeapModel.collected

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      How far the collected heap grows beyond what is live, in percent; off collects only at \
      1 GiB, or half of what is free. (default: 100)
      """,
      valueName: "percent"),
    transform: GrowthArgument.parse)
  var gogc = GrowthArgument(percent: 100)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of buffers that workload forgetful never puts back. (default: 5%)",
      valueName: "percent"),
    transform: ShareArgument.parse)
  var forget = ShareArgument(share: 0.05)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of large messages in workload cliff. (default: 4.8%)", valueName: "percent"),
    transform: ShareArgument.parse)
  var large = ShareArgument(share: 0.048)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bytes that workload leak holds on to at most. (default: 1GiB, or half of what is free)",
      valueName: "bytes"),
    transform: ByteArgument.parse)
  var leakLimit: ByteArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Seed of what is random.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Take the lengths of requests from a file: one a line, in turn, or a recorded session.",
      valueName: "file"),
    transform: LengthsArgument.parse)
  var sizes: LengthsArgument?

  func validate() throws {
    try require(
      (1...Self.largestPayload).contains(payload.count),
      "--payload is \(payload.count) bytes; it has to be from 1 byte to 1 GiB")
    try require(
      (1...Self.mostWorkers).contains(workers),
      "--workers is \(workers); it has to be from 1 to \(Self.mostWorkers)")
    if let rate {
      try require(
        Self.rates.contains(rate),
        "--rate is \(rate); it has to be from 0.001 to a billion operations per second")
    }
    if let leakLimit {
      try require(
        (1...1 << 40).contains(leakLimit.count),
        "--leak-limit is \(leakLimit.count) bytes; it has to be from 1 byte to 1024 GiB")
    }
    try requireMemory()
  }

  /// Each worker may hold a buffer of the largest request; as much again may be garbage, and as
  /// much have come while that was marked. The leak may hold what it may.
  private func requireMemory() throws {
    guard let available = Machine.availableMemory() else { return }
    let largest = sizes?.lengths.max() ?? payload.count
    // Where no length is set: a burst is of 64 MiB, a web answer of 4 MiB at most.
    let others = workload.usesPayload ? 0 : max(64 << 20, workers << 22)
    let needed = 3 * max(largest * workers, others)
    try require(
      needed <= available,
      """
      \(workers == 1 ? "a worker" : "\(workers) workers") with \(Quantity.bytes(largest)) may need \
      \(Quantity.bytes(needed)), and \(Quantity.bytes(available)) are free; \
      lower --workers or \(sizes == nil ? "--payload" : "the lengths in --sizes")
      """)
    if let leakLimit {
      try require(
        leakLimit.count + leakLimit.count / 8 <= available,
        """
        --leak-limit is \(Quantity.bytes(leakLimit.count)), and \(Quantity.bytes(available)) are \
        free; lower it
        """)
    }
  }

  private var settings: WorkloadSettings {
    var settings = WorkloadSettings()
    settings.payloadBytes = payload.count
    settings.forgottenShare = forget.share
    settings.largeShare = large.share
    settings.seed = seed
    settings.lengths = sizes?.lengths
    return settings
  }

  /// An engine at rest that does all this.
  func engine() -> WorkloadEngine {
    var settings = settings
    let half = (Machine.availableMemory() ?? .max) / 2
    settings.leakLimit = leakLimit?.count ?? min(settings.leakLimit, half)
    let collected = CollectedHeap(
      model: heap, percent: gogc.percent, limit: min(CollectedHeap.defaultLimit, half))
    return WorkloadEngine(
      kind: workload, settings: settings, heap: collected, workers: workers, mode: mode)
  }

  /// The run in words, most important first.
  var subject: [String] { subject(of: workload) }

  /// The same if another workload ran.
  func subject(of workload: WorkloadKind) -> [String] {
    var words = ["lab", workload.name]
    if let sizes { words.append("sizes of \(sizes.path)") }
    if sizes == nil && workload.usesPayload { words.append("\(Quantity.count(payload.count)) B") }
    words.append(workers == 1 ? "1 worker" : "\(workers) workers")
    if let rate { words.append("at \(Quantity.perSecond(rate))") }
    return words
  }

  /// All of them, as a command line has them.
  var arguments: [String] {
    var arguments = [
      "--workload", workload.name, "--mode", mode.rawValue, "--payload", "\(payload.count)",
      "--workers", "\(workers)", "--heap", heap.rawValue,
      "--gogc", gogc.percent.map { "\($0)" } ?? "off", "--forget", "\(forget.share * 100)%",
      "--large", "\(large.share * 100)%", "--seed", "\(seed)",
    ]
    if let rate { arguments += ["--rate", "\(rate)"] }
    if let leakLimit { arguments += ["--leak-limit", "\(leakLimit.count)"] }
    if let sizes { arguments += ["--sizes", sizes.path] }
    return arguments
  }

  /// The catalogue for the dashboard's list.
  var entries: [WorkloadEntry] {
    WorkloadKind.all.map { kind in
      WorkloadEntry(
        name: kind.name, summary: kind.summary, lookFor: kind.lookFor, subject: subject(of: kind))
    }
  }

  var source: SessionHeader.Source {
    SessionHeader.Source(
      kind: "lab", workload: workload.name, payloadBytes: workload.payloadBytes(settings),
      workers: workers,
      rate: rate, seed: seed)
  }
}

/// An error of the command line if something does not hold.
func require(_ condition: Bool, _ message: String) throws {
  if !condition { throw ValidationError(message) }
}

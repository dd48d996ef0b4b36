package import ByteBufferPool

/// An entry of the catalogue: a kind of workload, what it is, and what to look for.
package struct WorkloadKind: Sendable {
  /// The name on the command line and on the screen.
  package let name: String
  /// What it does, in a few words.
  package let summary: String
  /// What to look for, in one sentence.
  package let lookFor: String
  /// Whether the length of its messages is the one that a person sets.
  package let usesPayload: Bool
  /// The policy of the pool that it runs on.
  package let retention: any RetentionPolicy
  /// What a demonstration of it tells.
  package let story: Story
  /// Makes the part of one worker.
  package let make: @Sendable (WorkloadSettings, _ worker: Int) -> any Workload

  init(
    _ name: String, _ summary: String, lookFor: String, usesPayload: Bool = false,
    retention: any RetentionPolicy = Calibrated(), story: Story,
    make: @escaping @Sendable (WorkloadSettings, _ worker: Int) -> any Workload
  ) {
    self.name = name
    self.summary = summary
    self.lookFor = lookFor
    self.usesPayload = usesPayload
    self.retention = retention
    self.story = story
    self.make = make
  }
}

/// What a person may set of the workloads.
package struct WorkloadSettings: Equatable, Sendable {
  /// Bytes of a request where the kind does not say.
  package var payloadBytes = 30_000
  /// Share of buffers that `forgetful` does not put back, 0 to 1.
  package var forgottenShare = 0.05
  /// Share of large messages in `cliff`, 0 to 1.
  package var largeShare = 0.048
  /// Bytes, of all workers, that `leak` holds on to at most.
  package var leakLimit = 1 << 30
  package var seed: UInt64 = 1
  /// Workers that share a burst.
  package var workers = 1
  /// A person's own lengths, which replace the workload's.
  package var lengths: [Int]?

  package init() {}
}

extension WorkloadKind {
  /// Bytes that a request of it writes, where they are always the same; nil where they vary.
  package func payloadBytes(_ settings: WorkloadSettings) -> Int? {
    usesPayload && settings.lengths == nil ? settings.payloadBytes : nil
  }

  /// Every kind, in the order in which a person would try them.
  package static let all: [WorkloadKind] = [
    WorkloadKind(
      "request-log", "one log line after the other, each of 30,000 bytes",
      lookFor: "in noput every get allocates and RSS swings, but in-use space stays flat",
      usesPayload: true,
      story: .requestLog
    ) { settings, _ in Repeated(request: Request(length: settings.payloadBytes)) },
    WorkloadKind(
      "forgetful", "5 % of buffers, unless told otherwise, never come back",
      lookFor: "misses and allocation rise with the share, memory does not: it is no leak",
      usesPayload: true, story: .forgetful
    ) { settings, _ in Forgetful(length: settings.payloadBytes) },
    WorkloadKind(
      "burst", "64 buffers of 1 MiB at once, then 1,000 bytes for ever",
      lookFor: "the pool retains 64 MiB until a calibration sees that small ones are the rule",
      story: .burst
    ) { settings, worker in Burst(worker: worker, of: settings.workers) },
    WorkloadKind(
      "misfit", "buffers of 4 KiB are asked for, and 512 bytes written",
      lookFor: "once calibrated, by length, the pool drops every buffer, though all are put back",
      story: .misfit
    ) { _, _ in Repeated(request: Request(length: 512, reserved: 4096)) },
    WorkloadKind(
      "reset-before-put", "each buffer is emptied and then put back",
      lookFor: "every put counts as 64 B: once calibrated, the pool drops every buffer",
      usesPayload: true, story: .resetBeforePut
    ) { settings, _ in
      Repeated(request: Request(length: settings.payloadBytes, end: .emptyAndPut))
    },
    WorkloadKind(
      "cliff", "1,000 bytes, and 4.8 % of 1 MiB unless told otherwise",
      lookFor: "below 5 % the large ones are all dropped, above they may all be kept", story: .cliff
    ) { settings, _ in Mixed(small: 1000, large: 1 << 20, largeShare: settings.largeShare) },
    WorkloadKind(
      "ten-classes", "ten sizes from 64 B to 32 KiB, each as often",
      lookFor: "no class leads: not calibrated for 420,000 puts, and everything is kept",
      story: .tenClasses
    ) { _, _ in InTurn(lengths: (0..<10).map { 64 << $0 }) },
    WorkloadKind(
      "oversize", "100,000 bytes on a pool that keeps at most 64 KiB",
      lookFor: "every put is dropped, nothing is ever reused", retention: HardCap(bytes: 65_536),
      story: .oversize
    ) { _, _ in Repeated(request: Request(length: 100_000)) },
    WorkloadKind(
      "drift", "sizes move from 1 KiB to 64 KiB and back in two minutes",
      lookFor: "the thresholds follow, one calibration behind", story: .drift
    ) { _, _ in Drift() },
    WorkloadKind(
      "web", "bodies of web answers: half below 4 KiB, few very large",
      lookFor: "a wide histogram, and a max size that cuts off the rare large ones", story: .web
    ) { settings, worker in Web(seed: settings.seed &+ UInt64(worker)) },
    WorkloadKind(
      "leak", "one buffer in a thousand is held for ever",
      lookFor: "outstanding and in-use space grow together, to --leak-limit: this one is a leak",
      usesPayload: true, story: .leak
    ) { settings, _ in Leak(length: settings.payloadBytes) },
  ]

  package static func named(_ name: String) -> WorkloadKind? { all.first { $0.name == name } }

  /// Its part for one worker, with a person's own lengths if there are any.
  package func makePart(_ settings: WorkloadSettings, worker: Int) -> any Workload {
    if let lengths = settings.lengths, !lengths.isEmpty { return InTurn(lengths: lengths) }
    return make(settings, worker)
  }
}

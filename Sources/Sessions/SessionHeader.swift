import Telemetry

/// The first line of a session file: what the samples below it are samples of.
package struct SessionHeader: Equatable, Sendable, Codable {
  /// What made the samples.
  package struct Source: Equatable, Sendable, Codable {
    /// "lab": poolmon's own workload on its own pool. "attach": another process.
    package var kind: String
    package var workload: String?
    package var payloadBytes: Int?
    package var workers: Int?
    /// Operations per second that were asked for; nil is as fast as it goes.
    package var rate: Double?
    /// What was random came from this.
    package var seed: UInt64?
    /// Of a process that was attached to: the name of its program, its number, its version of Go.
    package var program: String?
    package var pid: Int?
    package var goVersion: String?
    /// Where a program that was attached to shows its own figures.
    package var url: String?

    package init(
      kind: String, workload: String? = nil, payloadBytes: Int? = nil, workers: Int? = nil,
      rate: Double? = nil, seed: UInt64? = nil
    ) {
      self.kind = kind
      self.workload = workload
      self.payloadBytes = payloadBytes
      self.workers = workers
      self.rate = rate
      self.seed = seed
    }

    private enum CodingKeys: String, CodingKey {
      case kind, workload
      case payloadBytes = "payload_bytes"
      case workers
      case rate = "ops_per_s"
      case seed, program, pid
      case goVersion = "go"
      case url
    }
  }

  /// The machine, for whoever compares two files.
  package struct Host: Equatable, Sendable, Codable {
    package var name: String
    package var system: String
    package var cpus: Int
    package var memoryBytes: Int

    package init(name: String, system: String, cpus: Int, memoryBytes: Int) {
      self.name = name
      self.system = system
      self.cpus = cpus
      self.memoryBytes = memoryBytes
    }

    private enum CodingKeys: String, CodingKey {
      case name, system, cpus
      case memoryBytes = "memory_bytes"
    }
  }

  /// What was watched, in words, most important first: "lab", "request-log", "30,000 B".
  ///
  /// - Parameter workload: what ran, where keys have switched it since the start.
  package func subject(workload: String?) -> [String] {
    var words = [source.kind]
    if let name = workload ?? source.workload { words.append(name) }
    if let bytes = source.payloadBytes, workload == nil || workload == source.workload {
      words.append("\(Quantity.count(bytes)) B")
    }
    if let program = source.program { words.append(program) }
    if let pid = source.pid { words.append("PID \(pid)") }
    if let version = source.goVersion { words.append(version) }
    if let url = source.url { words.append(url) }
    if let workers = source.workers {
      words.append(workers == 1 ? "1 worker" : "\(workers) workers")
    }
    if let rate = source.rate { words.append("at \(Quantity.perSecond(rate))") }
    return words
  }

  package static let formatName = "poolmon-session"
  package static let currentVersion = 1

  package var format = formatName
  package var version = currentVersion
  /// Name and version of the program that wrote the file.
  package var tool: String
  /// When the session began, which is `t_ns` 0: UTC, as RFC 3339 has it.
  package var started: String
  package var intervalNanoseconds: Int
  package var source: Source
  /// Upper bounds of the size classes in bytes, smallest first.
  package var sizeClasses: [Int]
  package var host: Host

  package init(
    tool: String, started: String, intervalNanoseconds: Int, source: Source, sizeClasses: [Int],
    host: Host
  ) {
    self.tool = tool
    self.started = started
    self.intervalNanoseconds = intervalNanoseconds
    self.source = source
    self.sizeClasses = sizeClasses
    self.host = host
  }

  private enum CodingKeys: String, CodingKey {
    case format, version, tool, started
    case intervalNanoseconds = "interval_ns"
    case source
    case sizeClasses = "size_classes"
    case host
  }

  /// What stands for a header that cannot be read: bytebufferpool's size classes, and nothing else
  /// is known.
  static let lost = SessionHeader(
    tool: "?", started: "?", intervalNanoseconds: 100_000_000, source: Source(kind: "?"),
    sizeClasses: (0..<20).map { 64 << $0 },
    host: Host(name: "?", system: "?", cpus: 0, memoryBytes: 0))

  /// Whether the numbers are ones that a session can have, so that whoever reckons with them needs
  /// no second look.
  var isPlausible: Bool {
    let bounds = [0] + sizeClasses
    return (1...86_400_000_000_000).contains(intervalNanoseconds)
      && (1...64).contains(sizeClasses.count)
      && zip(bounds, sizeClasses).allSatisfy { $0 < $1 } && bounds.allSatisfy { $0 <= 1 << 50 }
  }
}

import Reports
import Sessions
import Telemetry

/// A session, or a time of it, that is read into a digest.
struct SessionPart {
  let path: String
  let from: SessionTime?
  let to: SessionTime?

  /// What it is called: its file's name, and the time as it was written.
  let name: String

  init(path: String, from: SessionTime?, to: SessionTime?, name: String? = nil) {
    self.path = path
    self.from = from
    self.to = to
    self.name = name ?? Self.fileName(path)
  }

  /// Reads "FILE" or "FILE@1:00-2:00". A file may have an "@" in its name: the last one counts, and
  /// only if what follows is a time.
  init(argument: String) {
    if let sign = argument.lastIndex(of: "@") {
      let path = String(argument[..<sign])
      let part = argument[argument.index(after: sign)...]
      if !path.isEmpty, let (from, to) = Self.span(part) {
        self.init(path: path, from: from, to: to, name: "\(Self.fileName(path))@\(part)")
        return
      }
    }
    self.init(path: argument, from: nil, to: nil)
  }

  /// "1:00-2:00", "-5m-end": split at the dash on whose both sides there is a time.
  private static func span(_ text: Substring) -> (SessionTime, SessionTime)? {
    for dash in text.indices where text[dash] == "-" {
      guard let from = SessionTime(String(text[..<dash])),
        let to = SessionTime(String(text[text.index(after: dash)...]))
      else { continue }
      return (from, to)
    }
    return nil
  }

  /// The last part of a path, without a slash at its end.
  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The file's name without what tells its format: "run" for "data/run.ndjson.gz".
  var stem: String {
    var name = Self.fileName(path)
    for ending in [".gz", ".ndjson"] where name.hasSuffix(ending) && name.count > ending.count {
      name.removeLast(ending.count)
    }
    return name
  }

  /// Reads the samples of that time, one after another.
  ///
  /// - Parameter pool: the one that is told in detail; nil is the one that retains most.
  func digest(pool: String?) throws -> SessionDigest {
    let reader = try SessionReader(path: path)
    var digest = SessionDigest(name: name, header: reader.header)
    let span = try span(reader.header)
    while let snapshot = try reader.next() {
      guard snapshot.time <= span.upperBound else { break }
      if snapshot.time >= span.lowerBound { digest.add(snapshot) }
    }
    digest.damage = reader.damage
    guard digest.sampleCount > 0 else {
      let isPart = from != nil || to != nil
      throw Failure(
        description: isPart
          ? "'\(path)' has no sample in that time; 'poolmon replay' shows which times it has"
          : "'\(path)' has no samples")
    }
    guard digest.choosePool(named: pool) else {
      let names = digest.pools.prefix(10).map { "'\($0.name)'" }.joined(separator: ", ")
      throw UsageError(
        description:
          "'\(path)' has no pool '\(pool ?? "")'; it has \(names.isEmpty ? "none" : names)")
    }
    return digest
  }

  /// A time that counts from the end, or of the day, needs to know the whole, which is read through
  /// for it.
  private func span(_ header: SessionHeader) throws -> ClosedRange<Duration> {
    // Longer than any session.
    var whole = Duration.zero...Duration.seconds(1 << 32)
    let isRelative = [from, to].contains { time in
      if case .offset? = time { false } else { time != nil }
    }
    if isRelative {
      let log = try SessionLog(paths: [path])
      try log.readThrough()
      whole = log.index.span
    }
    let startOfDay = UTCTime.seconds(header.started).map(SessionClock.secondsOfDay)
    let begin = from?.resolved(in: whole, startOfDay: startOfDay) ?? whole.lowerBound
    let end = to?.resolved(in: whole, startOfDay: startOfDay) ?? whole.upperBound
    guard begin <= end else {
      throw UsageError(description: "the time asked for of '\(path)' ends before it begins")
    }
    return begin...end
  }
}

import Reports
import Sessions
import Telemetry

/// A session, or a time of it, that is read into a digest.
struct SessionPart {
  let path: String
  let time: AskedTime

  /// What it is called: its file's name, and the time as it was written.
  let name: String

  init(path: String, time: AskedTime = AskedTime(), name: String? = nil) {
    self.path = path
    self.time = time
    self.name = name ?? Self.fileName(path)
  }

  /// Reads "FILE" or "FILE@1:00-2:00". A file may have an "@" in its name: the last one counts, and
  /// only if what follows is a time.
  init(argument: String) {
    if let sign = argument.lastIndex(of: "@") {
      let path = String(argument[..<sign])
      let part = argument[argument.index(after: sign)...]
      if !path.isEmpty, let time = Self.time(part) {
        self.init(path: path, time: time, name: "\(Self.fileName(path))@\(part)")
        return
      }
    }
    self.init(path: argument)
  }

  /// "1:00-2:00", "-5m-end": split at the dash on whose both sides there is a time.
  private static func time(_ text: Substring) -> AskedTime? {
    for dash in text.indices where text[dash] == "-" {
      guard let from = SessionTime(String(text[..<dash])),
        let to = SessionTime(String(text[text.index(after: dash)...]))
      else { continue }
      return AskedTime(from: from, to: to)
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
  /// - Parameters:
  ///   - reader: of this session.
  ///   - pool: the one that is told in detail; nil is the main one.
  ///   - judges: whether findings are wanted, which cost more than all else.
  func digest(
    _ reader: SessionReader, pool: String?, judges: Bool, _ stop: StopRequest
  ) throws -> SessionDigest {
    var digest = SessionDigest(name: name, header: reader.header, judges: judges)
    let span = try time.resolved(in: reader)
    while let snapshot = try reader.next() {
      try stop.check()
      guard snapshot.time <= span.upperBound else { break }
      if snapshot.time >= span.lowerBound { digest.add(snapshot) }
    }
    digest.damage = reader.damage
    guard digest.sampleCount > 0 else {
      throw Failure(
        description: time.isPart
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
}

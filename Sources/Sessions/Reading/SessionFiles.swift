import Glibc

/// The files that a session is in.
package struct SessionFiles {
  /// More files than a series or a folder of them has.
  static let mostFiles = 10_000

  /// In the order in which they are read.
  let logs: [any ByteLog]
  /// Names of files of folders that are called as sessions are, and are none.
  let foreign: [String]

  /// Opens each file, each folder's session, and each series by the name that it was recorded
  /// under. All stay open, so that what `--keep` removes meanwhile can still be read.
  init(_ paths: [String]) throws(SessionReadError) {
    var (logs, foreign): ([any ByteLog], [String]) = ([], [])
    for path in paths {
      guard Self.isFolder(path) else {
        for name in try Self.names(of: path) { logs.append(try Self.log(name)) }
        continue
      }
      let folder = try SessionFolder(path)
      logs += try folder.session()
      foreign += folder.foreign
    }
    self.logs = paths.count > 1 || logs.count > 1 ? try Self.inOrder(logs) : logs
    self.foreign = foreign
    Unpacking.share(among: logs.compactMap { $0 as? GzipLog })
  }

  /// A file of bytes, unpacked if they are packed.
  static func log(_ path: String) throws(SessionReadError) -> any ByteLog {
    var file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 && errno == EMFILE {
      try raiseLimit(path)
      file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    }
    guard file >= 0 else { throw SessionReadError(path: path, code: errno) }
    return try unpacked(PlainLog(path: path, file: file))
  }

  /// A log, or what it was packed from.
  package static func unpacked(_ log: any ByteLog) throws(SessionReadError) -> any ByteLog {
    try GzipLog.isGzip(log) ? GzipLog(log) : log
  }

  /// A process may open 1,024 files at first, usually, and as many as its hard limit says once it
  /// asks for that (getrlimit(2)).
  private static func raiseLimit(_ path: String) throws(SessionReadError) {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    let isKnown = getrlimit(resource, &limit) == 0
    let before = limit.rlim_cur
    limit.rlim_cur = min(limit.rlim_max, rlim_t(mostFiles + 256))
    guard isKnown, limit.rlim_cur > before, setrlimit(resource, &limit) == 0 else {
      throw SessionReadError(
        description: "cannot open '\(path)' beside the files before it: \(before) are allowed; "
          + "'ulimit -n' allows more")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func names(of path: String) throws(SessionReadError) -> [String] {
    guard access(path, F_OK) != 0 else { return [path] }
    let code = errno
    let series = SessionSeries(path: path).existing()
    guard !series.isEmpty else { throw SessionReadError(path: path, code: code) }
    return series
  }

  /// By when the sessions began; files of one session stay in the order of their names.
  private static func inOrder(_ logs: [any ByteLog]) throws(SessionReadError) -> [any ByteLog] {
    var dated: [(began: Int, place: Int, log: any ByteLog)] = []
    for (place, log) in logs.enumerated() {
      let began = UTCTime.seconds(try SampleStream.header(of: [log]).started)
      // One whose header is damaged stays behind the one before it.
      dated.append((began ?? dated.last?.began ?? 0, place, log))
    }
    return dated.sorted { ($0.began, $0.place) < ($1.began, $1.place) }.map(\.log)
  }
}

/// What of a folder are sessions.
private struct SessionFolder {
  private struct Session {
    let started: String
    var files: [(name: String, log: any ByteLog)]
  }

  let path: String
  private(set) var foreign: [String] = []
  private var sessions: [Session] = []

  init(_ path: String) throws(SessionReadError) {
    self.path = path
    for name in try Self.entries(of: path) {
      let log = try SessionFiles.log("\(path)/\(name)")
      do throws(SessionReadError) {
        add(name, log, try SampleStream.header(of: [log]).started)
      } catch {
        guard error.isForeign else { throw error }
        foreign.append(name)
      }
    }
  }

  /// A file whose header is damaged goes on with what is before it.
  private mutating func add(_ name: String, _ log: any ByteLog, _ started: String) {
    let isLost = started == SessionHeader.lost.started
    let place = isLost ? sessions.indices.last : sessions.firstIndex { $0.started == started }
    if let place {
      sessions[place].files.append((name, log))
    } else {
      sessions.append(Session(started: started, files: [(name, log)]))
    }
  }

  /// Sorted: shorter names first, so that "10000" comes after "9999"; whether one is packed says
  /// nothing of its place.
  private static func entries(of folder: String) throws(SessionReadError) -> [String] {
    guard let directory = opendir(folder) else { throw SessionReadError(path: folder, code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasSuffix(".ndjson") || name.hasSuffix(".ndjson.gz") else { continue }
      names.append(name)
      guard names.count <= SessionFiles.mostFiles else {
        throw SessionReadError(
          description: "folder '\(folder)' has more than \(SessionFiles.mostFiles) sessions; "
            + "name some of them")
      }
    }
    func key(_ name: String) -> (Int, String) {
      let plain = name.hasSuffix(".gz") ? String(name.dropLast(".gz".count)) : name
      return (plain.utf8.count, plain)
    }
    return names.sorted { key($0) < key($1) }
  }

  /// The files of the session that the folder has: one recording, in one file or in many.
  func session() throws(SessionReadError) -> [any ByteLog] {
    guard let first = sessions.first else {
      throw SessionReadError(
        description: foreign.isEmpty
          ? "there is no session in folder '\(path)': no file is named *.ndjson or *.ndjson.gz"
          : "there is no session in folder '\(path)': '\(foreign[0])' is none")
    }
    guard sessions.count > 1 else { return first.files.map(\.log) }
    let names = sessions.prefix(4).map { session in
      let name = session.files[0].name
      let series = session.files.count > 1 ? SessionSeries.recordedName(of: name) : nil
      return "'\(path)/\(series ?? name)'"
    }
    let more = sessions.count > names.count ? " and \(sessions.count - names.count) more" : ""
    throw SessionReadError(
      description: "there are \(sessions.count) sessions in folder '\(path)': "
        + "\(names.joined(separator: ", "))\(more); name one")
  }
}

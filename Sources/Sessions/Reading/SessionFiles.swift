import Glibc

/// Which files a session is in.
package enum SessionFiles {
  /// More files than a series or a folder of them has.
  private static let mostFiles = 10_000

  /// Opens each file, each folder's sessions in the order of their begins, and each series by the
  /// name that it was recorded under.
  static func open(_ paths: [String]) throws(SessionReadError) -> [any ByteLog] {
    var logs: [any ByteLog] = []
    for path in paths {
      for name in try names(of: path) { logs.append(try log(name)) }
    }
    guard paths.count > 1 || logs.count > 1 else { return logs }
    return try inOrder(logs)
  }

  /// A file of bytes, unpacked if they are packed.
  static func log(_ path: String) throws(SessionReadError) -> any ByteLog {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SessionReadError(path: path, code: errno) }
    return try log(path, file)
  }

  /// Takes the descriptor over.
  static func log(_ path: String, _ file: Int32) throws(SessionReadError) -> any ByteLog {
    try unpacked(PlainLog(path: path, file: file))
  }

  /// A log, or what it was packed from.
  package static func unpacked(_ log: any ByteLog) throws(SessionReadError) -> any ByteLog {
    try GzipLog.isGzip(log) ? GzipLog(log) : log
  }

  private static func names(of path: String) throws(SessionReadError) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      let series = SessionSeries(path: path).existing()
      guard series.isEmpty else { return series }
      throw SessionReadError(path: path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    let names = entries(of: path).filter { $0.hasSuffix(".ndjson") || $0.hasSuffix(".ndjson.gz") }
    guard !names.isEmpty else {
      throw SessionReadError(
        description: "there is no session in folder '\(path)': no file is named *.ndjson or "
          + "*.ndjson.gz")
    }
    return names.map { "\(path)/\($0)" }
  }

  /// Sorted: shorter names first, so that "10000" comes after "9999".
  private static func entries(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < mostFiles {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
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
